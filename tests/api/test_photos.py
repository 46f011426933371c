"""Photos with a report by the API: sent as a form, kept as the web keeps them, refused in the same words."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import ExifTags, Image

from commonhall.api import repeats
from commonhall.service_requests import photos
from commonhall.service_requests.models import Photo, ServiceRequest
from tests.api.asking import BASE, Caller
from tests.service_requests.reporting import photograph

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "photo_folder")]

SENT = {"service_code": "pothole", "address_string": "1012 N Market St", "description": "Deep hole."}
MEGABYTE = 1024 * 1024


def send(
    caller: Caller, pictures: Sequence[SimpleUploadedFile], answers: int = 201, key: str = "", **more: str
) -> Any:
    headers = {"Authorization": f"Bearer {caller.token}"} | ({repeats.HEADER: key} if key else {})
    answer = Client(headers=headers).post(f"{BASE}/requests", SENT | more | {"photos": list(pictures)})
    assert answer.status_code == answers, answer.content
    return answer.json()


def test_photos_come_in_their_order_and_without_what_the_camera_wrote(casey: Caller) -> None:
    written = Image.Exif()
    written[ExifTags.Base.Make] = "Acme Cameras"
    sent = [photograph(300, 200, written.tobytes()), photograph(200, 300)]
    assert b"Acme" in sent[0].read()
    sent[0].seek(0)
    send(casey, sent, email="rosa@example.com")
    kept = Photo.objects.select_related("request").order_by("place")
    assert [(each.place, each.is_released) for each in kept] == [(1, False), (2, False)]
    assert all(b"Acme" not in photos.read(each) for each in kept)
    assert not ServiceRequest.objects.get().is_anonymous


def test_a_form_without_photos_is_the_same_report(casey: Caller) -> None:
    said = send(casey, [], lat="", attributes="")
    assert said["is_anonymous"] is True
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    ("pictures", "why"),
    [
        ([SimpleUploadedFile("a.txt", b"Not a picture at all.")], "Photo 1 is not a photo we can read."),
        ([SimpleUploadedFile("a.mp4", b"\0\0\0\x18ftypmp42 and more")], "Photo 1 is a video."),
        (
            [photograph(90, 90), SimpleUploadedFile("a.jpg", b"\xff" * (16 * MEGABYTE))],
            "Photo 2 is too large.",
        ),
        ([photograph(90, 90) for _ in range(6)], "You can send 5 photos at once."),
    ],
    ids=["no photo", "film", "too large", "too many"],
)
def test_what_is_no_photo_is_refused_in_the_words_of_the_web(
    casey: Caller, pictures: list[SimpleUploadedFile], why: str
) -> None:
    assert why in send(casey, pictures, answers=422)["message"]
    assert not ServiceRequest.objects.exists()


def test_what_is_wrong_with_the_fields_is_told_as_for_json(casey: Caller) -> None:
    fields = send(casey, [], answers=422, colour="red", lat="north")["fields"]
    assert {each["field"] for each in fields} == {"colour", "lat"}


@pytest.mark.parametrize("boundary", ["; boundary=two", "", "; boundary=" + "x" * 300])
def test_a_form_that_did_not_arrive_whole_is_told(casey: Caller, boundary: str) -> None:
    client = Client(headers={"Authorization": f"Bearer {casey.token}"})
    form = f"multipart/form-data{boundary}"
    answer = client.generic("POST", f"{BASE}/requests", b"--one\r\nContent-", content_type=form)
    assert answer.status_code in {400, 422}
    assert answer.json()["message"]


def test_the_same_photos_again_under_a_key_are_one_report_and_others_are_another(casey: Caller) -> None:
    one, other = (photograph(120, width).read() for width in (90, 91))

    def as_sent(*contents: bytes) -> list[SimpleUploadedFile]:
        return [SimpleUploadedFile("IMG.jpg", each, "image/jpeg") for each in contents]

    key = "b7f9c1e2-photos"
    first = send(casey, as_sent(one), key=key)
    assert send(casey, as_sent(one), key=key) == first
    assert Photo.objects.count() == 1
    for others in ([], [other], [one, other]):
        assert "Something else" in send(casey, as_sent(*others), answers=422, key=key)["message"]
    assert ServiceRequest.objects.count() == 1
