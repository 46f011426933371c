"""Pictures: what becomes of a telephone's own formats, what is not decoded, and what a hidden spot leaves."""

import io
import struct
from collections.abc import Callable

import pillow_heif
import pytest
from PIL import Image

from commonhall.service_requests import pictures
from commonhall.service_requests.pictures import Spot, TooManyPixels, Unreadable

RED, WHITE, BLUE = (255, 0, 0), (255, 255, 255), (0, 0, 255)
ORIENTATION, MAKER, PLACE = 0x0112, 0x010F, 0x8825
MOST = 300_000


def heic(picture: Image.Image, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "HEIF", quality=90, **options)
    return buffer.getvalue()


def avif(picture: Image.Image, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "AVIF", quality=90, speed=10, **options)
    return buffer.getvalue()


def telling() -> Image.Exif:
    """What a telephone writes beside a picture."""
    exif = Image.Exif()
    exif[MAKER] = "Rosa's telephone"
    exif.get_ifd(PLACE)[1] = "N"
    return exif


def corner(width: int = 128, height: int = 96) -> Image.Image:
    """A sheet with a red corner, upper left."""
    sheet = Image.new("RGB", (width, height), WHITE)
    sheet.paste(RED, (0, 0, width // 2, height // 2))
    return sheet


def near(picture: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    seen = picture.getpixel(at)
    assert isinstance(seen, tuple)
    return all(abs(a - b) < 24 for a, b in zip(seen, colour, strict=True))


def claiming(raw: bytes, width: int, height: int) -> bytes:
    """The same file, that says it is so large (ISO/IEC 23008-12, 6.5.3: ispe)."""
    at = raw.find(b"ispe")
    assert at > 0
    while at > 0:
        raw = raw[: at + 8] + struct.pack(">II", width, height) + raw[at + 16 :]
        at = raw.find(b"ispe", at + 4)
    return raw


@pytest.mark.parametrize("as_file", [heic, avif])
def test_a_telephones_own_formats_are_read(as_file: Callable[[Image.Image], bytes]) -> None:
    pixels = pictures.bare(as_file(corner()))
    assert (pixels.size, pixels.mode) == ((128, 96), "RGB")
    assert near(pixels, (16, 16), RED)
    assert near(pixels, (112, 80), WHITE)


@pytest.mark.parametrize("as_file", [heic, avif])
def test_what_the_telephone_wrote_beside_it_is_gone(as_file: Callable[..., bytes]) -> None:
    sent = as_file(corner(), exif=telling().tobytes())
    assert b"Rosa" in sent
    kept = pictures.encoded(pictures.bare(sent), most=MOST)
    assert pictures.is_bare(kept)
    for told in (b"Rosa", b"Exif", b"ICC"):
        assert told not in kept


@pytest.mark.parametrize(
    ("orientation", "at"), [(1, (16, 16)), (3, (112, 80)), (6, (80, 16)), (8, (16, 112))]
)
def test_it_is_turned_as_the_telephone_was_held(orientation: int, at: tuple[int, int]) -> None:
    """HEIC and AVIF turn in the container, and telephones write Exif's turn as well: it may not be turned twice."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    for as_file in (heic, avif):
        sent = as_file(corner(), exif=exif.tobytes())
        assert (b"irot" in sent) is (orientation != 1)
        assert near(pictures.bare(sent), at, RED)


def test_of_a_picture_with_others_in_its_file_the_chosen_one_is_kept() -> None:
    """A burst, a portrait with its depth, a thumbnail from before it was cut: none of it but the picture."""
    file = pillow_heif.HeifFile()
    for colour in (WHITE, BLUE, RED):
        file.add_from_pillow(Image.new("RGB", (64, 48), colour))
    buffer = io.BytesIO()
    file.save(buffer, quality=90, primary_index=1)
    assert near(pictures.bare(buffer.getvalue()), (32, 24), BLUE)


def test_ten_bits_a_colour_and_tiles_are_read() -> None:
    deep = pillow_heif.from_bytes(
        mode="RGB;16", size=(64, 48), data=struct.pack("<3H", 0xFFFF, 0, 0) * (64 * 48)
    )
    buffer = io.BytesIO()
    deep.save(buffer, quality=90)
    assert near(pictures.bare(buffer.getvalue()), (32, 24), RED)
    tiled = heic(corner(1100, 700), tile_size=512)
    assert pictures.bare(tiled).size == (1100, 700)


@pytest.mark.parametrize("as_file", [heic, avif])
def test_a_file_that_says_it_is_too_large_is_not_decoded(as_file: Callable[[Image.Image], bytes]) -> None:
    with pytest.raises(TooManyPixels):
        pictures.bare(claiming(as_file(corner()), 9_000, 9_000))


def test_a_heic_that_is_larger_than_it_says_is_not_decoded() -> None:
    with pytest.raises(Unreadable):
        pictures.bare(claiming(heic(Image.new("RGB", (2_000, 2_000))), 64, 48))


@pytest.mark.parametrize("as_file", [heic, avif])
@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_a_file_that_was_cut_short_is_refused(as_file: Callable[[Image.Image], bytes], cut: float) -> None:
    whole = as_file(Image.effect_noise((200, 150), 80).convert("RGB"))
    with pytest.raises(Unreadable):
        pictures.bare(whole[: int(len(whole) * cut)])


def plate() -> bytes:
    """A picture with black and white bars in its middle, as a plate has."""
    sheet = Image.new("RGB", (800, 600), (120, 140, 120))
    for bar in range(20):
        sheet.paste((0, 0, 0) if bar % 2 else WHITE, (350 + bar * 5, 280, 355 + bar * 5, 320))
    return pictures.encoded(sheet, most=MOST)


def contrast(jpeg: bytes, area: tuple[int, int, int, int]) -> int:
    (low, high), *_others = Image.open(io.BytesIO(jpeg)).crop(area).getextrema()
    return int(high - low)


def test_of_a_hidden_spot_nothing_is_left_and_around_it_everything() -> None:
    before = plate()
    assert contrast(before, (360, 285, 440, 315)) > 200
    after = pictures.put_out(before, [Spot(500, 500, 160)], most=MOST)
    assert contrast(after, (360, 285, 440, 315)) < 12
    assert pictures.is_bare(after)
    assert pictures.size(after) == (800, 600)
    assert near(Image.open(io.BytesIO(after)), (100, 100), (120, 140, 120))


@pytest.mark.parametrize("at", [(0, 0), (1000, 1000), (0, 1000), (1000, 500)])
def test_a_spot_at_the_edge_is_hidden_as_far_as_there_is_picture(at: tuple[int, int]) -> None:
    black = pictures.encoded(Image.new("RGB", (50, 900)), most=MOST)
    assert pictures.size(pictures.put_out(black, [Spot(*at, 160)], most=MOST)) == (50, 900)


def test_a_glance_is_a_few_kilobytes() -> None:
    full = pictures.encoded(Image.effect_noise((1600, 1200), 60).convert("RGB"), most=MOST)
    assert len(pictures.glance(full)) < 40_000
    assert max(pictures.size(pictures.glance(full))) <= 384
