"""What may become a picture: files are judged by their content and drawn anew, so that nothing comes along but pixels.

JPEG, PNG, WebP and GIF are taken, by content and not by name. What is stored is upright as EXIF says, in sRGB, with no
EXIF, GPS, XMP, profile or comment. A JPEG stays one, a WebP too; a GIF is kept as PNG, which holds the same pixels.
What moves is refused: here a picture stands still, and which frame was meant is not ours to guess.
"""

import io
import threading
import warnings

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import ExifTags, Image, ImageCms

MOST_BYTES = 25 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 16_000  # pixels; a WebP ends at 16,383, a JPEG at 65,535
# Photographs have about ten scans. Each costs a pass over all pixels, so thousands of empty ones cost minutes.
MOST_JPEG_SCANS = 100

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# By what Pillow calls a file: how it is stored. MPO is a JPEG with more pictures behind it, as telephones write them.
STORED_AS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "GIF": "png", "WEBP": "webp"}
SAVED = {
    "jpg": {"format": "JPEG", "quality": 92, "subsampling": 0},
    "png": {"format": "PNG", "compress_level": 3},  # 6 takes twice as long and saves 2 %
    "webp": {"format": "WEBP", "quality": 92, "method": 2},
}
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SRGB = ImageCms.createProfile("sRGB")

# 50 megapixels take several hundred MB while they are worked on, and the filters for warnings belong to the process.
one_at_a_time = threading.Lock()

TOO_HEAVY = f"This file is larger than {MOST_BYTES // 1024**2} MB: make the picture smaller and send it again."
UNKNOWN = "This is no picture we can read: send a JPEG, PNG, WebP or GIF. If it is one, it is damaged: export it again."
TOO_LARGE = (
    f"This picture has more than {MOST_PIXELS // 1_000_000} megapixels or a side of more than {LONGEST_SIDE:,} pixels: "
    "make it smaller and send it again."
)
MOVES = "This picture moves, and ours stand still: save the frame you want as a JPEG or PNG and send that."
DAMAGED = "This picture is damaged or not complete: it cannot be read to its end. Export or fetch it again."


class CleanPicture(ContentFile):
    """A file that was drawn here, of `width` × `height` pixels; its name says nothing but the format."""

    def __init__(self, content, suffix, size):
        super().__init__(content, name=f"picture.{suffix}")
        self.width, self.height = size


def cleaned(upload):
    """The File `upload` as a CleanPicture. Raises ValidationError, with a sentence, for whatever may not be stored.

    Costs up to some seconds and 600 MB for the largest taken, one at a time in each process.
    """
    if isinstance(upload, CleanPicture):
        return upload
    upload.seek(0)
    content = upload.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValidationError(TOO_HEAVY, code="too_heavy")
    with one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's asides about a file's metadata, which we do not keep
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with opened(content) as image:
            check_header(image, content)
            suffix = STORED_AS[image.format]
            return drawn_anew(image, suffix)


def opened(content):
    try:
        return Image.open(io.BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise ValidationError(TOO_LARGE, code="too_large") from problem
    except Exception as problem:  # a hostile header can make a decoder raise anything; no list of it exists
        raise ValidationError(UNKNOWN, code="unknown") from problem


def check_header(image, content):
    """Refuse, before a pixel is decoded, what would cost too much or does not stand still."""
    width, height = image.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise ValidationError(TOO_LARGE, code="too_large")
    # The further pictures of an MPO are depth or a preview, not frames of a film.
    if image.format != "MPO" and getattr(image, "is_animated", False):
        raise ValidationError(MOVES, code="moves")
    if STORED_AS[image.format] == "jpg" and content.count(b"\xff\xda") > MOST_JPEG_SCANS:
        raise ValidationError(DAMAGED, code="damaged")


def drawn_anew(image, suffix):
    try:
        image.load()
        image = in_srgb(upright(image))
        image.info = {}  # savers write profiles and comments they find here
        buffer = io.BytesIO()
        image.save(buffer, **SAVED[suffix])
    except Exception as problem:  # as in opened(): pixels can be as hostile as headers
        raise ValidationError(DAMAGED, code="damaged") from problem
    return CleanPicture(buffer.getvalue(), suffix, image.size)


def upright(image):
    """`image` turned as its metadata asks; unreadable metadata asks for nothing."""
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # broken EXIF is frequent, raises anything, and is no reason to refuse a photograph
        return image
    turn = UPRIGHT.get(orientation)
    return image if turn is None else image.transpose(turn)


def in_srgb(image):
    """`image` as RGB in sRGB, or RGBA where something shows through it."""
    if image.mode.startswith("I"):
        # 16 bits of grey; convert() would cut off what is brighter than 255.
        image = image.point(lambda grey: grey / 257, "L")
    alpha = transparency(image)
    colours = from_profile(image) or as_rgb(image)
    if alpha:
        colours.putalpha(alpha)
    return colours


def transparency(image):
    """The alpha channel of `image`, None when nothing shows through."""
    if not image.has_transparency_data:
        return None
    alpha = image.convert("RGBA").getchannel("A")
    return alpha if alpha.getextrema()[0] < 255 else None


def as_rgb(image):
    if image.mode == "RGB":
        return image
    return (image.convert("RGBA") if image.has_transparency_data else image).convert("RGB")


def from_profile(image):
    """`image` in sRGB by its own colour profile; None when it has none that is valid and fits."""
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
        fitting = in_profile_mode(image, profile.profile.xcolor_space.strip())
        return fitting and ImageCms.profileToProfile(fitting, profile, SRGB, outputMode="RGB")
    except (KeyError, ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def in_profile_mode(image, space):
    """`image` in the mode that colours of the ICC `space` come in; None when they cannot be this image's colours."""
    grey, cmyk = image.mode in ("1", "L", "LA"), image.mode == "CMYK"
    if space == "GRAY" and grey:
        return image.convert("L")
    if space == "CMYK" and cmyk:
        return image
    return as_rgb(image) if space == "RGB" and not cmyk else None
