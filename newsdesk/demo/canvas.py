"""What the demo's pictures are drawn on: flat shapes over a gradient, in four colours.

Everything is drawn twice as large and halved, because Pillow's shapes have no smooth edges.
"""

import random
from dataclasses import dataclass

from PIL import Image, ImageColor, ImageDraw, ImageOps

SHARPER = 2


@dataclass
class Canvas:
    """What is drawn on. Colours go from the darkest, the ground, to the brightest, the light."""

    size: tuple
    colours: list
    seed: str

    def __post_init__(self):
        self.width, self.height = (side * SHARPER for side in self.size)
        self.ground, self.far, self.near, self.light = self.colours
        self.random = random.Random(self.seed)
        self.image = gradient((self.width, self.height), self.ground, blend(self.ground, self.far, 0.55))
        self.pen = ImageDraw.Draw(self.image)
        self.unit = min(self.width, self.height)

    def at(self, x, y):
        return x * self.width, y * self.height

    def disc(self, x, y, radius, fill=None, outline=None, line=0):
        """A circle around (x, y); `radius` and `line` are fractions of the shorter side."""
        (cx, cy), r = self.at(x, y), radius * self.unit
        box = (cx - r, cy - r, cx + r, cy + r)
        self.pen.ellipse(box, fill=fill, outline=outline, width=max(1, round(line * self.unit)) if line else 0)

    def shape(self, points, fill):
        self.pen.polygon([self.at(x, y) for x, y in points], fill=fill)

    def figure(self, x, y, points, fill):
        """A shape that keeps its proportions: `points` are distances from (x, y), in fractions of the shorter side."""
        cx, cy = self.at(x, y)
        self.pen.polygon([(cx + dx * self.unit, cy + dy * self.unit) for dx, dy in points], fill=fill)

    def cushion(self, left, top, right, bottom, fill):
        self.pen.rounded_rectangle((*self.at(left, top), *self.at(right, bottom)), 0.06 * self.unit, fill=fill)

    def band(self, left, top, right, bottom, fill):
        self.pen.rectangle((*self.at(left, top), *self.at(right, bottom)), fill=fill)

    def line(self, points, fill, width):
        self.pen.line(
            [self.at(x, y) for x, y in points], fill=fill, width=max(1, round(width * self.unit)), joint="curve"
        )

    def finished(self):
        return self.image.reduce(SHARPER)


def blend(one, other, share):
    """The colour `share` of the way from `one` to `other`."""
    pairs = zip(ImageColor.getrgb(one), ImageColor.getrgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def gradient(size, top, bottom):
    column = Image.linear_gradient("L").resize((1, 256))
    return ImageOps.colorize(column, top, bottom).resize(size, Image.Resampling.BILINEAR)
