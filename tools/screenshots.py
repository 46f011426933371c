"""Take a picture of each page, phone and desk, in both languages: `uv run python -m tools.screenshots DIR`.

They are for looking at, beside the drawings, and do not belong into git. Needs the system's Chromium; starts a
demo of its own and ends it.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, StorageState, sync_playwright
from tests import running
from tests.browser.chromium import ARGUMENTS, executable
from tests.running import Demo

from commonhall import demo as demo_city

SIZES = {"phone": (390, 844), "desk": (1440, 900)}
WORDS = {
    "en": "Deep hole by the bus stop, right lane. My neighbor Rosa trips here, call her at 302-555-0148.",
    "es": "Hoyo hondo junto a la parada, carril derecho. Mi vecina Rosa se cae aquí, llámela al 302-555-0148.",
}
LONG = (
    "The sidewalk along the whole block is lifted by tree roots, so that wheelchairs and strollers have to go "
    "around by the street, where cars come fast out of the underpass. http://a-very-long-address.example/without/"
    "any/place/to/break/the/line/at/all"
)


def main() -> int:
    """Take them all; 1 where there is no Chromium."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    found = executable()
    if found is None:
        print("Chromium is missing; scripts/find-chromium says how to get one.", file=sys.stderr)
        return 1
    with (
        tempfile.TemporaryDirectory() as home,
        running.demo(Path(home)) as demo,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        gallery = Gallery(folder, demo, browser)
        running.until(
            lambda: 'class="hall"' in httpx.get(f"{demo.url}/en/").text, 120
        )  # the first look at itself
        for language in WORDS:
            for size in SIZES:
                with gallery.visit(language, size) as visit:
                    public_pages(visit)
                    report(visit)
                    questions(visit)
        for language in WORDS:
            for size in SIZES:
                with gallery.visit(language, size, role="supervisor") as visit:
                    console(visit)
                with gallery.visit(language, size, role="administrator") as visit:
                    administration(visit)
                    catalogue(visit)
                with gallery.visit(language, size, role="call_taker") as visit:
                    desk(visit)
                with gallery.visit(language, size, role="privacy_officer") as visit:
                    visit.opens("staff/privacy/")
                    visit.takes("evidence")
                    looks(visit)
        browser.close()
    return 0


@dataclass
class Visit:
    """A page of a browser that is photographed."""

    page: Page
    language: str
    size: str
    folder: Path

    def opens(self, path: str) -> None:
        self.page.goto(f"/{self.language}/{path}")

    def takes(self, name: str) -> None:
        self.page.screenshot(path=self.folder / f"{name}-{self.language}-{self.size}.png", full_page=True)

    def goes_on(self) -> None:
        with self.page.expect_navigation():
            self.page.locator(".actions button.usa-button").last.click()


@dataclass
class Gallery:
    """Where the pictures hang, and the demo they are of."""

    folder: Path
    demo: Demo
    browser: Browser
    sessions: dict[str, StorageState] = field(default_factory=dict)

    @contextmanager
    def visit(self, language: str, size: str, role: str = "") -> Iterator[Visit]:
        width, height = SIZES[size]
        context = self.browser.new_context(
            base_url=self.demo.url,
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            storage_state=self.sessions.get(role),
        )
        with context:
            page = context.new_page()
            if role and role not in self.sessions:
                page.goto(self.demo.sign_in(role))
                self.sessions[role] = context.storage_state()
            yield Visit(page, language, size, self.folder)


def public_pages(visit: Visit) -> None:
    """What stands by itself."""
    pages = {
        "front": "",
        "privacy": "privacy/",
        "privacy-history": "privacy/history/",
        "privacy-revision": "privacy/history/1/",
        "cookies": "cookies/",
        "accessibility": "accessibility/",
        "list": "requests/",
        "streets": "requests/streets/",
        "sign-in": "staff/sign-in/",
        "not-found": "nothing/",
        "link-expired": "follow/abc/",
        "find": "requests/find/",
    }
    for name, path in pages.items():
        visit.opens(path)
        visit.takes(name)
    atlas(visit)
    if visit.size == "phone":
        visit.opens("")
        visit.page.locator("summary").first.click()
        visit.takes("menu")
    visit.opens("")
    visit.page.locator("#ref").fill("222222")
    visit.page.locator(".ask__follow button").click()
    visit.takes("find-wrong")


def atlas(visit: Visit) -> None:
    """The public map beside its list: the whole city, and around a place."""
    for name, place in {"map": "", "map-near": "1012 N Market St"}.items():
        visit.opens("requests/")
        if place:
            visit.page.locator("[name=place]").fill(place)
            with visit.page.expect_navigation():
                visit.page.locator("[data-narrow] > .usa-button").click()
        if visit.size == "phone":
            visit.page.locator("[data-show]").click()
        visit.page.locator("[data-atlas]:not([data-shut]):not([aria-busy])").wait_for()
        visit.takes(name)


def report(visit: Visit) -> None:
    """The way through a report, with its mistakes, twice: anonymous to its page, and named to its own page."""
    visit.opens("report/")
    visit.takes("report-1-what")
    visit.page.locator("#what").fill("light" if visit.language == "en" else "luz")
    visit.page.locator("form[role=search] button").click()
    visit.takes("report-1-found")
    visit.opens("report/?service=pothole")
    visit.takes("report-2-where")
    visit.page.locator("[data-open]").click()
    visit.page.locator("[data-map]:not([aria-busy]) canvas").wait_for()
    visit.page.locator("[data-middle]").click()
    visit.page.locator(".picked").wait_for()
    visit.takes("report-2-map")
    _answers(visit, "where", "22nd")
    visit.takes("report-2-candidates")
    _answers(visit, "where", "1012 N Market St")
    visit.goes_on()
    visit.takes("report-3-mistake")
    visit.page.locator("[name=words]").press_sequentially(WORDS[visit.language])
    visit.page.locator(".toomuch").wait_for()
    visit.page.locator("input[type=file]").set_input_files(_photo())
    visit.takes("report-3-details")
    visit.goes_on()
    visit.takes("report-4-contact")
    _chooses(visit, 0)
    visit.takes("report-4-anonymous")
    visit.goes_on()
    visit.takes("report-5-check-anonymous")
    visit.goes_on()
    visit.takes("report-5-confirm")
    visit.page.locator("label[for=id_ok]").click()
    visit.goes_on()
    visit.takes("sent-anonymous")
    visit.page.locator(".next a").click()
    visit.takes("public")
    _named(visit)


def _named(visit: Visit) -> None:
    visit.opens("report/?service=missed-trash")
    _answers(visit, "where", "400 W 22nd St")
    visit.page.locator("[name=words]").fill(f"{WORDS[visit.language]} {LONG}")
    visit.page.locator("input[type=file]").set_input_files(_photo())
    visit.goes_on()
    _chooses(visit, 1)
    visit.goes_on()
    visit.takes("report-4-mistake")
    _answers(visit, "email", "resident.with.a.rather.long.name@neighborhood-association.example")
    visit.takes("report-5-check-named")
    visit.goes_on()
    visit.takes("sent-named")
    visit.page.locator(".answer a").click()
    visit.takes("follow")
    own_page = visit.page.url
    for name in ("add", "contact"):
        visit.page.goto(f"{own_page}{name}/")
        visit.takes(f"follow-{name}")


def administration(visit: Visit) -> None:
    """Who works here, one of them, somebody new; and how a second proof is set up."""
    pages = {
        "members": "staff/members/",
        "add-member": "staff/members/add/",
        "open311-keys": "staff/open311/",
        "tokens": "staff/tokens/",
        "webhooks": "staff/webhooks/",
        "jobs": "staff/jobs/",
        "outbox": "staff/outbox/",
        "second-factor": "staff/second-factor/",
        "add-app": "staff/second-factor/app/",
        "add-key": "staff/second-factor/key/",
        "sign-in-again": "staff/sign-in/?ended=idle",
    }
    for name, path in pages.items():
        visit.opens(path)
        visit.takes(name)
    visit.opens("staff/members/")
    visit.page.locator(".evidence th a").last.click()
    visit.takes("member")


def questions(visit: Visit) -> None:
    """The questions of a service, with mistakes, and what of the answers an anonymous report keeps."""
    visit.opens("report/")
    visit.page.locator(".topics summary").nth(2).click()
    visit.takes("report-1-topics")
    visit.opens("report/?service=no-heat")
    _answers(visit, "where", "1012 N Market St")
    visit.page.locator("[name=answer-degrees]").fill("cold")
    visit.goes_on()
    visit.takes("report-3-questions-mistake")
    visit.page.locator("[name=answer-degrees]").fill("58")
    visit.page.locator("label[for=id_answer-lacks_0]").click()
    visit.page.locator("[name=answer-since_day]").fill("2026-11-20")
    visit.page.locator("[name=answer-since_time]").fill("19:30")
    visit.takes("report-3-questions")
    visit.goes_on()
    _chooses(visit, 0)
    visit.goes_on()
    visit.takes("report-5-check-answers")
    visit.opens("report/?service=abandoned-vehicle")
    _answers(visit, "where", "1012 N Market St")
    visit.page.locator("[name=answer-looks]").press_sequentially("Van, its owner is Rosa Marin")
    visit.page.locator(".toomuch").wait_for()
    visit.takes("report-3-questions-oversharing")


def catalogue(visit: Visit) -> None:
    """The catalogue as an administrator has it: services, questions, departments, files."""
    visit.opens("staff/catalogue/")
    visit.takes("catalogue")
    visit.opens("staff/catalogue/services/pothole/")
    visit.takes("catalogue-service")
    visit.page.locator(".editor form.panel .actions button").click()
    visit.opens("staff/catalogue/services/new/")
    visit.page.locator(".editor form.panel .actions button").click()
    visit.takes("catalogue-service-mistakes")
    visit.opens("staff/catalogue/services/street-light/questions/what/")
    visit.takes("catalogue-question")
    visit.opens("staff/catalogue/departments/")
    visit.takes("catalogue-departments")
    visit.opens("staff/catalogue/departments/water/")
    visit.takes("catalogue-department")
    visit.opens("staff/catalogue/files/")
    visit.takes("catalogue-files")
    visit.page.locator("#departments").set_input_files(_without_hours())
    visit.page.locator(".actions button").click()
    visit.takes("catalogue-compare")


def _without_hours() -> Path:
    """The demonstration's departments, changed a little."""
    path = Path(tempfile.gettempdir()) / "departments.toml"
    written = (Path(demo_city.__file__).parent / "city" / "departments.toml").read_text("utf-8")
    path.write_text(
        "".join(line for line in written.splitlines(True) if not line.startswith("hours")), "utf-8"
    )
    return path


def console(visit: Visit) -> None:
    """The queue, and a request with its contact shut, open, and after work was done on it."""
    visit.opens("staff/queue/?state=sent+back")
    visit.takes("queue-empty")
    visit.opens("staff/queue/")
    visit.takes("queue")
    for name, words in {
        "queue-found": "deep hole",
        "queue-found-none": "zebra",
        "queue-too-short": "a",
    }.items():
        visit.page.locator("#sought").fill(words)
        visit.page.locator(".qfind button").click()
        visit.takes(name)
    visit.opens("staff/queue/?service=missed-trash")
    visit.page.locator(".what a").first.click()
    visit.page.locator("#internal").fill("Bring the small truck.")
    visit.page.locator("form.internal button").click()
    visit.page.locator("#public").fill("A truck comes on Tuesday.")
    visit.page.locator("form.public button").click()
    visit.takes("case")
    visit.page.locator(".sealed__open label").first.click()
    visit.page.locator(".sealed__open button").click()
    visit.takes("case-open")
    visit.page.locator("form[action$='/staff/person/'] button").click()
    visit.takes("person")
    visit.opens("staff/queue/?service=missed-trash")
    visit.page.locator(".what a").first.click()
    visit.page.locator("#public").fill("Call me at 302-555-0148")
    visit.page.locator("form.public button").click()
    visit.takes("case-refused")
    visit.opens("staff/queue/?service=pothole")
    visit.takes("queue-one-service")
    visit.page.locator(".what a").first.click()
    visit.takes("case-anonymous")
    address = visit.page.url
    for name in ("merge", "work-order"):
        visit.page.goto(f"{address}{name}/")
        visit.takes(name)
    many(visit)
    visit.opens("staff/looks/call/")
    visit.takes("looks-call")
    visit.opens("staff/looks/emergency/")
    visit.takes("looks-emergency")


def many(visit: Visit) -> None:
    """One deed to many requests, up to where it would be done; and the keys."""
    visit.opens("staff/queue/")
    for box in visit.page.locator(".col-x label").all()[:3]:
        box.click()
    visit.takes("queue-selected")
    with visit.page.expect_navigation():
        visit.page.locator("button[value=assign]").click()
    visit.takes("bulk-choose")
    with visit.page.expect_navigation():
        visit.page.locator(".sheet form button").click()
    visit.takes("bulk-look")
    visit.opens("staff/queue/keys/")
    visit.takes("keys")


def looks(visit: Visit) -> None:
    """The log of looks, an entry of it shut and open, and what waits to be settled."""
    visit.opens("staff/looks/")
    visit.takes("looks")
    visit.page.locator(".looks td a").first.click()
    visit.takes("looks-entry")
    visit.page.locator("main label").first.click()
    visit.page.locator("main form button").click()
    visit.takes("looks-entry-open")
    visit.opens("staff/looks/alarms/")
    visit.takes("looks-alarms")
    visit.opens("staff/looks/names/")
    visit.takes("looks-names")


def desk(visit: Visit) -> None:
    """A call: found, named, warned; cut, with a mistake, stopped, read out, and sent."""
    visit.opens("staff/desk/")
    visit.takes("desk-quiet")
    visit.page.locator(".quiet button").click()
    visit.page.locator("#id_q").fill("pothole" if visit.language == "en" else "bache")
    visit.page.locator("#services button").nth(1).wait_for(state="detached")
    visit.takes("desk-found")
    visit.page.locator("#services button").click()
    visit.page.locator(".chosen").wait_for()
    visit.page.locator("#id_where").fill("1012 N Market St")
    visit.page.locator("#id_words").press_sequentially(WORDS[visit.language])
    visit.page.locator(".toomuch").wait_for()
    visit.page.locator("label[for=id_told]").click()
    visit.page.locator("#id_name").fill("Ana Prueba")
    visit.takes("desk-named")
    visit.page.locator("#send").click()
    visit.page.locator(".lastlook").wait_for()
    visit.takes("desk-warned")
    visit.page.locator("#anonymous").click()
    visit.page.locator(".switch--on").wait_for()
    visit.takes("desk-anonymous")
    visit.page.locator("#send").click()
    visit.page.locator(".usa-alert--error").wait_for()
    visit.takes("desk-mistake")
    visit.page.locator("label[for=id_agreed]").click()
    visit.page.locator("#id_words").fill("Deep hole, and smoke" if visit.language == "en" else "Hoyo, y humo")
    visit.page.locator("#stop").wait_for()
    visit.takes("desk-stopped")
    visit.page.locator("[data-goes-on]").click()
    visit.page.locator("#send").click()
    visit.page.locator(".lastlook").wait_for()
    visit.takes("desk-read-out")
    visit.page.locator("label[for=id_ok]").click()
    visit.page.locator("#send").click()
    visit.page.locator(".ref").wait_for()
    visit.takes("desk-taken")


def _answers(visit: Visit, name: str, words: str) -> None:
    visit.page.locator(f"[name={name}]").fill(words)
    visit.goes_on()


def _chooses(visit: Visit, place: int) -> None:
    visit.page.locator(f"label[for=id_who_{place}]").click()


def _photo() -> Path:
    """A street at dusk, drawn: nobody is on it."""
    path = Path(tempfile.gettempdir()) / "commonhall-street.jpg"
    picture = Image.linear_gradient("L").resize((1200, 900)).convert("RGB")
    drawing = ImageDraw.Draw(picture)
    drawing.polygon([(0, 900), (500, 420), (700, 420), (1200, 900)], fill="#3a3d42")
    drawing.ellipse([(480, 650), (760, 740)], fill="#17181a")
    drawing.line([(600, 430), (600, 520)], fill="#e8e1c8", width=6)
    picture.save(path)
    return path


if __name__ == "__main__":
    sys.exit(main())
