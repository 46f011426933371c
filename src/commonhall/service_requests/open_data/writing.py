"""The day's files, written from the table in the order of the public list; memory holds the cells, never the rows."""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.db.models import CharField, Count, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Concat, Floor, TruncMonth
from django.utils import translation

from commonhall.errors import CommonhallError, NotNow
from commonhall.places.lookup import public_label
from commonhall.service_requests.models import Service, ServiceRequest
from commonhall.service_requests.open_data import files, small_cells
from commonhall.service_requests.open_data.small_cells import Shown
from commonhall.service_requests.states import ClosedReason

COLUMNS = (
    "reference",
    "day",
    "service_code",
    "service_name",
    "state",
    "closed_reason",
    "block",
    "square",
    "latitude",
    "longitude",
)
COUNTED = ("service_code", "month", "square", "requests")
SQUARES_A_DEGREE = 50  # a side is 0.02 degrees, some two kilometres
CHUNK = 2_000
COUNTS = "counts.csv"
type Group = tuple[str, date]  # service and first day of the month


class ChangedMeanwhile(NotNow):
    """While the file was written, a request of a cell was deleted or taken back."""

    def __init__(self) -> None:
        super().__init__("Requests changed while open data was written. It is written anew.")


class TellsTooMuch(CommonhallError):
    """What was written holds something it should not. The files before stay given out."""


def keep_up(today: date) -> None:
    """Write what was listed when yesterday ended, unless that is done. Raises ChangedMeanwhile."""
    edition = files.current()
    if edition is None or edition.day != today - timedelta(days=1):
        write(today)


def write(today: date) -> None:
    """Write all files anew and give them out, as of the end of yesterday. Raises ChangedMeanwhile, TellsTooMuch."""
    day, before = today - timedelta(days=1), shown_before()
    told = {group: small_cells.shown(cells, before.get(group)) for group, cells in _counted(today)}
    folder = files.begin(day)
    if _write_rows(folder, _rows(today), told) != {
        group: each.cells for group, each in told.items() if each.cells
    }:
        raise ChangedMeanwhile
    _write_counts(folder / COUNTS, told)
    _refuse_what_tells(folder, today)
    files.give_out(day)


def _refuse_what_tells(folder: Path, today: date) -> None:
    """Read what was written as everybody would, before anybody can: its columns, its first rows beside the table, and
    that no count is small. Raises TellsTooMuch.
    """
    with (folder / "requests.csv").open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file)
        rows = list(islice(table, CHUNK))
    listed = published(today).filter(reference__in=[row["reference"] for row in rows])
    with translation.override("en"):
        known = {each.reference: (each.day.isoformat(), each.block_label) for each in listed}
    if tuple(table.fieldnames or ()) != COLUMNS or any(
        known.get(row["reference"]) != (row["day"], row["block"]) for row in rows
    ):
        raise TellsTooMuch
    with (folder / COUNTS).open(encoding="utf-8", newline="") as file:
        counts = [int(row["requests"]) for row in csv.DictReader(file) if row["requests"]]
    if any(0 < count < small_cells.LEAST for count in counts):
        raise TellsTooMuch


def shown_before() -> dict[Group, Shown]:
    """What the files that are given out now tell of each group."""
    edition = files.current()
    if edition is None:
        return {}
    cells: dict[Group, dict[str, int]] = defaultdict(dict)
    elsewhere: dict[Group, int] = {}
    with (edition.folder / COUNTS).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            group = row["service_code"], date.fromisoformat(f"{row['month']}-01")
            cells[group].update({row["square"]: int(row["requests"])} if row["square"] else {})
            if not row["square"] and row["requests"]:
                elsewhere[group] = int(row["requests"])
    return {group: Shown(cells=of_it, elsewhere=elsewhere.get(group)) for group, of_it in cells.items()}


def published(today: date) -> QuerySet[ServiceRequest]:
    """The listed requests of months that are over, but for those that were taken back.

    A month that runs would tell each day what came in since the file before.
    """
    listed = ServiceRequest.objects.listed(today).filter(day__lt=today.replace(day=1))
    return listed.exclude(closed_reason=ClosedReason.WITHDRAWN)


def _counted(today: date) -> Iterator[tuple[Group, Mapping[str, int]]]:
    """How many requests each square has, group by group."""
    cells: dict[Group, dict[str, int]] = defaultdict(dict)
    counted = published(today).annotate(month=TruncMonth("day"), square=_square())
    grouped = counted.values("service_id", "month", "square").annotate(requests=Count("pk"))
    for row in grouped.order_by("service_id", "month", "square").iterator(chunk_size=CHUNK):
        cells[row["service_id"], row["month"]][row["square"]] = row["requests"]
    yield from cells.items()


def _rows(today: date) -> Iterator[dict[str, Any]]:
    """Within a day the references order, as in the public list: that tells nothing."""
    columns = (
        "reference",
        "day",
        "service_id",
        "state",
        "closed_reason",
        "street",
        "hundred",
        "place_names",
        "latitude",
        "longitude",
        "square",
    )
    found = published(today).annotate(square=_square()).order_by("-day", "reference")
    yield from found.values(*columns).iterator(chunk_size=CHUNK)


def _write_rows(
    folder: Path, rows: Iterable[dict[str, Any]], told: Mapping[Group, Shown]
) -> dict[Group, dict[str, int]]:
    """Write those that lie in cells that are shown; how many of each were written."""
    names = {service.pk: service.names["en"] for service in Service.objects.all()}
    written: dict[Group, Counter[str]] = defaultdict(Counter)
    with ExitStack() as all_years, translation.override("en"):
        every = _Pair(all_years, folder, "requests")
        of_year: tuple[int, ExitStack, _Pair] | None = None
        for row in rows:
            group = row["service_id"], row["day"].replace(day=1)
            if group not in told or row["square"] not in told[group].cells:
                continue
            if of_year is None or of_year[0] != row["day"].year:
                if of_year:
                    of_year[1].close()
                stack = all_years.enter_context(ExitStack())
                of_year = row["day"].year, stack, _Pair(stack, folder, f"requests-{row['day'].year}")
            line = _line(row, names)
            every.add(line)
            of_year[2].add(line)
            written[group][row["square"]] += 1
    return {group: dict(cells) for group, cells in written.items()}


def _line(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str | float]:
    return {
        "reference": row["reference"],
        "day": row["day"].isoformat(),
        "service_code": row["service_id"],
        "service_name": names[row["service_id"]],
        "state": row["state"],
        "closed_reason": row["closed_reason"],
        "block": public_label(row["street"], row["hundred"], row["place_names"]),
        "square": row["square"],
        "latitude": row["latitude"],
        "longitude": row["longitude"],
    }


class _Pair:
    """A CSV file and a GeoJSON file with the same rows, closed with the stack."""

    def __init__(self, stack: ExitStack, folder: Path, name: str) -> None:
        table = stack.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
        self._csv = csv.DictWriter(table, COLUMNS)
        self._csv.writeheader()
        self._map = stack.enter_context((folder / f"{name}.geojson").open("w", encoding="utf-8"))
        self._map.write('{"type": "FeatureCollection", "features": [')
        self._separator = "\n"
        stack.callback(self._map.write, "\n]}\n")

    def add(self, line: Mapping[str, str | float]) -> None:
        self._csv.writerow(line)
        point = {"type": "Point", "coordinates": [line["longitude"], line["latitude"]]}
        told = {name: line[name] for name in COLUMNS if name not in ("latitude", "longitude")}
        feature = {"type": "Feature", "geometry": point, "properties": told}
        self._map.write(self._separator + json.dumps(feature, ensure_ascii=False))
        self._separator = ",\n"


def _write_counts(path: Path, told: Mapping[Group, Shown]) -> None:
    """A line for each cell that is shown, and one without a square for all others together.

    Every group has the latter, empty where it is hidden: so the next file knows what was decided.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(COUNTED)
        for (service, first), each in sorted(told.items()):
            for square, requests in sorted(each.cells.items()):
                table.writerow((service, f"{first:%Y-%m}", square, requests))
            table.writerow((service, f"{first:%Y-%m}", "", "" if each.elsewhere is None else each.elsewhere))


def _square() -> Concat:
    """Where its south-west corner lies, in steps from the equator and from Greenwich: 1987/-3778."""
    north, east = (
        Cast(Cast(Floor(F(name) * SQUARES_A_DEGREE), IntegerField()), CharField())
        for name in ("latitude", "longitude")
    )
    return Concat(north, Value("/"), east)
