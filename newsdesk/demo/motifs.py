"""What the demo's posters and lead pictures show, one function each.

Lengths are fractions of the canvas, so that one motif serves every format.
"""

import math

from newsdesk.demo.canvas import blend

MOTIFS, SHOWN = {}, {}


def motif(shows):
    """A motif under its function's name; `shows` says what is to be seen, for those who cannot see it."""

    def register(draw):
        MOTIFS[draw.__name__] = draw
        SHOWN[draw.__name__] = shows
        return draw

    return register


@motif("a wall of windows at night, most of them dark")
def windows(canvas):
    columns, rows = (7, 9) if canvas.height > canvas.width else (13, 6)
    for row in range(rows):
        for column in range(columns):
            lit = canvas.random.random()
            fill = (
                canvas.light
                if lit > 0.94
                else canvas.near
                if lit > 0.78
                else canvas.far
                if lit > 0.35
                else canvas.ground
            )
            left, top = 0.06 + 0.88 * column / columns, 0.05 + 0.9 * row / rows
            canvas.band(left, top, left + 0.62 / columns, top + 0.66 / rows, fill)
            if lit > 0.78:  # a sash
                canvas.band(left, top + 0.31 / rows, left + 0.62 / columns, top + 0.34 / rows, canvas.ground)


@motif("rows of the same disc; one is not the same")
def crowd(canvas):
    columns, rows = (8, 11) if canvas.height > canvas.width else (16, 8)
    odd = (rows // 3, columns * 5 // 8)
    for row in range(rows):
        for column in range(columns):
            shade = blend(canvas.far, canvas.near, canvas.random.random() ** 2)
            fill = canvas.light if (row, column) == odd else shade
            canvas.disc((column + 0.5 + (row % 2) * 0.25) / (columns + 0.25), (row + 0.5) / rows, 0.045, fill)


@motif("ruled lines, a margin, and coins in a column")
def ledger(canvas):
    for row in range(22):
        y = 0.05 + row * 0.043
        canvas.line([(0, y), (1, y)], canvas.far, 0.003)
    canvas.band(0.22, 0, 0.228, 1, canvas.near)
    for number in range(7):
        y, radius = 0.14 + number * 0.075, 0.075
        canvas.disc(0.66 + 0.03 * math.sin(number * 2.1), y, radius * 1.04, canvas.ground)
        canvas.disc(
            0.66 + 0.03 * math.sin(number * 2.1), y - 0.008, radius, blend(canvas.near, canvas.light, number / 7)
        )
    canvas.disc(0.40, 0.30, 0.06, outline=canvas.light, line=0.006)


@motif("a lighthouse, its beam, and a sea in stripes")
def beam(canvas):
    lamp = (0.30, 0.34)
    canvas.shape([lamp, (1.1, 0.08), (1.1, 0.42)], blend(canvas.far, canvas.light, 0.35))
    canvas.shape([lamp, (1.1, 0.17), (1.1, 0.34)], blend(canvas.far, canvas.light, 0.75))
    canvas.figure(*lamp, [(-0.045, 0.03), (0.045, 0.03), (0.085, 0.62), (-0.085, 0.62)], canvas.near)
    canvas.figure(*lamp, [(-0.055, 0.18), (0.055, 0.18), (0.065, 0.30), (-0.065, 0.30)], canvas.ground)
    canvas.figure(*lamp, [(-0.045, -0.03), (0, -0.075), (0.045, -0.03), (0.045, 0.03), (-0.045, 0.03)], canvas.ground)
    canvas.disc(*lamp, 0.03, canvas.light)
    for row in range(9):
        y = 0.70 + row * 0.035
        points = [(x / 24, y + 0.008 * math.sin(x * 0.9 + row * 1.7)) for x in range(25)]
        canvas.shape([*points, (1, 1), (0, 1)], blend(canvas.far, canvas.ground, row / 8))


@motif("hills of water under a low sun")
def waves(canvas):
    canvas.disc(canvas.random.uniform(0.28, 0.72), canvas.random.uniform(0.26, 0.36), 0.20, canvas.light)
    for row in range(6):
        base, height, phase = 0.40 + row * 0.10, 0.05 - row * 0.004, canvas.random.uniform(0, 6.3)
        points = [(x / 40, base + height * math.sin(x / 40 * (5 + row) + phase)) for x in range(41)]
        canvas.shape([*points, (1, 1), (0, 1)], blend(canvas.near, canvas.ground, row / 6))


@motif("two pairs of wings, one above the other, feather by feather")
def wings(canvas):
    for x, y, size, bright in ((0.40, 0.28, 1.0, canvas.light), (0.64, 0.52, 0.72, canvas.near)):
        for feather in range(6, -1, -1):
            reach, drop = (0.13 + 0.055 * feather) * size, (0.20 - 0.052 * feather) * size
            fill = blend(bright, canvas.far, feather / 9)
            for side in (-1, 1):
                tip = [
                    (0, 0),
                    (side * reach, drop - 0.10 * size),
                    (side * reach * 0.62, drop + 0.05 * size),
                    (0, 0.13 * size),
                ]
                canvas.figure(x, y, tip, fill)
        canvas.figure(
            x, y, [(-0.035 * size, -0.02), (0, -0.075 * size), (0.035 * size, -0.02), (0, 0.27 * size)], bright
        )


@motif("a planet's edge and what goes round it")
def orbits(canvas):
    for _ in range(60):
        canvas.disc(
            canvas.random.random(), canvas.random.random() * 0.8, canvas.random.choice((0.002, 0.003)), canvas.light
        )
    for number in range(5):
        radius = 0.62 + number * 0.13
        canvas.disc(0.22, 0.98, radius, outline=blend(canvas.far, canvas.near, number / 4), line=0.004)
        angle = -1.35 + number * 0.27
        x = 0.22 + radius * canvas.unit / canvas.width * math.cos(angle)
        y = 0.98 + radius * canvas.unit / canvas.height * math.sin(angle)
        canvas.disc(x, y, 0.018 + 0.006 * (number % 3), canvas.light if number == 2 else canvas.near)
    canvas.disc(0.22, 0.98, 0.50, canvas.near)
    canvas.disc(0.15, 1.02, 0.50, blend(canvas.near, canvas.ground, 0.55))


@motif("frame within frame, towards a door that is lit")
def corridor(canvas):
    for step in range(11):
        inset = 0.5 * (1 - 0.74**step)
        x, y = inset * 0.94, inset * 0.90
        fill = blend(canvas.ground, canvas.near, step / 11) if step % 2 else blend(canvas.ground, canvas.far, step / 11)
        canvas.band(x, y, 1 - x, 1 - y * 0.92, fill)
    canvas.band(0.475, 0.44, 0.525, 0.56, canvas.light)


@motif("pointed arches, one within the other, and a bell")
def arches(canvas):
    for step in range(7):
        half, top = 0.42 - step * 0.055, 0.06 + step * 0.065
        fill = (
            blend(canvas.far, canvas.near, step / 6) if step % 2 else blend(canvas.ground, canvas.far, 0.3 + step / 10)
        )
        curve = [
            (0.5 - half * math.cos(a * math.pi / 40), top + 0.30 * (1 - math.sin(a * math.pi / 40))) for a in range(21)
        ]
        canvas.shape([(0.5 - half, 1), *curve, *[(1 - x, y) for x, y in reversed(curve)], (0.5 + half, 1)], fill)
    canvas.figure(0.5, 0.60, [(-0.035, 0), (0.035, 0), (0.085, 0.16), (-0.085, 0.16)], canvas.light)
    canvas.figure(0.5, 0.60, [(-0.02, 0.175), (0.02, 0.175), (0, 0.21)], canvas.light)


@motif("mountains, a house with one window, and snow over all of it")
def snow(canvas):
    canvas.shape([(-0.1, 0.75), (0.32, 0.22), (0.74, 0.75)], canvas.far)
    canvas.shape([(0.32, 0.22), (0.43, 0.36), (0.35, 0.40), (0.30, 0.36), (0.22, 0.40), (0.205, 0.365)], canvas.light)
    canvas.shape([(0.30, 0.78), (0.78, 0.34), (1.2, 0.78)], blend(canvas.far, canvas.near, 0.6))
    canvas.shape([(0, 0.74), (0.45, 0.68), (1, 0.77), (1, 1), (0, 1)], blend(canvas.near, canvas.light, 0.55))
    canvas.figure(0.61, 0.72, [(-0.06, 0), (-0.06, -0.09), (0, -0.15), (0.06, -0.09), (0.06, 0)], canvas.ground)
    canvas.figure(0.61, 0.72, [(-0.014, -0.04), (-0.014, -0.08), (0.014, -0.08), (0.014, -0.04)], "#f6c667")
    for _ in range(140):
        canvas.disc(
            canvas.random.random(), canvas.random.random(), canvas.random.choice((0.003, 0.005, 0.007)), canvas.light
        )


@motif("a cassette: two reels, and the tape between them")
def tapes(canvas):
    canvas.band(0.08, 0.22, 0.92, 0.66, canvas.far)
    canvas.band(0.13, 0.27, 0.87, 0.55, canvas.near)
    canvas.line([(0.33, 0.53), (0.67, 0.53)], canvas.ground, 0.01)
    for x, radius in ((0.33, 0.135), (0.67, 0.085)):
        canvas.disc(x, 0.41, radius, canvas.ground)
        canvas.disc(x, 0.41, 0.045, canvas.light)
        for spoke in range(6):
            angle = spoke * math.pi / 3 + x
            dx, dy = (
                0.04 * canvas.unit / canvas.width * math.cos(angle),
                0.04 * canvas.unit / canvas.height * math.sin(angle),
            )
            canvas.line([(x, 0.41), (x + dx, 0.41 + dy)], canvas.ground, 0.012)
    for number in range(26):
        height = 0.004 + 0.03 * canvas.random.random()
        canvas.band(0.14 + number * 0.028, 0.76 - height, 0.152 + number * 0.028, 0.76 + height, canvas.light)


@motif("round lamps on strings, with their glow")
def lanterns(canvas):
    for number in range(9):
        x, y = 0.08 + number * 0.105, 0.16 + 0.44 * canvas.random.random()
        radius = canvas.random.uniform(0.045, 0.085)
        canvas.line([(x, 0), (x, y)], canvas.far, 0.003)
        for glow in (2.1, 1.6, 1.25):
            canvas.disc(x, y, radius * glow, blend(canvas.ground, canvas.near, 0.75 / glow))
        canvas.disc(x, y, radius, canvas.light if number % 3 else canvas.near)
        canvas.line([(x, y + radius * canvas.unit / canvas.height), (x, y + 0.11)], canvas.near, 0.004)


@motif("the same head twice, and not the same")
def halves(canvas):
    canvas.band(0.5, 0, 1, 1, canvas.near)
    for x, fill, inner in ((0.27, canvas.light, canvas.near), (0.73, canvas.ground, canvas.light)):
        canvas.disc(x, 0.80, 0.27, fill)
        canvas.disc(x, 0.40, 0.16, fill)
        canvas.disc(x, 0.40, 0.10, outline=inner, line=0.012)
        canvas.disc(x, 0.40, 0.035, inner)


@motif("a table laid for very many")
def plate(canvas):
    columns, rows = (4, 6) if canvas.height > canvas.width else (8, 4)
    for row in range(rows):
        for column in range(columns):
            x, y = (column + 0.5) / columns, (row + 0.5) / rows
            fill = canvas.near if (row * 3 + column * 5) % 7 else canvas.light
            canvas.disc(x, y, 0.095, blend(canvas.far, canvas.light, 0.25))
            canvas.disc(x, y, 0.068, fill)
            canvas.line([(x + 0.42 / columns, y - 0.06), (x + 0.42 / columns, y + 0.06)], canvas.light, 0.008)


@motif("a map of a hill that keeps moving")
def contours(canvas):
    bends = [(n, canvas.random.uniform(0, 6.3), canvas.random.uniform(0.02, 0.07) / n) for n in (2, 3, 5)]
    for step in range(15, 0, -1):
        points = []
        for degree in range(0, 360, 4):
            angle = math.radians(degree)
            radius = step * 0.062 * (1 + sum(share * 6 * math.sin(n * angle + turn) for n, turn, share in bends))
            dx, dy = (
                radius * canvas.unit / canvas.width * math.cos(angle),
                radius * canvas.unit / canvas.height * math.sin(angle),
            )
            points.append((0.56 + dx, 0.42 + dy))
        canvas.shape(points, blend(canvas.light, canvas.near if step < 8 else canvas.ground, step / 15))
        canvas.line([*points, points[0]], canvas.ground, 0.0025)


@motif("a street of gas lamps going downhill")
def lamps(canvas):
    posts = [(0.88 - number * 0.19, 0.16 + number * 0.07, 0.022 + number * 0.008) for number in range(5)]
    for glow in (3.4, 2.5, 1.7):
        for x, y, size in posts:
            canvas.disc(x, y, size * glow, blend(canvas.far, canvas.near, 0.85 / glow))
    canvas.shape([(0, 0.86), (1, 0.62), (1, 1), (0, 1)], blend(canvas.ground, canvas.far, 0.25))
    for x, y, size in posts:
        canvas.band(x - size / 8, y, x + size / 8, 0.98 - 0.36 * x + size, canvas.ground)
        canvas.disc(x, y, size, canvas.light)


@motif("a lamp, an armchair's back, and rings of somebody listening")
def signal(canvas):
    for step in range(9, 0, -1):
        canvas.disc(0.66, 0.36, step * 0.075, blend(canvas.near, canvas.ground, step / 9.5))
    canvas.disc(0.66, 0.36, 0.06, canvas.light)
    canvas.cushion(0.12, 0.50, 0.48, 1.1, canvas.ground)
    for left in (0.06, 0.42):
        canvas.cushion(left, 0.72, left + 0.12, 1.1, blend(canvas.ground, canvas.near, 0.3))
