"""Every unhappy way into a home: what residents and staff type where it is refused, fails, breaks or is killed."""

import os
import signal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connections, transaction
from PIL import Image

from commonhall.service_requests.models import ServiceRequest
from commonhall.web import spelling
from commonhall.web.uploads import LARGEST_FILE
from tests import running
from tests.desk.calling import Taker
from tests.promises.browsers import Browser
from tests.promises.canaries import Resident
from tests.running import Demo
from tests.service_requests.reporting import Reporter
from tests.soak import inside


def report(resident: Resident, browser: Browser) -> str:
    """All five questions, with a photo from every fifth, and the last step sent twice; returns the reference."""
    reporter = Reporter(browser)
    if resident.reports_a_home:
        reporter.start("missed-trash").say(where=resident.home)
    else:
        reporter.start().say(where="1012 N Market St")
    photo = {"photo": photograph(resident)} if resident.number % 5 == 0 else {}
    reporter.say(words=resident.words, **photo)
    anonymous = {"who": "anonymous", "name": resident.name}  # left in a field that was closed again
    reporter.say(**({"who": "named", **contact(resident)} if resident.is_named else anonymous))
    last = {"draft": reporter.hidden("draft"), "step": "check", "ok": "on"}
    reference = reporter.say(ok="on").reference
    assert reference in browser.post("/en/report/", last).text
    return reference


def call(resident: Resident, browser: Browser) -> str:
    """The resident calls, and tells all there is; every other one wants to stay anonymous then. Sent twice."""
    taker = Taker(browser).begin().types(q=resident.words, where="1012 N Market St", told="on")
    taker.types(words=resident.words, **contact(resident))
    taker.presses("stay").presses("service", "pothole").presses("go_on")
    if resident.is_named:
        taker.presses("send")  # too much is told: it warns once
    else:
        taker.cuts().types(agreed="on").presses("send").types(ok="on")
    last = {name: taker.hidden(name) for name in ("draft", "past", "checked", "csrfmiddlewaretoken")}
    reference = taker.presses("send").reference
    again = browser.post("/en/staff/desk/", {**taker.fields, **last, "send": "1"})
    assert spelling.grouped(reference) in again.text
    return reference


def mistakes_at_the_desk(resident: Resident, browser: Browser) -> dict[str, int]:
    """What a call taker gets wrong, or types where it does not belong; the status of each answer."""
    taker = Taker(browser).begin()
    secret = {"csrfmiddlewaretoken": taker.hidden("csrfmiddlewaretoken")}
    wrong = {**contact(resident), "email": f"{resident.name}@", "phone": f"{resident.phone} {resident.name}"}
    answers = {
        "a name as a service": browser.post("/en/staff/desk/services/", {**secret, "q": resident.name}),
        "a home as a place": browser.post("/en/staff/desk/place/", {**secret, "where": resident.address}),
        "a desk draft that is none": browser.post("/en/staff/desk/", {**secret, "draft": resident.words}),
        "a form without its secret": browser.post("/en/staff/desk/", {"words": resident.words}),
        "a call full of mistakes": taker.types(**wrong, where=resident.address, words=resident.words)
        .presses("send")
        .page,
    }
    return {mistake: answer.status_code for mistake, answer in answers.items()}


def contact(resident: Resident) -> dict[str, str]:
    """What a resident puts into the four fields."""
    return {part: getattr(resident, part) for part in ("name", "phone", "email", "address")}


def photograph(resident: Resident, longest: int = 0) -> SimpleUploadedFile:
    """A photo that says in its metadata, and in its name, who took it; filled up to so many bytes."""
    tags = Image.Exif()
    tags[0x010E], tags[0x013B] = f"taken at {resident.address}", resident.name  # description, artist
    buffer = BytesIO()
    picture = Image.effect_noise((320, 240), 60).convert("RGB")
    picture.save(buffer, "JPEG", exif=tags, comment=resident.phone.encode())
    filling = f" {resident.email}".encode() * (max(longest - buffer.tell(), 0) // len(resident.email))
    return SimpleUploadedFile(f"{resident.name}.jpg", buffer.getvalue() + filling, "image/jpeg")


def mistakes(resident: Resident, browser: Browser) -> dict[str, int]:
    """What a resident gets wrong at the report page; the status of each answer."""
    reporter = Reporter(browser).start()
    no_photo = SimpleUploadedFile("a.jpg", resident.words.encode(), "image/jpeg")
    large = photograph(resident, longest=LARGEST_FILE + 1_000_000)
    wrong = {**contact(resident), "email": f"{resident.name}@", "phone": f"{resident.phone} {resident.name}"}
    steps: list[tuple[str, dict[str, object]]] = [
        ("a street that is not there", {"where": resident.address}),
        ("a NUL in the address", {"where": f"{resident.address}\0"}),
        ("", {"where": "1012 N Market St"}),
        ("words past the limit", {"words": resident.words * 60}),
        ("a NUL in the words", {"words": f"{resident.words}\0"}),
        ("a photo past the limit", {"words": resident.words, "photo": large}),
        ("a text as photo", {"words": resident.words, "photo": no_photo}),
        ("", {"words": resident.words}),
        ("a contact that is none", {"who": "named", **wrong}),
    ]
    answers = {mistake: reporter.say(**fields).page.status_code for mistake, fields in steps}
    lost = browser.post("/en/report/", {"draft": resident.words, "step": "check"})
    return {**answers, "a draft that is none": lost.status_code}


def wanderings(resident: Resident, browser: Browser) -> dict[str, int]:
    """Where else a resident may leave details: addresses, searches, headers."""
    name, headers = (
        resident.name,
        {"User-Agent": resident.email, "Referer": f"http://a.example/{resident.email}"},
    )
    answers = {
        "a page that is not there": browser.get(f"/en/{name}/{resident.phone}", **headers),
        "a reference that is none": browser.get(f"/en/requests/{name}/"),
        "a NUL in a reference": browser.get("/en/requests/%00Quorvex/"),
        "a service that is none": browser.get("/en/report/", {"service": name}),
        "a search for a service": browser.post("/en/report/", {"what": f"My name is {name}"}),
        "a reference looked up": browser.post("/en/requests/find/", {"reference": resident.phone}),
        "a link that is none": browser.get(f"/en/follow/{name}/"),
        "a member who is none": browser.post(
            "/en/staff/sign-in/", {"login": resident.email, "password": name}
        ),
        "a place to list": browser.post("/en/requests/", {"place": f"{resident.phone} {name}"}),
        "the wrong method": browser.post("/en/privacy/", {"name": name}),
    }
    return {wandering: answer.status_code for wandering, answer in answers.items()}


def break_an_insert(resident: Resident, browser: Browser, demo: Demo) -> str:
    """The last step while the database refuses every event, and once more when it does not."""
    reporter = Reporter(browser).start().say(where="1012 N Market St")
    reporter.say(words=resident.words).say(who="named", **contact(resident))
    last = {"draft": reporter.hidden("draft"), "step": "check", "ok": "on"}
    with inside.led_into(demo.home), connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE service_requests_event ADD CONSTRAINT broken CHECK (false) NOT VALID")
        assert browser.post("/en/report/", last).status_code == 500
        cursor.execute("ALTER TABLE service_requests_event DROP CONSTRAINT broken")
        _insert_in_the_clear(resident)
    reporter.page = browser.post("/en/report/", last)
    return reporter.reference


def _insert_in_the_clear(resident: Resident) -> None:
    """As a mistake of ours would: details in a column that is not sealed, in a row that a constraint refuses."""
    row = ServiceRequest.objects.first()
    assert row is not None
    row.public_words, row.closed_reason = f"{resident.words} {resident.address}", "fixed"  # and is not closed
    with pytest.raises(IntegrityError, match="Failing row"), transaction.atomic():
        row.save()


def kill(demo: Demo, part: str) -> None:
    """Kill a part of the demo, and wait until it is back."""
    killed = demo.pid_of(part)
    assert killed
    os.kill(killed, signal.SIGKILL)
    running.until(lambda: demo.pid_of(part) not in {killed, None})
    running.until(demo.answers)


def work(resident: Resident, reference: str, browser: Browser, demo: Demo) -> dict[str, int]:
    """What staff do with a named request, and what they are refused."""
    browser.get(demo.sign_in("supervisor").partition(str(demo.url))[2])
    page = f"/en/staff/requests/{reference}/"
    opened = browser.post_as_staff(page, "contact/", {"reason": "follow-up"})
    assert resident.email in opened.text
    details = f"My name is {resident.name}, call {resident.phone}"
    closing = {"state": "closed", "closed_reason": "fixed", "public_note": details}
    answers = {
        "an internal note": browser.post_as_staff(page, "internal-note/", {"note": details}),
        "a public note": browser.post_as_staff(page, "public-note/", {"note": details}),
        "a public reason": browser.post_as_staff(page, "state/", closing),
        "words to be released": browser.post_as_staff(page, "release/", {"note": details, "words": "on"}),
        "a search of the queue": browser.get("/en/staff/queue/", {"q": resident.name}),
    }
    return {deed: answer.status_code for deed, answer in answers.items()}
