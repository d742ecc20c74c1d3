"""The files of a picture: generated names, and the widths and formats it is kept in.

A rendition's name follows from the picture's own, so a page needs no query for its `srcset`. Files live in MEDIA_ROOT:
`pictures/<name>.jpg` as stored and `pictures/<name>-<width>.<webp|jpg>`.
"""

import io
import secrets
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from pictures.cleaning import one_at_a_time

WIDTHS = (480, 960, 1600)
FORMATS = {"webp": "image/webp", "jpg": "image/jpeg"}
SAVED = {
    "webp": {"format": "WEBP", "quality": 80, "method": 4},
    "jpg": {"format": "JPEG", "quality": 82, "optimize": True, "progressive": True},
}


def generated_name(instance, filename):
    """Where an upload is stored: never under the name it came with, which may say anything."""
    suffix = PurePosixPath(filename).suffix.lower() or ".jpg"
    return f"pictures/{secrets.token_hex(8)}{suffix}"


def widths(width):
    """The widths kept of a picture `width` pixels wide: those of WIDTHS it fills, at least one."""
    fitting = tuple(w for w in WIDTHS if w < width)
    return (*fitting, width) if len(fitting) < len(WIDTHS) else fitting


def middle_width(width):
    kept = widths(width)
    return kept[len(kept) // 2]


def name(stored, width, suffix):
    """The storage name of one rendition of the picture stored as `stored`."""
    return str(PurePosixPath(stored).with_suffix("")) + f"-{width}.{suffix}"


def names(stored, width):
    """The storage names of all renditions of a picture `width` pixels wide."""
    return [name(stored, kept, suffix) for kept in widths(width) for suffix in FORMATS]


def address(stored, width, suffix):
    return default_storage.url(name(stored, width, suffix))


def sources(stored, width):
    """[(MIME type, srcset)] of a picture, the better format first."""
    return [
        (mime, ", ".join(f"{address(stored, w, suffix)} {w}w" for w in widths(width)))
        for suffix, mime in FORMATS.items()
    ]


def make(stored, width):
    """Write the renditions that the picture stored as `stored`, `width` pixels wide, lacks; returns their names."""
    missing = [name for name in names(stored, width) if not default_storage.exists(name)]
    if not missing:
        return []
    with one_at_a_time, default_storage.open(stored) as file, Image.open(file) as image:
        full = image.size
        image.draft("RGB", size_at(max(widths(width)), full))  # a large JPEG decodes at a half, a quarter …
        for kept in reversed(widths(width)):
            image = image.resize(size_at(kept, full), Image.Resampling.LANCZOS, reducing_gap=3)
            for suffix in FORMATS:
                if name(stored, kept, suffix) in missing:
                    write(name(stored, kept, suffix), image, suffix)
    return missing


def size_at(width, full):
    """The size of a picture of the size `full` when it is `width` pixels wide."""
    return width, max(1, round(full[1] * width / full[0]))


def write(name, image, suffix):
    if suffix == "jpg" and image.mode == "RGBA":
        image = on_white(image)
    buffer = io.BytesIO()
    image.save(buffer, **SAVED[suffix])
    default_storage.save(name, ContentFile(buffer.getvalue()))


def on_white(image):
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def remove(stored, width):
    """Delete a picture's file and its renditions; those already gone are no error."""
    for each in (stored, *names(stored, width)):
        default_storage.delete(each)
