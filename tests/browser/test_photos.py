"""Photos from the telephone that took them to the page that everyone sees, with a plate hidden on the way."""

import io
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from PIL import ExifTags, Image
from playwright.sync_api import expect

from tests.browser.reporting import PLACE, WORDS, report
from tests.browser.visitor import Visitor
from tests.running import Demo

PLATE = (0.5, 0.5)
LIGHT = 235


def street(folder: Path, kind: str, name: str, part: int = 1) -> Path:
    """A street with a white plate on a black car in its middle, as a telephone writes it.

    Twelve megapixels, or a `part` of that each way: to write many as HEIC takes half a minute.
    """
    sheet = Image.effect_noise((4000 // part, 3000 // part), 40).convert("RGB")
    sheet.paste((0, 0, 0), (1600 // part, 1200 // part, 2400 // part, 1800 // part))
    sheet.paste((255, 255, 255), (1900 // part, 1450 // part, 2100 // part, 1550 // part))
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = "Somebody's telephone"
    sheet.save(folder / name, kind, exif=exif)
    return folder / name


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A photo, one in a telephone's own format, and the film that it took with it."""
    folder = tmp_path_factory.mktemp("taken")
    (folder / "IMG_3.MOV").write_bytes(b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00")
    return [
        street(folder, "JPEG", "IMG_1.jpg"),
        street(folder, "HEIF", "IMG_2.heic", part=4),
        folder / "IMG_3.MOV",
    ]


def attach(visitor: Visitor, *photos: Path) -> None:
    visitor.page.locator("input[type=file]").set_input_files(photos)


def sizes(visitor: Visitor) -> list[int]:
    """Of the files that are about to be sent, in bytes."""
    sent: list[int] = visitor.page.locator("input[type=file]").evaluate(
        "input => Array.from(input.files, file => file.size)"
    )
    return sent


def begin(visitor: Visitor) -> None:
    visitor.opens("/en/report/?service=pothole")
    visitor.writes("Address, crossing or place", PLACE)
    visitor.presses("Continue")
    visitor.writes("What should the crew know?", WORDS)


def test_photos_are_made_small_on_the_telephone_and_a_film_costs_no_other(
    phone: Visitor, taken: list[Path]
) -> None:
    begin(phone)
    attach(phone, *taken)
    phone.sees("Photo 1: IMG_1.jpg · Photo 2: IMG_2.heic · Photo 3: IMG_3.MOV")
    expect(phone.page.locator("output")).not_to_contain_text("Making them smaller")
    jpeg, heic, _film = sizes(phone)
    assert jpeg < 1_000_000 < taken[0].stat().st_size
    assert heic == taken[1].stat().st_size  # this browser cannot read it: the server does
    phone.presses("Continue")
    phone.sees("Photo 3 is a video. Send a photo, up to 15 MB.", "Your 2 photos")
    phone.finds_filled("What should the crew know?", WORDS)
    phone.presses("Take out Photo 1 of 2")
    attach(phone, taken[0])
    phone.presses("Continue")  # also while they are still being made small
    phone.chooses("No, stay anonymous")
    phone.presses("Continue")
    expect(phone.page.get_by_role("img", name="Photo 2 of 2")).to_have_js_property("naturalWidth", 384)
    phone.presses("Send report")
    phone.sees_heading("Sent. Thank you.")


def test_photos_are_sent_without_scripts(plain: Visitor, taken: list[Path]) -> None:
    begin(plain)
    attach(plain, *taken[:2])
    plain.presses("Continue")
    plain.chooses("No, stay anonymous")
    plain.presses("Continue")
    expect(plain.page.get_by_role("img", name="Photo 2 of 2")).to_have_js_property("naturalWidth", 384)


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_a_tap_hides_a_plate_at_any_width_without_scripts(
    demo: Demo, phone: Visitor, plain_staff: Callable[[str], Visitor], taken: list[Path], width: int
) -> None:
    reference = report(phone, photo=taken[0]).replace(" ", "")
    supervisor = plain_staff("supervisor")
    supervisor.page.set_viewport_size({"width": width, "height": 844})
    supervisor.opens(f"/en/staff/requests/{reference}/")
    supervisor.follows("Photo 1: hide faces and plates")
    picture = supervisor.page.locator("input[type=image]:visible")
    expect(picture).to_have_count(1)
    box = picture.bounding_box()
    assert box
    with supervisor.page.expect_navigation():
        picture.click(position={"x": box["width"] * PLATE[0], "y": box["height"] * PLATE[1]})
    supervisor.looks_closely()
    supervisor.sees("1 spot is hidden.")
    supervisor.presses("Show everyone this photo")
    supervisor.sees("Look for faces and plates first")
    supervisor.chooses("I looked for faces and plates")
    supervisor.presses("Show everyone this photo")
    supervisor.sees("Everyone sees this photo, as it is shown above.")
    assert lightest(demo, phone, reference) < LIGHT


def test_a_plate_is_hidden_by_the_keyboard(
    demo: Demo, phone: Visitor, staff: Callable[[str], Visitor], taken: list[Path]
) -> None:
    reference = report(phone, photo=taken[0]).replace(" ", "")
    supervisor = staff("supervisor")
    supervisor.opens(f"/en/staff/requests/{reference}/")
    supervisor.follows("Photo 1: hide faces and plates")
    supervisor.tabs_to("Photo of what was reported: hide a spot")
    supervisor.keys("ArrowRight")
    supervisor.keys("ArrowLeft")
    expect(supervisor.page.locator(".release__mark")).to_be_visible()
    supervisor.enters()
    supervisor.sees("1 spot is hidden.")
    supervisor.presses("Show the last spot again")
    supervisor.sees("0 spots are hidden.")
    supervisor.writes("From the left", "50")
    supervisor.writes("From the top", "50")
    supervisor.presses("Hide this spot")
    supervisor.chooses("I looked for faces and plates")
    supervisor.presses("Show everyone this photo")
    assert lightest(demo, phone, reference) < LIGHT
    supervisor.presses("Take this photo back")
    supervisor.sees("Only staff and the reporter see this photo.")


def lightest(demo: Demo, visitor: Visitor, reference: str) -> int:
    """How light it is at most where the plate was, in what everyone gets."""
    visitor.opens(f"/en/requests/{reference}/")
    address = visitor.page.get_by_role("img", name="Photo of what was reported").get_attribute("src")
    with Image.open(io.BytesIO(httpx.get(f"{demo.url}{address}").content)) as shown:
        wide, high = shown.size
        area = (wide * 19 // 40, high * 29 // 60, wide * 21 // 40, high * 31 // 60)
        lightest = shown.convert("L").crop(area).getextrema()[1]
    assert isinstance(lightest, int)
    return lightest
