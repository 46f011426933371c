"""Pictures: from whatever file was sent to its pixels alone, from pixels to a small JPEG, and spots of it put out.

What a file claims of its size is looked at before a pixel of it is decoded, and one picture is decoded at a time.
Who waits for that holds one of the threads that answer: one of them is kept for pages, so that it stays a matter of
photos when many come at once, or few that were made to take long. And one is kept from each connection, so that it
stays a matter of that connection's photos.
"""

import io
import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition, Lock

from django.conf import settings
from PIL import ExifTags, Image
from pillow_heif import register_heif_opener

# Only the picture itself is decoded: a thumbnail may still show what was cut away, a depth map is nobody's business.
register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)

MOST_PIXELS = 64_000_000  # a telephone's panorama, and a sensor of 48 megapixels
# What no camera writes: a screen at most. Each pixel of these is decoded, and a few bytes can claim them all.
MOST_DRAWN = 24_000_000
_DRAWN = frozenset({"PNG", "GIF", "WEBP"})
LONGEST = 1600
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF")
_SIZES = ((LONGEST, 82), (LONGEST, 68), (1280, 68), (1024, 60), (800, 55), (640, 50), (480, 40))
_ROOM = (LONGEST, LONGEST)
_GLANCE = (384, 288)  # twice as many as it is shown with, for sharp screens
_START_OF_SCAN = 0xDA
_SAYS_MORE = frozenset({*range(0xE1, 0xF0), 0xFE})  # APP1 to APP15 and comments; APP0 is JFIF's own
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow and libheif raise on files that are damaged or made to harm; found by changing bytes at random.
_DAMAGED = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    LookupError,
    struct.error,
    zlib.error,
    OverflowError,
    RuntimeError,
    EOFError,
)
_SECONDS_FOR_A_SEAT = 1  # most pictures take far less, and pages wait no longer behind many
_decoding = Lock()  # one picture of a telephone's largest takes some 450 MB while it is decoded


class Unreadable(Exception):
    """The bytes are no picture of a kind we read, or a damaged one."""


class TooManyPixels(Exception):
    """The picture says that it has more pixels than `most`."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most


class NoSeat(Exception):
    """As many pictures wait or are decoded as may at a time, of all or of one connection."""


class Seats:
    """The threads that may wait for a picture: `most` at a time, and one fewer for each connection that sends."""

    def __init__(self, most: int) -> None:
        self._most = max(1, most)
        self._most_of_one = max(1, most - 1)
        self._taken: Counter[str] = Counter()
        self._is_left = Condition()

    @contextmanager
    def taken_by(self, sender: str) -> Iterator[None]:
        """One of them. Raises NoSeat after a moment: who waits may hold the last."""
        with self._is_left:
            if not self._is_left.wait_for(lambda: self._has_one_for(sender), _SECONDS_FOR_A_SEAT):
                raise NoSeat
            self._taken[sender] += 1
        try:
            yield
        finally:
            with self._is_left:
                self._taken[sender] -= 1
                self._taken = +self._taken
                self._is_left.notify_all()

    def _has_one_for(self, sender: str) -> bool:
        return self._taken.total() < self._most and self._taken[sender] < self._most_of_one


seats = Seats(settings.THREADS - 1)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a picture that is put out: the middle of a square, and its side.

    In thousandths: `across` of the width, `down` of the height, `side` of the longer edge.
    """

    across: int
    down: int
    side: int


def bare(raw: bytes, *, sender: str = "") -> Image.Image:
    """The pixels alone, upright, no larger than is kept. `sender`: the connection it came by.

    Raises Unreadable, TooManyPixels, NoSeat.
    """
    with seats.taken_by(sender), _decoding:
        try:
            with Image.open(io.BytesIO(raw), formats=_FORMATS) as picture:
                most = MOST_DRAWN if picture.format in _DRAWN else MOST_PIXELS
                if picture.width * picture.height > most:
                    raise TooManyPixels(most)
                return _pixels(picture)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise TooManyPixels(MOST_PIXELS) from None
        except _DAMAGED:
            raise Unreadable from None


def _pixels(picture: Image.Image) -> Image.Image:
    """What is transparent becomes white: under it may lie what somebody cut out."""
    turn = _turn(picture)
    wide, high = (max(1, side * LONGEST // max(picture.size)) for side in picture.size)
    if picture.format == "JPEG":
        picture.draft(None, (wide, high))  # of a large one it reads but a part
    if picture.mode.startswith("I"):  # 16 bits a pixel: convert() would clip them to white
        picture = picture.point(lambda value: value / 256).convert("L")
    picture = picture.convert("RGBA") if picture.has_transparency_data else picture
    picture = picture.convert("RGB") if picture.mode in {"P", "1"} else picture
    picture.thumbnail(_ROOM, Image.Resampling.LANCZOS)
    pixels = Image.new("RGB", picture.size, "white")  # a new picture: convert() carries metadata along
    pixels.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    return pixels.transpose(turn) if turn is not None else pixels


def _turn(picture: Image.Image) -> Image.Transpose | None:
    """How to turn it upright, by its Exif orientation; None where it is upright, or Exif is damaged."""
    try:
        return _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except _DAMAGED:
        return None


def encoded(pixels: Image.Image, *, most: int) -> bytes:
    """A JPEG of at most so many bytes; the smallest of ours, where even that is larger."""
    jpeg = b""
    for longest, quality in _SIZES:
        pixels.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        buffer = io.BytesIO()
        pixels.save(buffer, "JPEG", quality=quality, optimize=True)
        jpeg = buffer.getvalue()
        if len(jpeg) <= most:
            break
    return jpeg


def smaller(jpeg: bytes, *, most: int) -> bytes:
    """The same picture in at most so many bytes."""
    return jpeg if len(jpeg) <= most else encoded(_of(jpeg), most=most)


def glance(jpeg: bytes) -> bytes:
    """A picture of a few kilobytes, to know it again by."""
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
        picture.draft("RGB", _GLANCE)
        picture.thumbnail(_GLANCE, Image.Resampling.LANCZOS)
        picture.save(buffer, "JPEG", quality=60, optimize=True)
    return buffer.getvalue()


def size(jpeg: bytes) -> tuple[int, int]:
    """How wide and how high one of our JPEGs is."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
        return picture.size


def put_out(jpeg: bytes, spots: Iterable[Spot], *, most: int) -> bytes:
    """The picture with one even colour in place of each spot: nothing of what was there is left to be guessed from."""
    pixels = _of(jpeg)
    for spot in spots:
        area = _area(spot, pixels.size)
        even = pixels.crop(area).resize((1, 1), Image.Resampling.BOX)
        pixels.paste(even.resize((area[2] - area[0], area[3] - area[1])), area)
    return encoded(pixels, most=most)


def _area(spot: Spot, within: tuple[int, int]) -> tuple[int, int, int, int]:
    wide, high = within
    half = max(4, spot.side * max(within) // 2000)
    across, down = spot.across * wide // 1000, spot.down * high // 1000
    left, top = min(max(0, across - half), wide - 1), min(max(0, down - half), high - 1)
    return left, top, max(left + 1, min(wide, across + half)), max(top + 1, min(high, down + half))


def _of(jpeg: bytes) -> Image.Image:
    """The pixels of one of our own JPEGs."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
        return picture.convert("RGB")


def is_bare(jpeg: bytes) -> bool:
    """Whether a JPEG holds nothing but the picture: no Exif, comment, profile or thumbnail (ITU-T T.81, annex B)."""
    place = 2
    while jpeg[place : place + 1] == b"\xff" and (marker := jpeg[place + 1]) != _START_OF_SCAN:
        if marker in _SAYS_MORE:
            return False
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4])
    return jpeg[:2] == b"\xff\xd8" and jpeg[place : place + 2] == bytes((0xFF, _START_OF_SCAN))
