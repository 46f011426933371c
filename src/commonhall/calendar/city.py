"""Which city this is: what `city.toml` in the city's folder says, checked once at start.

The settings are made from it, so nothing here may need them.
"""

from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from commonhall.calendar import tables
from commonhall.calendar.tables import BadFile, Table, Text

FILE = "city.toml"
NEIGHBOURS = "neighbours.toml"
PUBLIC_DOMAIN = "CC0 1.0"


@dataclass(frozen=True, kw_only=True, slots=True)
class Phone:
    """How to reach the call takers: the short number, the one for calls from outside, and their hours."""

    short: str
    outside: str
    hours: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordsLaw:
    """The law under which nearly everything sent to the city can be asked for."""

    name: Text
    statute: str
    url: str
    answer_within_working_days: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Accessibility:
    """Where a person turns who cannot use a page."""

    email: str
    phone: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Holiday:
    """A day on which the city's offices are closed."""

    day: date
    name: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Town:
    """A town nearby with streets of its own. `names`: ways to write it, and ZIP codes of its own.

    `is_around`: it takes care of what lies in no town, as a county does.
    """

    name: str
    names: tuple[str, ...]
    phone: str
    is_around: bool


@dataclass(frozen=True, kw_only=True)
class City:
    """What the city served here says about itself. `mark` is its picture, an SVG."""

    folder: Path
    name: str
    title: Text
    state: str
    state_code: str
    time_zone: str
    languages: tuple[str, ...]
    is_demonstration: bool
    mark: bytes
    office_address: str
    phone: Phone
    accessibility: Accessibility
    records_law: RecordsLaw
    holidays: tuple[Holiday, ...]
    neighbours: tuple[Town, ...]
    opens: time
    closes: time
    open_data_license: str

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @cached_property
    def closed_days(self) -> frozenset[date]:
        return frozenset(holiday.day for holiday in self.holidays)


def load(folder: Path) -> City:
    """The city whose files lie in `folder`. Raises BadFile with a sentence for each mistake in them."""
    table = tables.read(folder / FILE)
    table.languages = languages = table.words("languages")
    if "en" not in languages:
        table.wrong("languages", 'must hold "en"; add it')
    named_holidays = table.text("holidays")
    opens, closes = _working_hours(table)
    city = City(
        folder=folder,
        name=table.text("name"),
        title=table.texts("title"),
        state=table.text("state"),
        state_code=table.text("state_code"),
        time_zone=_time_zone(table),
        languages=languages,
        is_demonstration=table.yes("is_demonstration", default=False),
        mark=_mark(folder, table),
        office_address=table.text("office_address"),
        phone=_phone(table.table("phone")),
        accessibility=_accessibility(table.table("accessibility")),
        records_law=_records_law(table.table("records_law")),
        holidays=_holidays(folder / named_holidays, languages, table) if named_holidays else (),
        neighbours=_neighbours(folder / NEIGHBOURS, table),
        opens=opens,
        closes=closes,
        open_data_license=table.text("open_data_license", default=PUBLIC_DOMAIN),
    )
    table.finish()
    return city


def languages(folder: Path) -> tuple[str, ...] | None:
    """The languages that `city.toml` names, whatever else is wrong in it; None where it does not say."""
    try:
        table = tables.read(folder / FILE)
    except BadFile:
        return None
    return table.words("languages") or None


def _time_zone(table: Table) -> str:
    name = table.text("time_zone")
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, not a name at all, or a folder such as "America"
        if name:
            table.wrong("time_zone", f"is {name}, which is no time zone; write one like America/New_York")
    return name


def _mark(folder: Path, table: Table) -> bytes:
    """The picture that stands beside the city's name: a file of the folder."""
    name = table.text("mark")
    path = folder / name
    if not name:
        return b""
    if path.suffix != ".svg" or path.parent != folder or not path.is_file():
        table.wrong(
            "mark", f"is {name}; write the name of an SVG file that lies in the folder, like city.svg"
        )
        return b""
    return path.read_bytes()


def _working_hours(table: Table) -> tuple[time, time]:
    """From when to when the offices work on a working day: targets in hours are counted within."""
    hours = table.table("working_hours")
    opens, closes = hours.clock("opens"), hours.clock("closes")
    if opens >= closes and hours.values:
        hours.wrong("closes", "must be later than opens")
    return opens, closes


def _phone(table: Table) -> Phone:
    return Phone(short=table.text("short"), outside=table.text("outside"), hours=table.texts("hours"))


def _accessibility(table: Table) -> Accessibility:
    return Accessibility(email=table.text("email"), phone=table.text("phone"))


def _records_law(table: Table) -> RecordsLaw:
    return RecordsLaw(
        name=table.texts("name"),
        statute=table.text("statute"),
        url=table.text("url"),
        answer_within_working_days=table.whole_number("answer_within_working_days", least=1),
    )


def _holidays(path: Path, languages: tuple[str, ...], table: Table) -> tuple[Holiday, ...]:
    """The list of closed days: a column `day` (2026-07-04), then a column with the name for each language."""
    found: dict[date, Holiday] = {}
    try:
        for line, row in tables.rows(path, ("day", *languages)):
            try:
                day = date.fromisoformat(row.pop("day"))
            except ValueError:
                table.mistakes.append(f"{path.name}: line {line} names no day; write it like 2026-07-04.")
                continue
            found[day] = Holiday(day=day, name=Text(row))
    except BadFile as bad:
        table.mistakes.extend(bad.mistakes)
    return tuple(found[day] for day in sorted(found))


def _neighbours(path: Path, told: Table) -> tuple[Town, ...]:
    try:
        table = tables.read(path)
        towns = tuple(
            Town(
                name=town.text("name"),
                names=town.words("names"),
                phone=town.text("phone", default=""),
                is_around=town.yes("is_around", default=False),
            )
            for town in table.tables("town")
        )
        table.finish()
    except BadFile as bad:
        told.mistakes.extend(bad.mistakes)
        return ()
    return towns
