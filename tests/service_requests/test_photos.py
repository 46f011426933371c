"""Photos: whatever is sent, what is kept is a small bare JPEG of the picture, upright; or it is refused in words."""

import io
import struct
import zlib
from contextlib import suppress

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from commonhall.service_requests import photos, pictures
from commonhall.service_requests.models import MOST_PHOTOS, Photo, ServiceRequest
from commonhall.service_requests.photos import NotAPhoto
from commonhall.web import uploads
from tests.service_requests import making

DAMAGED = "ignore:(Corrupt EXIF|Tag data|Truncated File|Image size|Possibly corrupt|Metadata)"
UNREADABLE = "Photo 1 is not a photo we can read."
RED, WHITE = (255, 0, 0), (255, 255, 255)
ORIENTATION, MAKER, PLACE = 0x0112, 0x010F, 0x8825


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def noise(width: int, height: int) -> Image.Image:
    return Image.effect_noise((width, height), 80).convert("RGB")


def kept(sent: bytes) -> Image.Image:
    """What is kept of it, after what always holds was looked at."""
    jpeg = photos.prepare(io.BytesIO(sent))
    assert len(jpeg) <= photos.MOST_KEPT
    assert pictures.is_bare(jpeg)
    picture = Image.open(io.BytesIO(jpeg))
    assert picture.format == "JPEG"
    assert picture.mode == "RGB"
    assert max(picture.size) <= 1600
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    picture.load()
    return picture


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 8 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        (encoded(Image.new("RGB", (60, 40), RED), "JPEG"), RED),
        (encoded(Image.new("RGB", (60, 40), RED), "PNG"), RED),
        (encoded(Image.new("RGB", (60, 40), RED), "WEBP", lossless=True), RED),
        (encoded(Image.new("RGB", (60, 40), RED), "GIF"), RED),
        (encoded(Image.new("CMYK", (60, 40), (0, 255, 255, 0)), "JPEG"), RED),
        (encoded(Image.new("L", (60, 40), 90), "PNG"), (90, 90, 90)),
        (encoded(Image.new("1", (60, 40), 1), "PNG"), WHITE),
        (encoded(Image.new("I;16", (60, 40), 90 * 256), "PNG"), (90, 90, 90)),
        (encoded(Image.new("RGBA", (60, 40), (255, 0, 0, 0)), "PNG"), WHITE),
        (encoded(Image.new("RGBA", (60, 40), (255, 0, 0, 255)), "PNG"), RED),
        (encoded(Image.new("LA", (60, 40), (0, 0)), "PNG"), WHITE),
        (encoded(Image.new("P", (60, 40), 3), "GIF", transparency=3), WHITE),
    ],
    ids=["jpeg", "png", "webp", "gif", "cmyk", "grey", "1 bit", "16 bit", "clear", "opaque", "clear grey", "clear gif"],
)  # fmt: skip
def test_every_kind_of_photo_is_kept_as_it_looks(sent: bytes, seen: tuple[int, int, int]) -> None:
    picture = kept(sent)
    assert picture.size == (60, 40)
    assert near(picture.getpixel((30, 20)), seen)  # type: ignore[arg-type]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_is_turned_upright(orientation: int) -> None:
    """A sheet with a red corner, written as the camera held in that way would write it."""
    upright = Image.new("RGB", (64, 48), WHITE)
    upright.paste(RED, (0, 0, 24, 16))
    held = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]  # fmt: skip
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    written = upright.transpose(held) if held is not None else upright
    picture = kept(encoded(written, "JPEG", quality=95, exif=exif))
    assert picture.size == (64, 48)
    assert near(picture.getpixel((8, 8)), RED)  # type: ignore[arg-type]
    assert near(picture.getpixel((56, 40)), WHITE)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_that_a_camera_writes_is_kept(kind: str) -> None:
    exif = Image.Exif()
    exif[MAKER] = "Rosa's telephone"
    exif.get_ifd(PLACE)[1] = "N"
    sent = encoded(noise(80, 60), kind, exif=exif, icc_profile=b"profile of a telephone", comment=b"Rosa")
    assert b"telephone" in sent
    jpeg = photos.prepare(io.BytesIO(sent))
    for told in (b"Rosa", b"telephone", b"Exif", b"ICC", b"http"):
        assert told not in jpeg


def test_a_large_photo_is_made_smaller() -> None:
    """The noise is the worst there is: 300 kB of it are less than 1600 pixels wide."""
    assert kept(encoded(Image.new("RGB", (3000, 2000)), "JPEG")).size == (1600, 1067)
    assert kept(encoded(noise(3000, 2000), "JPEG", quality=80)).width < 1600


def test_what_is_cut_off_behind_a_photo_is_not_kept() -> None:
    sent = encoded(noise(80, 60), "JPEG") + b"<script>alert(1)</script><!-- Rosa -->"
    assert b"script" not in photos.prepare(io.BytesIO(sent))


def test_of_a_moving_picture_the_first_frame_is_kept() -> None:
    frames = [Image.new("RGB", (60, 40), colour) for colour in (RED, WHITE)]
    picture = kept(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert near(picture.getpixel((30, 20)), RED)  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [(1, 1), (1, 40_000), (40_000, 1), (1600, 1600), (1601, 7)])
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_odd_sizes_are_kept(size: tuple[int, int], kind: str) -> None:
    assert min(kept(encoded(Image.new("L", size), kind)).size) >= 1


JPEG = encoded(noise(400, 300), "JPEG")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize(
    "sent",
    [
        b"\x00",
        SVG,
        HTML,
        b"GIF89a" + HTML,
        b"\xff\xd8\xff" + HTML,
        b"%PDF-1.7\n%\xe2\xe3",
        encoded(noise(40, 30), "TIFF"),
        encoded(noise(40, 30), "BMP"),
        JPEG[:2],
        JPEG[:200],
        JPEG[: len(JPEG) // 2],
        encoded(noise(200, 150), "PNG")[:3000],
    ],
    ids=["zero", "svg", "html", "html as gif", "html as jpeg", "pdf", "tiff", "bmp", "mark", "head",
         "half", "half a png"],
)  # fmt: skip
def test_what_is_no_photo_is_refused_in_words(sent: bytes) -> None:
    with pytest.raises(NotAPhoto, match=UNREADABLE):
        photos.prepare(io.BytesIO(sent))


def png_that_claims(width: int, height: int) -> bytes:
    """A file of a few bytes that says it is that large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(6_001, 4_000), (10_000, 10_000), (60_000, 60_000)])
def test_a_bomb_is_refused_before_it_is_opened(size: tuple[int, int]) -> None:
    with pytest.raises(NotAPhoto, match=r"more than (24|64) megapixels"):
        photos.prepare(io.BytesIO(png_that_claims(*size)))


def test_a_file_of_more_than_15_megabytes_is_refused() -> None:
    with pytest.raises(NotAPhoto, match="Photo 1 is too large"):
        photos.prepare(io.BytesIO(JPEG + bytes(uploads.LARGEST_FILE)))


EXIF = Image.Exif()
EXIF[ORIENTATION] = 6
SMALL = [
    encoded(noise(48, 32), "JPEG", exif=EXIF),
    encoded(noise(48, 32), "PNG", exif=EXIF),
    encoded(noise(48, 32), "WEBP", exif=EXIF),
    encoded(noise(48, 32), "GIF"),
]


@pytest.mark.filterwarnings(DAMAGED)
@settings(max_examples=400)
@given(
    sent=st.sampled_from(SMALL),
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=12),
    head=st.booleans(),
    cut=st.none() | st.floats(0, 1),
)
def test_damaged_files_are_kept_or_refused_but_never_break_the_page(
    sent: bytes, changes: list[tuple[float, int]], head: bool, cut: float | None
) -> None:
    damaged = bytearray(sent)
    for place, value in changes:
        damaged[int(place * (min(len(damaged), 160) if head else len(damaged)))] = value
    with suppress(NotAPhoto):
        kept(bytes(damaged[: int(cut * len(damaged))] if cut is not None else damaged))


def film(brand: bytes) -> bytes:
    return b"\x00\x00\x00\x18ftyp" + brand + b"\x00\x00\x02\x00"


@pytest.mark.parametrize(
    "sent",
    [film(b"qt  "), film(b"isom"), film(b"mp42"), film(b"3gp5"), b"\x1aE\xdf\xa3webm", b"RIFF\x00\x00\x00\x00AVI LIST"],
    ids=["live photo", "mp4", "mp42", "3gp", "webm", "avi"],
)  # fmt: skip
def test_a_film_is_called_one(sent: bytes) -> None:
    with pytest.raises(NotAPhoto, match="Photo 3 is a video"):
        photos.prepare(io.BytesIO(sent), 3)


def test_an_empty_file_is_called_so() -> None:
    with pytest.raises(NotAPhoto, match="Photo 2 is empty"):
        photos.prepare(io.BytesIO(b""), 2)


def test_is_bare_sees_what_a_camera_wrote() -> None:
    bare = photos.prepare(io.BytesIO(JPEG))
    assert pictures.is_bare(bare)
    assert not pictures.is_bare(encoded(noise(40, 30), "JPEG", exif=EXIF))
    assert not pictures.is_bare(encoded(noise(40, 30), "JPEG", comment=b"Rosa"))
    assert not pictures.is_bare(b"")
    assert not pictures.is_bare(bare[:20])


def test_photos_of_a_report_travel_in_a_room_that_does_not_grow_with_them() -> None:
    one = photos.prepare(io.BytesIO(encoded(noise(1600, 1200), "JPEG", quality=90)))
    assert photos.fitting((one,)) == (one,)
    for count in range(2, 6):
        fitted = photos.fitting((one,) * count)
        assert sum(map(len, fitted)) <= photos.MOST_TOGETHER
        assert all(pictures.is_bare(jpeg) for jpeg in fitted)


def test_a_small_one_among_large_ones_stays_as_it_is() -> None:
    small = photos.prepare(io.BytesIO(JPEG))
    large = photos.prepare(io.BytesIO(encoded(noise(1600, 1200), "JPEG", quality=90)))
    assert photos.fitting((small, large, large))[0] == small


def test_the_database_keeps_places_apart_and_few(named: ServiceRequest) -> None:
    for place in (0, 1, MOST_PHOTOS + 1):
        with pytest.raises(IntegrityError), transaction.atomic():
            Photo.objects.create(request=named, day=named.day, place=place)


def test_how_long_a_photo_is_tells_little_of_it(services: None, jpeg: bytes) -> None:
    making.reported(photos=(jpeg, jpeg[:200] + b"\xff\xd9"))
    assert len({len(bytes(photo.sealed or b"")) for photo in Photo.objects.all()}) == 1
