"""Reports by the pages: the whole web program with its log, in this process, so that it keeps to the day's clock."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonhall.config.logs import JsonLines, Lines
from commonhall.service_requests.draft import Draft
from commonhall.service_requests.intake import Report
from commonhall.service_requests.models import ServiceRequest
from tests.service_requests.reporting import Reporter


@contextmanager
def logging_to(file: Path) -> Iterator[None]:
    """What the program logs goes into that file too, in the form it has in production."""
    with file.open("a") as stream:
        handler = Lines(stream)
        handler.setFormatter(JsonLines())
        logging.getLogger().addHandler(handler)
        try:
            yield
        finally:
            logging.getLogger().removeHandler(handler)


def report(report: Report, *, where: str, address: str) -> None:
    """All five questions as a browser at that address answers them, with pages read before and after.

    The draft is begun under the id of the report, by which the judge knows it again.
    """
    client = Client(headers={"Sec-Fetch-Site": "same-origin"}, REMOTE_ADDR=address)
    reporter = Reporter(client)
    client.get("/en/")
    reporter.start(report.service.code)
    begun = Draft(request=report.request, service=report.service.code).token()
    reporter.page = client.post("/en/report/", {"draft": begun, "step": "where", "where": where})
    photos = [SimpleUploadedFile("a.jpg", jpeg, "image/jpeg") for jpeg in report.photos]
    reporter.say(words=report.words, photo=photos)
    contact = report.contact
    named = (
        {"who": "named", "name": contact.name, "phone": contact.phone} if contact else {"who": "anonymous"}
    )
    reporter.say(**named).say()
    client.get(f"/en/requests/{reporter.reference}/")
    client.get("/en/requests/")


def me_too(request: UUID, address: str) -> None:
    """One tap on the page of a request, by a browser at that address."""
    client = Client(headers={"Sec-Fetch-Site": "same-origin"}, REMOTE_ADDR=address)
    page = f"/en/requests/{ServiceRequest.objects.get(pk=request).reference}/"
    client.get(page)
    assert b"Counted." in client.post(f"{page}me-too/").content
