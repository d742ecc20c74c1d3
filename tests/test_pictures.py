"""Pictures: what is taken, what is refused with which words, what is left of a file, and the files that follow it."""

import io
import re
import struct
import time
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.template import Context, Template
from django.urls import reverse
from PIL import Image, ImageCms, PngImagePlugin

from pictures import cleaning, renditions, uploads
from pictures.cleaning import CleanPicture, cleaned
from pictures.models import Picture
from staff.models import User
from web.bases import SecondSaver

pytestmark = pytest.mark.django_db

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 128, 0), (0, 0, 255), (255, 255, 255)
WORDS = {"title": "A harbour", "alt": "Boats in a harbour", "credit": "Ana Doe/Network"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def draw(size=(40, 20), mode="RGB", colour=RED, left=None):
    """A picture of one colour, its left half in another when `left` is given."""
    image = Image.new(mode, size, colour)
    if left is not None:
        image.paste(left, (0, 0, size[0] // 2, size[1]))
    return image


def as_file(image, kind="JPEG", name="IMG 1234.jpg", **how):
    buffer = io.BytesIO()
    image.save(buffer, kind, **({"quality": 95} if kind != "GIF" else {}), **how)
    return ContentFile(buffer.getvalue(), name=name)


def store(upload=None, **fields):
    return uploads.store(upload or as_file(draw()), **{**WORDS, **fields})


def stored_image(picture):
    with default_storage.open(picture.file.name) as file:
        image = Image.open(file)
        image.load()
    return image


def rendition(picture, suffix, width=None):
    with default_storage.open(renditions.name(picture.file.name, width or picture.width, suffix)) as file:
        image = Image.open(file)
        image.load()
    return image


def files(media):
    return sorted(path.name for path in media.rglob("*") if path.is_file())


def near(pixel, colour):
    """Whether a pixel is `colour`, but for what JPEG and WebP lose."""
    return all(abs(a - b) <= 8 for a, b in zip(pixel, colour, strict=True))


def refusal(upload):
    with pytest.raises(ValidationError) as refused:
        cleaned(upload)
    return refused.value.messages


# What is taken


@pytest.mark.parametrize(
    ("kind", "suffix", "stored_kind"),
    [("JPEG", "jpg", "JPEG"), ("PNG", "png", "PNG"), ("WEBP", "webp", "WEBP"), ("GIF", "png", "PNG")],
)
def test_the_stored_name_is_generated_and_its_suffix_follows_the_content(kind, suffix, stored_kind):
    picture = store(as_file(draw(), kind, name="../secret plan.exe"))
    assert re.fullmatch(rf"pictures/[0-9a-f]{{16}}\.{suffix}", picture.file.name)
    assert stored_image(picture).format == stored_kind
    assert (picture.width, picture.height) == (40, 20)


def test_a_telephones_jpeg_with_a_preview_behind_it_is_a_jpeg():
    upload = as_file(draw(), "MPO", save_all=True, append_images=[draw(colour=BLUE)])
    assert Image.open(upload).format == "MPO"
    image = stored_image(store(upload))
    assert (image.format, getattr(image, "n_frames", 1)) == ("JPEG", 1)


def test_objects_create_is_checked_like_the_door():
    picture = Picture.objects.create(file=as_file(draw(size=(30, 10))), **WORDS)
    assert (picture.width, picture.height) == (30, 10)
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        Picture.objects.create(file=ContentFile(b"<svg/>", name="a.svg"), **WORDS)
    assert refused.value.message_dict == {"file": [cleaning.UNKNOWN]}
    assert Picture.objects.count() == 1


def test_bulk_create_is_checked_too(media):
    with pytest.raises(ValidationError):
        Picture.objects.bulk_create([Picture(file=ContentFile(b"GIF89a", name="a.gif"), **WORDS)])
    assert files(media) == []


def test_a_file_is_not_opened_before_it_is_checked(shared_data):
    bomb = ContentFile((shared_data / "pictures/decompression_bomb.gif").read_bytes(), name="bomb.gif")
    with pytest.raises(ValidationError) as refused:
        Picture(file=bomb, **WORDS).save()
    assert refused.value.message_dict == {"file": [cleaning.TOO_LARGE]}


# What is refused


def test_other_formats_are_refused_whatever_they_are_called():
    for kind in ("TIFF", "BMP", "AVIF", "ICO"):
        assert refusal(as_file(draw(), kind, name="photo.jpg")) == [cleaning.UNKNOWN]
    assert refusal(ContentFile(b"<svg onload='alert(1)'/>", name="photo.jpg")) == [cleaning.UNKNOWN]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_half_a_file_is_refused(kind):
    whole = as_file(Image.effect_noise((200, 200), 80), kind).read()
    assert refusal(ContentFile(whole[: len(whole) // 2])) in ([cleaning.DAMAGED], [cleaning.UNKNOWN])


def test_what_moves_is_refused():
    frames = {"save_all": True, "append_images": [draw(colour=BLUE)]}
    for kind in ("GIF", "WEBP", "PNG"):
        assert refusal(as_file(draw(), kind, **frames)) == [cleaning.MOVES]


def test_fifty_megapixels_are_taken_and_one_row_more_is_refused_from_the_header(monkeypatch):
    monkeypatch.setattr(cleaning, "MOST_PIXELS", 800)
    assert cleaned(as_file(draw(size=(40, 20)))).width == 40
    larger = as_png_header(40, 21)
    monkeypatch.setattr(cleaning, "drawn_anew", lambda image, suffix: pytest.fail("decoded"))
    assert refusal(larger) == [cleaning.TOO_LARGE]
    monkeypatch.undo()
    assert cleaning.MOST_PIXELS == 50_000_000


def as_png_header(width, height):
    """A PNG that claims a size and holds next to nothing."""
    small = as_file(draw(size=(1, 1)), "PNG").read()
    header = b"IHDR" + struct.pack(">II", width, height) + small[24:29]
    return ContentFile(small[:12] + header + struct.pack(">I", PngImagePlugin._crc32(header)) + small[33:])


@pytest.mark.parametrize("size", [(60_000, 60_000), (10_000, 10_000), (7072, 7072), (16_001, 10), (10, 16_001)])
def test_a_bomb_is_refused_in_no_time(size):
    began = time.monotonic()
    assert refusal(as_png_header(*size)) == [cleaning.TOO_LARGE]
    assert time.monotonic() - began < 1


def test_a_jpeg_of_endless_scans_is_refused():
    jpeg = as_file(draw(), progressive=True).read()
    last = jpeg.rindex(b"\xff\xda")
    endless = jpeg[:last] + jpeg[last:-2] * 200 + jpeg[-2:]
    assert refusal(ContentFile(endless)) == [cleaning.DAMAGED]


def test_a_file_that_is_too_heavy_is_refused_unread(monkeypatch):
    monkeypatch.setattr(cleaning, "MOST_BYTES", 100)
    assert refusal(ContentFile(b"\0" * 101)) == [
        "This file is larger than 25 MB: make the picture smaller and send it again."
    ]


def test_an_empty_file_is_refused():
    assert refusal(ContentFile(b"")) == [cleaning.UNKNOWN]


REFUSED = """
    12in16bit.tif 16_bit_noise.tif apng_num_plays.png apng_syntax_num_frames_zero.png avif_hopper.avif broken.png
    broken_data_stream.png decompression_bomb.gif dispose_bgnd.gif missing_background.gif no_palette.gif
    truncated_image.png truncated_jpeg.jpg
"""


def test_every_real_file_is_stored_bare_or_refused_with_a_sentence(shared_data):
    refused = []
    for path in sorted((shared_data / "pictures").iterdir()):
        began = time.monotonic()
        try:
            picture = store(ContentFile(path.read_bytes(), name=path.name))
        except ValidationError as problem:
            (sentence,) = problem.messages
            assert sentence.startswith("This ")
            refused.append(path.name)
        else:
            assert_bare(picture)
        assert time.monotonic() - began < 5, path.name
    assert refused == REFUSED.split()
    assert Picture.objects.count() == 17


# What is left of a file


def assert_bare(picture):
    """Neither the stored file nor a rendition says anything beside its pixels."""
    for name in (picture.file.name, *renditions.names(picture.file.name, picture.width)):
        with default_storage.open(name) as file:
            content = file.read()
        image = Image.open(io.BytesIO(content))
        image.load()
        beside = set(image.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
        assert beside <= {"loop", "background", "duration", "timestamp"}, name  # what Pillow says of every WebP
        assert not image.getexif(), name
        for mark in (b"Exif\0\0", b"EXIF", b"eXIf", b"GPS", b"xpacket", b"ICC_PROFILE", b"ICCP", b"iCCP", b"Photoshop"):
            assert mark not in content, name


def told_all(**more):
    """What a camera writes beside a picture: who, where, how it was held."""
    exif = Image.Exif()
    exif[0x010F] = "Camera of Ana"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 26.0)})
    exif.update(more.pop("exif", {}))
    return {"exif": exif, **more}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_exif_places_profiles_and_comments_are_gone_from_the_file_and_its_renditions(kind):
    how = told_all(icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    if kind == "JPEG":
        how["comment"] = "secret"
    if kind != "PNG":
        how["xmp"] = b"<x:xmpmeta>secret xpacket</x:xmpmeta>"
    upload = as_file(draw(size=(600, 300)), kind, **how)
    assert Image.open(upload).getexif().get_ifd(0x8825)[1] == "N"
    picture = store(upload)
    assert len(renditions.names(picture.file.name, 600)) == 4
    assert_bare(picture)
    with default_storage.open(picture.file.name) as file:
        assert b"secret" not in file.read()


@pytest.mark.parametrize(
    ("orientation", "size", "red"),
    # Where the red left end of a 64 × 32 picture comes to lie.
    [(1, (64, 32), (4, 16)), (2, (64, 32), (59, 16)), (3, (64, 32), (59, 16)), (4, (64, 32), (4, 16)),
     (5, (32, 64), (16, 4)), (6, (32, 64), (16, 4)), (7, (32, 64), (16, 59)), (8, (32, 64), (16, 59))],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_upright_as_its_exif_says(kind, orientation, size, red):
    image = draw(size=(64, 32), colour=BLUE, left=RED)
    picture = store(as_file(image, kind, **told_all(exif={0x0112: orientation})))
    assert (picture.width, picture.height) == size
    opposite = (size[0] - 1 - red[0], size[1] - 1 - red[1])
    for upright in (stored_image(picture).convert("RGB"), rendition(picture, "jpg")):
        assert upright.size == size
        assert near(upright.getpixel(red), RED)
        assert near(upright.getpixel(opposite), BLUE)


def test_broken_exif_is_no_reason_to_refuse():
    jpeg = as_file(draw()).read()
    broken = b"\xff\xe1" + struct.pack(">H", 20) + b"Exif\0\0MM\0*\xff\xff\xff\xff\0\0\0\0"
    assert cleaned(ContentFile(jpeg[:2] + broken + jpeg[2:])).width == 40


def test_colours_of_another_profile_become_srgb():
    profile = swapped_profile()
    for kind in ("JPEG", "PNG", "WEBP"):
        image = stored_image(store(as_file(draw(colour=RED), kind, icc_profile=profile))).convert("RGB")
        red, green, blue = image.getpixel((20, 10))
        assert (red < 20, green > 235, blue < 20) == (True, True, True)


def swapped_profile():
    """A valid profile in which red means green."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for mark in (b"XYZ", b"TRC"):
        profile = profile.replace(b"r" + mark, b"?" + mark, 1).replace(b"g" + mark, b"r" + mark, 1)
        profile = profile.replace(b"?" + mark, b"g" + mark, 1)
    return profile


@pytest.mark.parametrize("profile", [b"", b"nonsense", b"\0" * 200])
def test_a_profile_that_cannot_be_read_is_left_out(profile):
    image = stored_image(store(as_file(draw(colour=RED), "PNG", icc_profile=profile)))
    assert image.getpixel((5, 5)) == RED


def test_a_profile_for_other_colours_is_left_out():
    upload = as_file(draw(mode="CMYK", colour=(0, 0, 0, 0)), icc_profile=swapped_profile())
    assert stored_image(store(upload)).getpixel((5, 5)) == WHITE


@pytest.mark.parametrize(
    ("image", "kind", "pixel"),
    [
        (draw(mode="CMYK", colour=(0, 255, 255, 0)), "JPEG", (254, 0, 0)),
        (draw(mode="L", colour=128), "JPEG", (128, 128, 128)),
        (draw(mode="1", colour=1), "PNG", WHITE),
        (draw(mode="I;16", colour=32896), "PNG", (128, 128, 128)),
        (draw(mode="P", colour=0), "PNG", (0, 0, 0)),
        (draw(mode="LA", colour=(100, 255)), "PNG", (100, 100, 100)),
    ],
)
def test_every_kind_of_colour_is_stored_as_rgb(image, kind, pixel):
    stored = stored_image(store(as_file(image, kind)))
    assert (stored.mode, stored.getpixel((5, 5))) == ("RGB", pixel)


@pytest.mark.parametrize(
    ("image", "kind", "how"),
    [
        (draw(mode="RGBA", colour=(*RED, 255), left=(0, 0, 0, 0)), "PNG", {}),
        (draw(mode="RGBA", colour=(*RED, 255), left=(0, 0, 0, 0)), "WEBP", {}),
        (draw(mode="RGBA", colour=(*RED, 255), left=(0, 0, 0, 0)), "GIF", {}),
        (draw(colour=RED, left=(1, 2, 3)), "PNG", {"transparency": (1, 2, 3)}),
        (draw(mode="RGBA", colour=(*RED, 255), left=(0, 0, 0, 0)), "PNG", {"icc_profile": b"nonsense"}),
    ],
)
def test_what_shows_through_stays_so_in_webp_and_is_white_in_jpeg(image, kind, how):
    picture = store(as_file(image, kind, **how))
    assert stored_image(picture).getpixel((2, 10))[3] == 0
    webp, jpeg = rendition(picture, "webp"), rendition(picture, "jpg")
    assert (webp.mode, webp.getpixel((2, 10))[3], webp.getpixel((38, 10))[3]) == ("RGBA", 0, 255)
    assert near(jpeg.getpixel((2, 10)), WHITE)
    assert near(jpeg.getpixel((38, 10)), RED)


# The files that follow it


@pytest.mark.parametrize(
    ("width", "kept"),
    [(1, (1,)), (480, (480,)), (481, (480, 481)), (1600, (480, 960, 1600)), (1601, (480, 960, 1600))],
)
def test_renditions_are_made_at_the_widths_a_picture_fills(media, width, kept):
    picture = store(as_file(draw(size=(width, 10))))
    stem = Path(picture.file.name).stem
    expected = {f"{stem}.jpg"} | {f"{stem}-{w}.{suffix}" for w in kept for suffix in ("webp", "jpg")}
    assert set(files(media)) == expected
    for w in kept:
        for suffix in ("webp", "jpg"):
            assert rendition(picture, suffix, w).size == (w, max(1, round(10 * w / width)))


def test_a_long_thin_picture_keeps_at_least_one_row_of_pixels():
    picture = store(as_file(draw(size=(16_000, 1))))
    assert rendition(picture, "jpg", 480).size == (480, 1)


def test_making_renditions_again_makes_only_what_is_missing(media, capsys):
    picture = store(as_file(draw(size=(600, 300))))
    before = files(media)
    gone = renditions.name(picture.file.name, 480, "webp")
    default_storage.delete(gone)
    assert renditions.make(picture.file.name, picture.width) == [gone]
    call_command("make_renditions")
    assert capsys.readouterr().out == "made 0\n"
    assert files(media) == before


def test_deleting_a_picture_removes_its_files_after_the_commit(media, django_capture_on_commit_callbacks):
    picture, other = store(as_file(draw(size=(600, 300)))), store()
    with django_capture_on_commit_callbacks(execute=True):
        Picture.objects.filter(pk=picture.pk).delete()
        assert len(files(media)) == 5 + 3
    stem = Path(other.file.name).stem
    assert files(media) == [f"{stem}-40.jpg", f"{stem}-40.webp", f"{stem}.jpg"]


@pytest.mark.django_db(transaction=True)
def test_a_deletion_that_is_taken_back_keeps_the_files(media):
    picture = store()
    with transaction.atomic():
        picture.delete()
        transaction.set_rollback(True)
    assert len(files(media)) == 3


def test_a_new_file_takes_the_place_of_the_old_one_after_the_commit(media, django_capture_on_commit_callbacks):
    picture = store(as_file(draw(size=(600, 300))))
    old = files(media)
    picture = Picture.objects.get(pk=picture.pk)
    with django_capture_on_commit_callbacks(execute=True):
        picture.file = as_file(draw(size=(500, 100)), "PNG")
        picture.save()
        assert set(old) < set(files(media))
    assert set(old).isdisjoint(files(media))
    assert len(files(media)) == 5
    picture.refresh_from_db()
    assert (picture.width, picture.height, picture.file.name[-4:]) == (500, 100, ".png")


def test_saving_a_file_alone_saves_its_size():
    picture = store()
    picture.file = as_file(draw(size=(33, 11)))
    picture.save(update_fields=["file"])
    picture.refresh_from_db()
    assert (picture.width, picture.height) == (33, 11)


def test_saving_words_leaves_the_files_alone(media):
    picture = store()
    before = {path: path.stat().st_mtime_ns for path in media.rglob("*")}
    picture.title = "The harbour"
    picture.save()
    assert {path: path.stat().st_mtime_ns for path in media.rglob("*")} == before


def test_a_rendition_that_cannot_be_written_leaves_nothing_behind(media, monkeypatch):
    write = renditions.write

    def full_disk(name, image, suffix):
        if suffix == "jpg":
            raise OSError("no space left on device")
        write(name, image, suffix)

    monkeypatch.setattr(renditions, "write", full_disk)
    with pytest.raises(OSError, match="no space left"), transaction.atomic():
        store()
    assert (files(media), Picture.objects.count()) == ([], 0)


def test_a_row_that_cannot_be_written_leaves_no_file_behind_and_can_be_saved_again(media):
    picture = Picture(file=as_file(draw()), focal_x=2, **WORDS)
    with pytest.raises(IntegrityError), transaction.atomic():
        picture.save()
    assert files(media) == []
    picture.focal_x = 0.5
    picture.save()
    assert len(files(media)) == 3


def test_a_second_saver_writes_no_file(media):
    picture = store()
    late = Picture.objects.get(pk=picture.pk)
    picture.save()
    before = files(media)
    late.file = as_file(draw(colour=BLUE))
    with pytest.raises(SecondSaver):
        late.save()
    assert files(media) == before


def test_a_refused_column_writes_no_file(media):
    with pytest.raises(ValidationError) as refused:
        store(focal_x=1.5)
    assert "focal_x" in refused.value.message_dict
    assert files(media) == []


# In the page


def drawn(tag, picture):
    """What a reader's template prints for `tag`, such as 'thumbnail picture alt=""'."""
    return Template("{% load reader %}{% " + tag + " %}").render(Context({"picture": picture}))


def test_the_page_knows_the_place_of_a_picture_before_it_arrives(django_assert_num_queries):
    picture = store(as_file(draw(size=(1000, 500))), focal_x=0.1, focal_y=0.9, alt="Boats & “nets”")
    stem = picture.file.name.removesuffix(".jpg")
    with django_assert_num_queries(0):
        html = drawn('picture picture "40rem"', picture)
    srcset = ", ".join(f"/media/{stem}-{w}.webp {w}w" for w in (480, 960, 1000))
    assert f'<source type="image/webp" srcset="{srcset}" sizes="40rem">' in html
    assert html.index("image/webp") < html.index("image/jpeg")
    assert (
        f'<img src="/media/{stem}-960.jpg" alt="Boats &amp; “nets”" width="1000" height="500" class="fx0 fy4" '
        'loading="lazy">'
    ) in html
    assert "style" not in html
    for path in re.findall(r"/media/(\S+?\.(?:webp|jpg))", html):
        assert default_storage.exists(path)


def test_a_picture_is_not_shown_after_its_last_day(time_machine):
    picture = store(expires=date(2026, 11, 22))
    time_machine.move_to("2026-11-22T23:59:00+00:00")
    for tag in ('picture picture "40rem"', "thumbnail picture"):
        assert "<img" in drawn(tag, picture)
    assert list(Picture.objects.usable()) == [picture]
    time_machine.move_to("2026-11-23T00:00:00+00:00")
    for tag in ('picture picture "40rem"', "thumbnail picture"):
        assert drawn(tag, picture) == ""
    assert (list(Picture.objects.usable()), list(Picture.objects.expired())) == ([], [picture])


@pytest.mark.parametrize("tag", ['picture picture "40rem"', "thumbnail picture"])
def test_no_picture_draws_nothing(tag):
    assert drawn(tag, None) == ""


def test_a_picture_whose_words_stand_beside_it_is_decorative(django_assert_num_queries):
    picture = store(as_file(draw(size=(1000, 500))), focal_x=0.1, focal_y=0.9, alt="Boats & “nets”")
    stem = picture.file.name.removesuffix(".jpg")
    with django_assert_num_queries(0):
        html = drawn('thumbnail picture alt=""', picture)
    assert html == (
        f'<picture><source type="image/webp" srcset="/media/{stem}-480.webp">'
        f'<img src="/media/{stem}-480.jpg" alt="" width="1000" height="500" class="fx0 fy4" loading="lazy"></picture>'
    )
    assert 'alt="Boats &amp; “nets”"' in drawn("thumbnail picture", picture)


# At the desk


@pytest.fixture
def desk(client):
    client.force_login(User.objects.create_superuser("chief", password="x"))
    return client


def as_upload(content, name="harbour.jpg"):
    return SimpleUploadedFile(name, content.read() if hasattr(content, "read") else content)


def typed(**fields):
    return {
        "title": "Quay",
        "alt": "Nets on a quay",
        "credit": "Bo Roe",
        "focal_x": "0.25",
        "focal_y": "0.75",
        **fields,
    }


ADD = "admin:pictures_picture_add"


def test_a_picture_is_added_at_the_desk(desk):
    answer = desk.post(reverse(ADD), typed(file=as_upload(as_file(draw(size=(600, 300))), "no suffix")))
    assert answer.status_code == 302
    picture = Picture.objects.get()
    assert (picture.title, picture.width, picture.focal_point) == ("Quay", 600, (0.25, 0.75))
    assert default_storage.exists(renditions.name(picture.file.name, 480, "webp"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"<svg/>", cleaning.UNKNOWN), (b"", "The submitted file is empty."), (None, cleaning.MOVES)],
)
def test_a_refused_file_says_why_and_loses_nothing_else(desk, media, content, sentence):
    if content is None:
        content = as_file(draw(), "GIF", save_all=True, append_images=[draw(colour=BLUE)])
    page = desk.post(reverse(ADD), typed(file=as_upload(content), notes="From the quay.\nTwice."))
    assert page.status_code == 200
    form = page.context["adminform"].form
    assert form.errors == {"file": [sentence]}
    html = page.content.decode()
    for value in ("Quay", "Nets on a quay", "Bo Roe", "0.25", "0.75"):
        assert f'value="{value}"' in html
    assert "From the quay.\nTwice.</textarea>" in html
    assert (Picture.objects.count(), files(media)) == (0, [])


def test_a_good_file_beside_a_wrong_word_is_asked_for_again(desk, media):
    page = desk.post(reverse(ADD), typed(file=as_upload(as_file(draw())), alt=""))
    assert set(page.context["adminform"].form.errors) == {"alt", "file"}
    assert "choose it once more" in page.content.decode()
    assert files(media) == []


def change(picture):
    return reverse("admin:pictures_picture_change", args=[picture.pk])


def test_a_refused_new_file_keeps_the_old_picture_and_its_preview(desk, media):
    picture = store(as_file(draw(size=(600, 300))))
    before = files(media)
    for upload, alt in ((b"nonsense", "Boats"), (as_file(draw()), "")):
        form = typed(file=as_upload(upload), alt=alt, _version=picture.version)
        html = desk.post(change(picture), form).content.decode()
        assert f'href="{picture.src}"' in html
        assert 'viewBox="0 0 600 300"' in html
        assert '<circle cx="25.0%" cy="75.0%"' in html
    picture.refresh_from_db()
    assert (picture.title, files(media)) == ("A harbour", before)


def test_a_new_file_at_the_desk_replaces_the_old_one(desk, media, django_capture_on_commit_callbacks):
    picture = store(as_file(draw(size=(600, 300))))
    with django_capture_on_commit_callbacks(execute=True):
        form = typed(file=as_upload(as_file(draw(size=(50, 25)))), _version=picture.version)
        assert desk.post(change(picture), form).status_code == 302
    picture.refresh_from_db()
    assert (picture.width, len(files(media))) == (50, 3)


def test_words_are_changed_without_sending_the_file_again(desk):
    picture = store()
    assert desk.post(change(picture), typed(_version=picture.version)).status_code == 302
    name = picture.file.name
    picture.refresh_from_db()
    assert (picture.title, picture.file.name) == ("Quay", name)
    assert [(row.title, row.file) for row in picture.history.all()] == [("Quay", name), ("A harbour", name)]


def test_a_focal_point_outside_the_picture_is_refused_with_a_page(desk):
    for wrong in ("1.01", "-1", "nan", "inf", "x", ""):
        page = desk.post(reverse(ADD), typed(file=as_upload(as_file(draw())), focal_x=wrong))
        assert (page.status_code, "focal_x" in page.context["adminform"].form.errors) == (200, True)


@pytest.mark.parametrize("length", [1, 3, 30])
def test_the_library_costs_the_same_for_any_number_of_pictures(desk, length, django_assert_max_num_queries):
    clean = cleaned(as_file(draw(size=(600, 300))))
    pictures = [Picture(file=CleanPicture(clean.file.getvalue(), "jpg", (600, 300)), **WORDS) for _ in range(length)]
    Picture.objects.bulk_create(pictures)
    with django_assert_max_num_queries(8):
        html = desk.get(reverse("admin:pictures_picture_changelist")).content.decode()
    assert html.count('width="96" height="48"') == length


def test_the_library_finds_by_words_and_by_licence(desk):
    store(title="Pier", expires=date(2020, 1, 1)), store(title="Mole", credit="Zed")
    library = reverse("admin:pictures_picture_changelist")
    for query, found in (
        ("licence=expired", "Pier"),
        ("licence=usable", "Mole"),
        ("q=zed", "Mole"),
        ("q=pier", "Pier"),
    ):
        rows = desk.get(f"{library}?{query}").context["cl"].result_list
        assert [picture.title for picture in rows] == [found]


def test_the_desks_page_of_a_picture_holds_no_inline_style_or_script(desk):
    html = desk.get(change(store())).content.decode()
    assert "/static/desk/focal_point.js" in html
    preview = html[html.index("data-focal-preview") :][:2000]
    assert "style=" not in preview
    assert "onclick" not in preview


@pytest.mark.django_db(transaction=True)
def test_a_press_on_the_preview_sets_the_focal_point(watched_page, live_server, log_in):
    page, picture = watched_page, store(as_file(draw(size=(600, 300), colour=BLUE)))
    log_in(User.objects.create_superuser("chief", password="x"))
    page.goto(live_server.url + change(picture))
    preview = page.locator("[data-focal-preview] svg")
    box, drawn = preview.bounding_box(), preview.locator("image").bounding_box()
    x, y = drawn["x"] - box["x"] + drawn["width"] * 0.2, drawn["y"] - box["y"] + drawn["height"] * 0.9
    preview.click(position={"x": x, "y": y})
    across, down = page.get_by_label("Focal point, across"), page.get_by_label("Focal point, down")
    assert (across.input_value(), down.input_value()) == ("0.20", "0.90")
    down.fill("0.5")
    assert page.locator("circle").first.get_attribute("cy") == "50%"
    page.locator("[name=_save]").click()
    picture.refresh_from_db()
    assert picture.focal_point == (0.2, 0.5)


@pytest.mark.django_db(transaction=True)
def test_a_chosen_file_is_previewed_before_it_is_sent(watched_page, live_server, log_in):
    page = watched_page
    log_in(User.objects.create_superuser("chief", password="x"))
    page.goto(live_server.url + reverse(ADD))
    preview = page.locator("[data-focal-preview]")
    assert not preview.is_visible()
    upload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": as_file(draw(size=(600, 300))).read()}
    page.locator("input[type=file]").set_input_files(upload)
    preview.wait_for(state="visible")
    assert preview.locator("svg").get_attribute("viewBox") == "0 0 600 300"
