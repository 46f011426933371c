"""Uploads stay in memory and within bounds; what was typed beside them is kept."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from commonhall.web.uploads import LARGEST_FILE, MEGABYTE

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.pages")]


def photo(size: int) -> SimpleUploadedFile:
    return SimpleUploadedFile("street.jpg", b"\xff" * size, content_type="image/jpeg")


def send(client: Client, *sizes: int) -> dict[str, Any]:
    answer = client.post("/tests/uploads/", {"photos": [photo(size) for size in sizes], "words": "Deep hole"})
    assert answer.status_code == 200
    said: dict[str, Any] = json.loads(answer.content)
    assert said["words"] == "Deep hole"
    return said


def test_photos_within_the_bounds_arrive(client: Client) -> None:
    said = send(client, 10, MEGABYTE * 3, LARGEST_FILE)
    assert (said["sizes"], said["refusal"]) == ([10, MEGABYTE * 3, LARGEST_FILE], "")


def test_a_form_without_photos_is_refused_nothing(client: Client) -> None:
    said = json.loads(client.post("/tests/uploads/", {"words": "Deep hole"}).content)
    assert (said["words"], said["refusal"]) == ("Deep hole", "")


def test_one_that_is_too_large_is_left_out_and_named(client: Client) -> None:
    said = send(client, 10, LARGEST_FILE + 1)
    assert said["sizes"] == [10]
    assert said["refusal"] == "Photo 2 is too large. Send a photo of up to 15 MB."


def test_a_sixth_is_left_out(client: Client) -> None:
    said = send(client, 1, 2, 3, 4, 5, 6, 7)
    assert said["sizes"] == [1, 2, 3, 4, 5]
    assert "5 photos at once" in said["refusal"]


def test_five_of_the_largest_arrive_together(client: Client) -> None:
    said = send(client, *[LARGEST_FILE] * 5)
    assert (said["sizes"], said["refusal"]) == ([LARGEST_FILE] * 5, "")


def test_no_file_is_ever_written(client: Client, tmp_path: Path) -> None:
    with override_settings(FILE_UPLOAD_TEMP_DIR=str(tmp_path)):
        before = set(Path(tempfile.gettempdir()).iterdir())
        send(client, 4 * MEGABYTE, LARGEST_FILE + 1)
        new = {path for path in Path(tempfile.gettempdir()).iterdir() if path.suffix == ".upload"} - before
    assert not list(tmp_path.iterdir())
    assert not new


def test_a_request_without_end_is_not_read_to_its_end(client: Client) -> None:
    sizes = [25 * MEGABYTE] * 5
    answer = client.post("/tests/uploads/", {"words": "Deep hole", "photos": [photo(size) for size in sizes]})
    said = json.loads(answer.content)
    assert (said["words"], said["sizes"]) == ("Deep hole", [])
