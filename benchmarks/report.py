"""A whole report by the pages, and by Open311, against a bare insert of one row. `python benchmarks/report.py`.

By the pages: five questions, the over-sharing check, sealing, two rows of the time line and, where it is named, a
person, two keys and a job. Bare: `ServiceRequest.save()` of a row that is sealed already.
"""

import io
import re
from html import unescape

import figures
import ground
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from commonhall import calendar
from commonhall.demo import cast
from commonhall.open311 import keys
from commonhall.places.lookup import Place
from commonhall.service_requests.models import Service
from commonhall.staff.roles import Role
from commonhall.web import throttles

TIMES = 30
NAMED = {"who": "named", "name": "Rosa Marin", "phone": "302-555-0147", "email": "rosa@example.com"}
OPEN311_CONTACT = {
    "first_name": "Rosa",
    "last_name": "Marin",
    "phone": "302-555-0147",
    "email": "rosa@example.com",
}
ANONYMOUS = {"who": "anonymous"}
WORDS = "Deep hole in the right lane by the bus stop, since Monday. Two cars hit it this morning."


def main() -> None:
    with ground.running():
        somewhere = ground.place()
        bare = ground.cost(lambda: insert(somewhere), TIMES)
        print(f"{'bare insert of one row':40} {bare}")
        for title, contact, photo in (
            ("anonymous", ANONYMOUS, None),
            ("named", NAMED, None),
            ("named, with a photo of 12 megapixels", NAMED, photograph()),
        ):
            reporter = Reporter(ground.browser(), contact, photo)
            whole = ground.cost(reporter.report, TIMES)
            last = ground.cost(reporter.send, TIMES, before=reporter.answer)
            print(f"{title:40} {whole}  {ratio(whole, bare)}")
            print(f"{'  of that the last page, which stores it':40} {last}  {ratio(last, bare)}")
            tell(f"web report, {title}: five pages", whole, bare)
            tell(f"web report, {title}: the last page", last, bare)
        key = keys.make("Benchmark", most_an_hour=1000, by=cast.members()[Role.ADMINISTRATOR])
        for title, contact in (("anonymous", {}), ("named", OPEN311_CONTACT)):
            sent = ground.cost(lambda contact=contact: send(key, contact), TIMES, before=throttles.forget)
            print(f"{f'Open311 POST, {title}':40} {sent}  {ratio(sent, bare)}")
            tell(f"Open311 POST, {title}", sent, bare)


def ratio(cost: ground.Cost, bare: ground.Cost) -> str:
    return f"ratio {cost.clock / bare.clock:.0f}, CPU {cost.cpu / bare.cpu:.0f}"


def tell(what: str, cost: ground.Cost, bare: ground.Cost) -> None:
    figures.tell(
        what=what,
        ours=f"{cost.clock:.1f} ms, {cost.queries} queries",
        beside=f"bare insert {bare.clock:.1f} ms",
        ratio=f"{cost.clock / bare.clock:.0f}, CPU {cost.cpu / bare.cpu:.0f}",
    )


def send(key: str, contact: dict[str, str]) -> None:
    """A report as another program sends it."""
    sent = {"api_key": key, "service_code": "pothole", "address_string": ground.ADDRESS, "description": WORDS}
    answer = Client(SERVER_NAME="localhost").post("/open311/v2/requests.json", sent | contact)
    assert answer.status_code == 200, answer.content


class Reporter:
    """Somebody who reports again and again."""

    def __init__(self, client: Client, contact: dict[str, str], photo: bytes | None) -> None:
        self.client, self.contact, self.photo = client, contact, photo

    def report(self) -> None:
        self.answer()
        self.send()

    def send(self) -> None:
        """Send what the last page shows."""
        self.say(ok="on")
        assert "data-copy" in self.page

    def answer(self) -> None:
        """Answer the questions, up to the last page."""
        throttles.forget()
        self.page = self.client.get("/en/report/", {"service": "pothole"}).content.decode()
        photo = {"photo": SimpleUploadedFile("IMG_1.jpg", self.photo, "image/jpeg")} if self.photo else {}
        self.say(where=ground.ADDRESS)
        self.say(words=WORDS, **photo)
        self.say(**self.contact)

    @property
    def step(self) -> str:
        found = re.search(r'name="step" value="([^"]*)"', self.page)
        return found[1] if found else ""

    def say(self, **fields: object) -> None:
        draft = re.search(r'name="draft" value="([^"]*)"', self.page)
        assert draft
        sent = {"draft": unescape(draft[1]), "step": self.step, **fields}
        self.page = self.client.post("/en/report/", sent).content.decode()


def insert(somewhere: Place) -> None:
    service = Service(pk="pothole", department_id="public-works")
    ground.bare_request(service, somewhere, calendar.today()).save(force_insert=True)


def photograph() -> bytes:
    """A JPEG of 12 megapixels, as a telephone sends it."""
    picture = Image.effect_noise((1000, 750), 40).convert("RGB").resize((4000, 3000))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
