"""The demo's posters, lead pictures and portraits, drawn here and the same every time. One costs about 0.1 s."""

import io
import random

from PIL import Image, ImageDraw, ImageFont

from newsdesk.demo.canvas import Canvas, blend
from newsdesk.demo.motifs import MOTIFS
from pictures.cleaning import CleanPicture

POSTER, LEAD, PORTRAIT = (480, 720), (1200, 675), (480, 600)
GROUNDS = ["#24404a", "#6b3b3b", "#3d4a2f", "#4b3a63", "#7a5a2c", "#2f4a6b", "#5d4037", "#36524a"]
SKINS = ["#f0c9a8", "#d9a27a", "#b57a52", "#8a5638", "#643c28"]
HAIRS = ["#1f1a17", "#3b2a20", "#6a4a2c", "#a8743a", "#8f8a86", "#d8d2c8"]
CLOTHES = ["#e6d9c2", "#c7553d", "#2b2b33", "#e0b24a", "#4f7a78", "#8b9bb4"]


def poster(title, art, seed):
    """A poster of 2:3 with the title set at its foot."""
    canvas = Canvas(POSTER, art["colours"], seed)
    MOTIFS[art["motif"]](canvas)
    return jpeg(lettered(canvas.finished(), title, canvas.ground, canvas.light))


def lead(art, seed):
    """A lead picture of 16:9, without words."""
    canvas = Canvas(LEAD, art["colours"], f"{seed} lead")
    MOTIFS[art["motif"]](canvas)
    return jpeg(canvas.finished())


def jpeg(image):
    """As a file of the picture library, which needs no cleaning: there was never anything but pixels in it."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=90)
    return CleanPicture(buffer.getvalue(), "jpg", image.size)


def lettered(image, title, ground, light):
    """`image` with the title in capitals, in as many lines as it needs, over a foot dark enough to read it on."""
    width, height = image.size
    font = ImageFont.load_default(0.082 * width)
    lines = [""]
    for word in title.upper().split():
        if lines[-1] and font.getlength(f"{lines[-1]} {word}") > 0.84 * width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    step = round(0.098 * width)
    top = height - round(0.09 * width) - step * len(lines)
    shade = (
        Image.linear_gradient("L").resize((width, height - top + 3 * step)).point(lambda grey: min(235, grey * 5 // 4))
    )
    image.paste(ground, (0, height - shade.height), shade)
    pen = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        pen.text((0.08 * width, top + number * step), line, font=font, fill=light, stroke_width=0.5, stroke_fill=light)
    return image


def portrait(seed):
    """A head and shoulders in flat shapes; it shows nobody."""
    rng = random.Random(seed)
    ground, cloth, tone = rng.choice(GROUNDS), rng.choice(CLOTHES), rng.randrange(len(SKINS))
    skin, hair = SKINS[tone], rng.choice(HAIRS if tone < 2 else HAIRS[:2])
    canvas = Canvas(PORTRAIT, [ground, blend(ground, "#ffffff", 0.35), cloth, skin], seed)
    shadow = blend(skin, ground, 0.35)
    canvas.disc(0.5 + rng.choice((-0.16, 0.16)), 0.36, 0.42, blend(ground, "#ffffff", 0.18))
    long_hair, parting = rng.random() < 0.5, rng.choice((-0.05, 0.05))
    if long_hair:
        canvas.pen.rounded_rectangle((*canvas.at(0.27, 0.22), *canvas.at(0.73, 0.74)), 0.2 * canvas.unit, fill=hair)
    canvas.pen.ellipse((*canvas.at(0.08, 0.70), *canvas.at(0.92, 1.35)), fill=cloth)
    canvas.band(0.42, 0.55, 0.58, 0.74, shadow)
    canvas.pen.ellipse((*canvas.at(0.42, 0.68), *canvas.at(0.58, 0.79)), fill=shadow)
    face = (*canvas.at(0.32, 0.22), *canvas.at(0.68, 0.64))
    canvas.pen.ellipse(face, fill=skin)
    canvas.pen.pieslice(face, *((-90, 90) if parting > 0 else (90, 270)), fill=shadow)
    canvas.pen.chord(
        (*canvas.at(0.30, 0.17), *canvas.at(0.70, 0.56)), 180 + parting * 300, 360 + parting * 300, fill=hair
    )
    return jpeg(canvas.finished())
