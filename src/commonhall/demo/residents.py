"""The demonstration's residents and what they asked for, from the city folder, brought in as the web and the desk do.

Nobody of them exists. Days are counted back from today, so that the queue is alive whenever a demo begins.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from commonhall import calendar
from commonhall.calendar import tables
from commonhall.demo import cast
from commonhall.errors import Refused
from commonhall.people import aliases, phones
from commonhall.people.contacts import Contact
from commonhall.people.handles import By
from commonhall.places import gazetteer, lookup
from commonhall.places.gazetteer import Gazetteer
from commonhall.service_requests import intake, question_fields, questions, settling, words, work
from commonhall.service_requests.answers import Answers
from commonhall.service_requests.deeds import Assign, Change, Deed
from commonhall.service_requests.intake import Report
from commonhall.service_requests.models import Channel, Questionnaire, Service, ServiceRequest
from commonhall.service_requests.questions import Datatype
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from commonhall.vault.blind import upkeep

RESIDENT = ("resident", "name", "phone", "email", "address", "language", "also")
REQUEST = (
    *("resident", "name", "days_ago", "at", "channel", "service", "place", "words", "answers", "language"),
    *("state", "ended", "after", "note"),
)
_WORK_BEGINS, _WORK_MINUTES = time(8, 40), 7 * 60
_UNTIL_SENT_BACK = 3  # working days


class UnusableResidents(Refused):
    """A line of the files that cannot be brought in."""

    def __init__(self, file: str, line: int, why: str) -> None:
        super().__init__(f"{file}, line {line}: {why}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line of a file: what stands in its columns, and where it is."""

    file: str
    number: int
    columns: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.columns[column]


def load(folder: Path, most: int) -> int:
    """Bring in up to `most` residents with their requests, where nobody has asked for anything yet.

    Returns how many requests. All or nothing; the departments, services and blocks must be loaded. Raises
    UnusableResidents, and BadFile where a column is missing.
    """
    if not most or not (folder / "residents.csv").exists() or ServiceRequest.objects.exists():
        return 0
    residents = list(_lines(folder / "residents.csv", RESIDENT))
    asked = list(_chosen(_lines(folder / "requests.csv", REQUEST), residents, most))
    with transaction.atomic():
        town = _Town(residents={line["resident"]: line for line in residents})
        for line in asked:
            town.take(line)
    return len(asked)


def tidy() -> None:
    """Take away the order in which they came, as every night, and make the indexes anew. On the owner's connection."""
    settling.begin(calendar.today())
    for index in upkeep.registered():
        upkeep.make_anew(index.name)


def _lines(path: Path, columns: Sequence[str]) -> Iterator[Line]:
    for number, row in tables.rows(path, columns):
        yield Line(file=path.name, number=number, columns=row)


def _chosen(lines: Iterator[Line], residents: list[Line], most: int) -> Iterator[Line]:
    """The requests of the first so many residents, and as large a part of those without a name."""
    known = {line["resident"] for line in residents[:most]}
    anonymous = 0
    for line in lines:
        if line["resident"]:
            if line["resident"] in known:
                yield line
        else:
            anonymous += 1
            if anonymous * len(known) // len(residents) > (anonymous - 1) * len(known) // len(residents):
                yield line


@dataclass(kw_only=True, slots=True)
class _Town:
    """Who asked so far, and what every request needs."""

    residents: Mapping[str, Line]
    members: Mapping[Role, Member] = field(default_factory=cast.members)
    crews: Mapping[str, Member] = field(default_factory=cast.crews)
    services: Mapping[str, Service] = field(
        default_factory=lambda: Service.objects.select_related("department").in_bulk()
    )
    asks: Mapping[str, Questionnaire] = field(default_factory=questions.all_current)
    streets: Gazetteer = field(default_factory=gazetteer.current)
    persons: dict[str, int] = field(default_factory=dict)
    now: datetime = field(default_factory=timezone.now)

    def take(self, line: Line) -> None:
        """Bring in one request, with what was done about it."""
        try:
            request = intake.submit(self._report(line)).request
            if link := words.contact_link(request):
                self._remember(line["resident"], link.person)
            work.do_before(request, self._deeds(line, request), by=self._crew(request))
        except ValidationError as error:
            raise UnusableResidents(line.file, line.number, " ".join(error.messages)) from error
        except (Refused, KeyError, ValueError) as error:
            raise UnusableResidents(line.file, line.number, str(error)) from error

    def _report(self, line: Line) -> Report:
        contact, channel = self._contact(line), Channel(line["channel"])
        by_telephone = channel is Channel.TELEPHONE and contact is not None
        return Report(
            request=uuid.uuid4(),
            service=self.services[line["service"]],
            place=lookup.resolve_among(self.streets, line["place"]),
            words=line["words"],
            contact=contact,
            answers=self._answers(line),
            language=line["language"],
            channel=channel,
            told_optional_by=self.members[Role.CALL_TAKER] if by_telephone else None,
            person=self.persons.get(line["resident"]),
            received_at=self._not_after_now(
                datetime.combine(self._day(line), time.fromisoformat(line["at"]))
            ),
        )

    def _contact(self, line: Line) -> Contact | None:
        if not line["resident"]:
            return None
        who = self.residents[line["resident"]]
        return Contact(
            name=line["name"] or who["name"],
            phone=phones.dialable(who["phone"]),
            email=who["email"],
            address=who["address"],
            language=who["language"],
        )

    def _answers(self, line: Line) -> Answers | None:
        """From `what=dark;pole=by the church`; of a list several keys, with commas between."""
        asks = self.asks.get(line["service"])
        written = dict(part.split("=", 1) for part in line["answers"].split(";") if part)
        several = {each.code for each in questions.of(asks) if each.datatype is Datatype.SEVERAL}
        typed = {code: each.split(",") if code in several else each for code, each in written.items()}
        return question_fields.read(asks, typed)

    def _remember(self, resident: str, person: int) -> None:
        if resident not in self.persons:
            self.persons[resident] = person
            if also := self.residents[resident]["also"]:
                aliases.add(person, also, by=By(member=self.members[Role.SUPERVISOR].pk))

    def _deeds(self, line: Line, request: ServiceRequest) -> Iterator[tuple[Deed, datetime]]:
        state = State(line["state"])
        if state is State.NEW:
            return
        last = self._at_work(line, request, int(line["after"]))
        yield Assign(to=self._crew(request)), min(last, self._at_work(line, request, 1))
        if line["ended"]:
            note = line["note"] if state is State.CLOSED else _DONE[line["language"]]
            ended = ClosedReason(line["ended"])
            yield Change(state=State.CLOSED, closed_reason=ended, public_note=note), last
        if state is State.SENT_BACK:
            last = self._at_work(line, request, int(line["after"]) + _UNTIL_SENT_BACK)
        if state not in {State.ASSIGNED, State.CLOSED}:
            yield Change(state=state, public_note=line["note"]), last

    def _crew(self, request: ServiceRequest) -> Member:
        """Somebody of the department; where the demo's worker is at work, every other time they."""
        worker = self.members[Role.WORKER]
        is_theirs = request.department_id == worker.department_id and request.day.toordinal() % 2
        return worker if is_theirs else self.crews[request.service.department_id]

    def _at_work(self, line: Line, request: ServiceRequest, days: int) -> datetime:
        """So many working days after it came; not before, and not tomorrow."""
        received = time.fromisoformat(line["at"])
        began = datetime.combine(calendar.working_day_after(request.day, days), _WORK_BEGINS)
        at = self._not_after_now(
            began + timedelta(minutes=(60 * received.hour + received.minute) % _WORK_MINUTES)
        )
        return max(at, request.received_at or at)

    def _day(self, line: Line) -> date:
        return calendar.day_of(self.now) - timedelta(days=int(line["days_ago"]))

    def _not_after_now(self, at: datetime) -> datetime:
        return min(timezone.make_aware(at), self.now)


_DONE = {"en": "The crew was there and it is done.", "es": "La cuadrilla estuvo allí y quedó listo."}
