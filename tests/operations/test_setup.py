"""`commonhall setup`: a city folder is read whole, every mistake is told, then all of it is loaded, or nothing."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from commonhall.audit.log import subject_of
from commonhall.audit.models import Entry
from commonhall.operations import city_folder
from commonhall.places.models import Block
from commonhall.policy import revisions
from commonhall.policy.revisions import AlreadyPublished
from commonhall.service_requests.catalogue import editing, entries
from commonhall.service_requests.catalogue.browsing import topics
from commonhall.service_requests.catalogue.editing import Step
from commonhall.service_requests.models import Service
from commonhall.staff.models import Department
from tests import tiny
from tests.operations import commands
from tests.service_requests import making


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tiny city, to be changed and spoiled."""
    return tiny.copy(tmp_path)


def environment(database: str, served: Path | None) -> dict[str, str]:
    """Without a served city: as an operator's shell before anything is set up."""
    given = commands.environment(database)
    del given["COMMONHALL_CITY"]
    return given | ({"COMMONHALL_CITY": str(served)} if served else {})


def run(given: Mapping[str, str], *arguments: str) -> tuple[int, str, str]:
    process = commands.start(["setup", *arguments], given)
    said, complaint = process.communicate(timeout=60)
    return process.returncode, said, complaint


def test_a_new_database_gets_all_of_the_folder_and_the_log_says_so(fresh_database: str, folder: Path) -> None:
    code, said, complaint = run(environment(fresh_database, None), str(folder))
    assert (code, complaint) == (0, "")
    assert said.splitlines() == [
        "departments: 1",
        "  1 added: streets",
        "services: 2",
        "  2 added: sand, well-water",
        "blocks: 20",
        (
            "  20 added: N Palo Verde Ave 0, N Palo Verde Ave 100, N Palo Verde Ave 200, N Palo Verde Ave 300, "
            "N Palo Verde Ave 400, N Palo Verde Ave 500, S Palo Verde Ave 0, S Palo Verde Ave 100 and 12 more"
        ),
        "landmarks: 2",
        "  2 added: city-hall, dry-wash-park",
        "policy: 2",
        "  1 added: revision 3",
        "Done. `serve` and `worker` read city.toml, desk.toml, elsewhere.toml and policy.toml at their next start.",
    ]
    assert (Department.objects.count(), Service.objects.count(), Block.objects.count()) == (1, 2, 20)
    entry = Entry.objects.get()
    assert (entry.kind, entry.actor) == (Entry.Kind.CITY_SET_UP, None)
    assert subject_of(entry).reason == (
        "departments: 1 added, 0 changed, 0 gone; services: 2 added, 0 changed, 0 gone; "
        "blocks: 20 added, 0 changed, 0 gone; landmarks: 2 added, 0 changed, 0 gone; policy: 1 added, 0 changed, 0 gone"
    )


def test_a_dry_run_of_any_folder_changes_nothing_and_says_what_it_would(
    fresh_database: str, folder: Path
) -> None:
    served = environment(fresh_database, settings.CITY.folder)
    code, said, complaint = run(served, "--dry-run", "--json", str(folder))
    assert (code, complaint) == (0, "")
    told = json.loads(said)
    assert (told["folder"], told["dry_run"]) == (str(folder), True)
    assert told["services"] == {
        "now": 2,
        "added": ["sand", "well-water"],
        "changed": [],
        "gone": [],
        "is_reordered": False,
        "left_out": 0,
    }
    assert not Service.objects.exists()
    assert not Block.objects.exists()
    assert not Entry.objects.exists()


def test_every_mistake_of_every_file_is_told_at_once_and_nothing_changes(
    fresh_database: str, folder: Path
) -> None:
    tiny.change(folder / "city.toml", "America/Phoenix", "America/Pheonix")
    tiny.change(folder / "city.toml", '"mark.svg"', '"../mark.svg"')
    tiny.change(folder / "holidays.csv", "2026-12-25", "Christmas")
    tiny.change(folder / "neighbours.toml", 'names = ["mesquite"]', "")
    tiny.change(folder / "desk.toml", "[[urgent]]", "[[urgnt]]")
    tiny.change(folder / "departments.toml", 'code = "streets"', "")
    tiny.change(folder / "elsewhere.toml", "is_help = true", "is_helpful = true")
    tiny.change(folder / "boundaries.geojson", "FeatureCollection", 'FeatureCollection"')
    tiny.change(folder / "blocks.csv", "Mesquite Ln,400", "Mesquite Ln,410")
    (folder / "map.pmtiles").write_text("a drawing")
    code, said, complaint = run(environment(fresh_database, None), str(folder))
    assert (code, said) == (2, "")
    assert complaint.splitlines() == [
        "city.toml: line 5, time_zone is America/Pheonix, which is no time zone; write one like America/New_York.",
        (
            "city.toml: line 8, mark is ../mark.svg; write the name of an SVG file that lies in the folder, "
            "like city.svg."
        ),
        "holidays.csv: line 5 names no day; write it like 2026-07-04.",
        'neighbours.toml: line 6, town[2].names is missing; write a list of words, like ["en", "es"].',
        (
            "map.pmtiles holds no vector tiles packed by gzip; make it with a tool that writes PMTiles version 3, or "
            "take it out of the city's folder: then the list stands alone."
        ),
        "desk.toml: urgent is missing; write blocks that start with [[urgent]].",
        "desk.toml: line 7, urgnt is no key that Commonhall knows; take it out, or mend its spelling.",
        (
            "elsewhere.toml: line 3, matter[1].is_helpful is no key that Commonhall knows; take it out, or mend its "
            "spelling."
        ),
        'departments.toml: line 1, department[1].code is missing; write words in quotes, like key = "words".',
        "boundaries.geojson is no collection of polygons with a name each (JSONDecodeError); mend it.",
        "blocks.csv: line 20 has no hundred of house numbers; write 0, 100, 200 and so on.",
    ]
    assert not Department.objects.exists()
    assert not Block.objects.exists()


def test_texts_wait_for_a_city_that_says_its_languages(fresh_database: str, folder: Path) -> None:
    tiny.change(folder / "city.toml", 'name = "Ocotillo"', "name = ")
    tiny.change(folder / "blocks.csv", "Mesquite Ln,400", "Mesquite Ln,410")
    code, _, complaint = run(environment(fresh_database, None), str(folder))
    assert code == 2
    assert [line.split(":")[0].split(" ")[0] for line in complaint.splitlines()] == [
        "city.toml",
        "blocks.csv",
    ]


def test_what_is_not_a_folder_or_not_the_city_that_is_served_is_refused(
    fresh_database: str, folder: Path
) -> None:
    assert run(environment(fresh_database, None), str(folder / "no")) == (
        2,
        "",
        f"{folder}/no is no folder. Name the folder of the city's files: `commonhall setup DIR`.\n",
    )
    code, _, complaint = run(environment(fresh_database, settings.CITY.folder), str(folder))
    assert code == 2
    assert complaint.startswith(
        f"COMMONHALL_CITY names {settings.CITY.folder}, which `serve` and `worker` read, and this is {folder}."
    )
    assert not Service.objects.exists()


def taken_in(folder: Path) -> dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    changes = city_folder.take_in(city_folder.read(folder))
    return {change.what: (change.added, change.changed, change.gone) for change in changes}


NOTHING: tuple[tuple[str, ...], ...] = ((), (), ())


@pytest.mark.django_db
def test_a_second_time_nothing_changes_and_nothing_is_logged(folder: Path) -> None:
    taken_in(folder)
    rows = list(Service.objects.order_by("pk").values()), list(Block.objects.order_by("pk").values())
    assert taken_in(folder) == {
        "departments": NOTHING,
        "services": NOTHING,
        "blocks": NOTHING,
        "landmarks": NOTHING,
        "policy": NOTHING,
    }
    assert rows == (
        list(Service.objects.order_by("pk").values()),
        list(Block.objects.order_by("pk").values()),
    )
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_a_policy_that_was_published_changes_by_a_revision_alone(folder: Path) -> None:
    taken_in(folder)
    services = Service.objects.count()
    tiny.change(folder / "policy.toml", "goes to the county", "stays with us")
    tiny.change(folder / "services.toml", 'code = "sand"', 'code = "dust"')
    with pytest.raises(AlreadyPublished):
        taken_in(folder)
    assert Service.objects.count() == services  # nothing of the folder was taken in
    tiny.change(folder / "policy.toml", "revision = 3", "revision = 4")
    assert taken_in(folder)["policy"] == (("revision 4",), (), ())
    assert [each.text.revision for each in revisions.published()] == [4, 3]


@pytest.mark.django_db
def test_what_the_folder_no_longer_has_stays_where_requests_hang_on_it(folder: Path, city: None) -> None:
    request = making.reported()
    before = Service.objects.count(), Department.objects.count()
    found = taken_in(folder)
    assert "pothole" in found["services"][2]
    assert "public-works" in found["departments"][2]
    assert (Service.objects.count(), Department.objects.count()) == (before[0] + 2, before[1] + 1)
    request.refresh_from_db()
    assert not request.service.is_offered
    assert request.department is not None
    assert not request.department.is_active
    assert not Block.objects.filter(street="N Market St").exists()
    assert request.block_label == "1000 block of N Market St"


@pytest.mark.django_db
def test_what_changed_in_the_folder_is_named(folder: Path) -> None:
    taken_in(folder)
    tiny.change(folder / "services.toml", "target_working_days = 3", "target_working_days = 5")
    tiny.change(folder / "blocks.csv", "33.44550,-112.06514", "33.44551,-112.06514")
    tiny.change(
        folder / "blocks.csv",
        "Camino Real,100,33.44280,-112.07000\n",
        "Camino Real,200,33.44280,-112.07000\n",
    )
    assert taken_in(folder) == {
        "departments": NOTHING,
        "services": ((), ("sand",), ()),
        "blocks": (("Camino Real 200",), ("Mesquite Ln 400",), ("Camino Real 100",)),
        "landmarks": NOTHING,
        "policy": NOTHING,
    }
    assert Service.objects.get(pk="sand").target_working_days == 5


REFUSED = (
    "This would take back what was changed on screens since the last setup: service:sand. Take their files out of the "
    "screens into the folder first, or run it with --take-back.\n"
)


def test_what_was_changed_on_screens_is_named_and_taken_back_only_when_asked(
    fresh_database: str, folder: Path
) -> None:
    given = environment(fresh_database, None)
    assert run(given, str(folder))[0] == 0
    sand = Service.objects.get(pk="sand")
    editing.offer(sand, is_offered=False)
    tiny.change(folder / "services.toml", "No water from the town well", "No water from the well")
    assert run(given, str(folder)) == (2, "", REFUSED)
    assert "the town well" in str(Service.objects.get(pk="well-water"))
    code, said, _ = run(given, "--dry-run", str(folder))
    assert code == 0
    assert "Changed on screens since the last setup: service:sand. They change only with --take-back." in said
    code, said, complaint = run(given, "--dry-run", "--json", str(folder))
    assert (code, complaint) == (0, "")
    assert json.loads(said)["taken_back"] == ["service:sand"]
    code, said, complaint = run(given, "--take-back", str(folder))
    assert (code, complaint) == (0, "")
    assert "service:sand. They were taken back." in said
    sand.refresh_from_db()
    assert sand.is_offered
    assert run(given, str(folder))[0] == 0


def taken_back(folder: Path) -> tuple[str, ...]:
    return city_folder.taken_back(city_folder.read(folder))


@pytest.mark.django_db
def test_what_changed_in_the_folder_alone_takes_nothing_back(folder: Path) -> None:
    taken_in(folder)
    tiny.change(folder / "services.toml", "target_working_days = 3", "target_working_days = 5")
    tiny.change(folder / "departments.toml", "555-0110", "555-0177")
    assert taken_back(folder) == ()


@pytest.mark.django_db
def test_what_was_added_or_moved_on_screens_counts_and_what_the_folder_took_over_does_not(
    folder: Path,
) -> None:
    taken_in(folder)
    sand, first = entries.stored().services[0], topics(Service.objects.order_by("rank"))[0].code
    editing.add_service(replace(sand, code="gravel"))
    editing.move_topic(first, Step(by=1))
    assert taken_back(folder) == ("service:gravel", "order")
    editing.move_topic(first, Step(by=-1))
    editing.change_service(replace(sand, target_working_days=9))
    tiny.change(folder / "services.toml", "target_working_days = 3", "target_working_days = 9")
    assert taken_back(folder) == ("service:gravel",)
    editing.offer(Service.objects.get(pk="gravel"), is_offered=False)
    assert taken_back(folder) == ()
    taken_in(folder)
    assert Entry.objects.count() == 2  # so that the next setup knows how this one left it
    tiny.change(folder / "services.toml", "target_working_days = 9", "target_working_days = 4")
    assert taken_back(folder) == ()


@pytest.mark.django_db
def test_where_no_setup_noted_how_it_left_things_all_of_it_may_have_been_changed(
    folder: Path, city: None
) -> None:
    assert {"department:public-works", "service:pothole"} <= set(taken_back(folder))
    with pytest.raises(city_folder.TakesBack, match="service:pothole"):
        city_folder.take_in(city_folder.read(folder), takes_back=False)
