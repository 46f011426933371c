"""Maps: those that come along read what their cities publish; a map of one's own says what is wrong with it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from commonhall.imports import mapping
from commonhall.imports.mapping import BadMap
from commonhall.imports.models import Run
from commonhall.service_requests import words
from commonhall.service_requests.models import Service, ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from tests.imports.files import BOSTON, DC, NYC, OPEN311, PLAIN, as_csv, as_json, as_xml, bring_in

type Write = Callable[[Path, Sequence[Mapping[str, object]]], Path]
NEEDED = '[columns]\nexternal_id = "no"\nservice_code = "what"\nrequested_datetime = "when"\n'


@pytest.mark.django_db
@pytest.mark.usefixtures("city", "noon")
class TestOfACity:
    def test_boston_s_closed_light_at_a_crossing(self, tmp_path: Path) -> None:
        assert bring_in(as_csv(tmp_path / "b.csv", [BOSTON]), by="boston")["imported"] == 1
        request = ServiceRequest.objects.get()
        assert request.is_anonymous
        assert request.block_label == "Groveton St at Rivermere St"
        assert (request.state, request.closed_reason) == (State.CLOSED, ClosedReason.FIXED)
        assert (request.latitude, request.longitude) == (42.277, -71.076)

    def test_new_york_s_rows_with_the_portal_s_headers(self, tmp_path: Path) -> None:
        assert bring_in(as_csv(tmp_path / "n.csv", [NYC]), by="nyc")["imported"] == 1
        request = ServiceRequest.objects.get()
        assert (request.state, request.day.isoformat()) == (State.NEW, "2025-03-13")
        assert (request.street, request.hundred) == ("Willowby Avenue", 100)
        assert words.stripped(request) == "Pothole"

    def test_washington_s_that_were_voided(self, tmp_path: Path) -> None:
        assert bring_in(as_csv(tmp_path / "d.csv", [DC]), by="dc")["imported"] == 1
        request = ServiceRequest.objects.get()
        assert request.closed_reason == ClosedReason.NOTHING_FOUND
        assert (request.street, request.hundred) == ("31st Street NW", 2600)

    @pytest.mark.parametrize("write", [as_json, as_xml])
    def test_open311_s_answers(self, tmp_path: Path, write: Write) -> None:
        path = write(tmp_path / "requests", [OPEN311, OPEN311 | {"service_request_id": "14-2"}])
        assert bring_in(path, by="open311")["imported"] == 2
        request = ServiceRequest.objects.first()
        assert request is not None
        assert (request.street, request.hundred, request.state) == ("W 81st St", 1200, State.CLOSED)

    def test_a_service_that_the_city_does_not_have_is_kept_and_not_offered(self, tmp_path: Path) -> None:
        path = as_json(tmp_path / "requests.json", [OPEN311, OPEN311 | {"service_request_id": "14-2"}])
        bring_in(path, by="open311")
        service = ServiceRequest.objects.values_list("service", flat=True).distinct().get()
        kept = Service.objects.get(pk=service)
        assert (kept.is_offered, kept.department.is_active, str(kept)) == (False, False, "Pothole in Street")
        assert Run.objects.get().services == ["Pothole in Street"]
        bring_in(path, by="open311")
        assert Service.objects.filter(is_offered=False).count() == 1

    def test_a_map_of_one_s_own_names_our_services(self, tmp_path: Path) -> None:
        own = tmp_path / "own.toml"
        own.write_text(
            'source = "crm"\nencoding = "windows-1252"\n'
            + NEEDED
            + 'address = "place"\ndescription = "said"\n'
            '[services]\n"HOLE, ROAD" = "pothole"\n'
        )
        path = tmp_path / "own.csv"
        path.write_bytes(b"no,what,when,place,said\n1,Hole,  Road,\n")
        row = '7,"Hole,  road",2026-03-02,1012 N Market St,Café closed\n'
        path.write_bytes(("no,what,when,place,said\n" + row).encode("windows-1252"))
        assert bring_in(path, by=str(own))["imported"] == 1
        request = ServiceRequest.objects.get()
        assert (request.service_id, words.stripped(request)) == ("pothole", "Café closed")

    def test_a_row_with_a_house_number_keeps_the_block_alone_in_the_clear(self, tmp_path: Path) -> None:
        far = {"address": "26 Mahlon Rd Apt 3 Zenobia  Elsewhere  MA", "lat": "42.28281", "long": "-71.06809"}
        bring_in(as_csv(tmp_path / "far.csv", [PLAIN | far]))
        request = ServiceRequest.objects.get()
        assert (request.street, request.hundred, request.latitude) == ("Mahlon Rd", 0, 42.283)
        assert words.place(request) == "26 Mahlon Rd"


def test_the_maps_that_come_along_can_all_be_read() -> None:
    assert set(mapping.names()) >= {"plain", "boston", "nyc", "dc"}
    assert [mapping.load(name).name for name in mapping.names()] == list(mapping.names())


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("colums = 1", "there is no key colums"),
        ('[columns]\nexternal_id = "no"', "service_code is needed"),
        (NEEDED + 'mood = "x"', "there is no mood"),
        ('encoding = "klingon"\n' + NEEDED, "klingon is no encoding"),
        ('time_zone = "Mars/Olympus"\n' + NEEDED, "no time zone"),
        ('unknown_services = "guess"\n' + NEEDED, "unknown_services is one of"),
        (NEEDED + '[states]\nopen = "maybe"', "states is one of open, closed"),
        ("columns = 3", "columns is a table"),
        ("= 3", "is no TOML"),
    ],
)
def test_what_is_wrong_in_a_map_is_told_with_its_key(tmp_path: Path, written: str, told: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(written)
    with pytest.raises(BadMap, match=told):
        mapping.load(str(path))


def test_a_map_that_does_not_exist_names_those_that_do() -> None:
    with pytest.raises(BadMap, match="boston, dc, nyc"):
        mapping.load("../secrets")
