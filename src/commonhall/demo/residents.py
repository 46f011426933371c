"""The demonstration's residents and a year of what they asked for, brought in as the web and the desk do.

Nobody of them exists. The year ends now, so that the queue is alive whenever a demo begins.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from commonhall import calendar
from commonhall.calendar import tables
from commonhall.demo import cast, stories
from commonhall.demo.lives import Step
from commonhall.demo.year import Asked, Resident, Year
from commonhall.errors import Refused
from commonhall.people import aliases, phones
from commonhall.people.contacts import Contact
from commonhall.people.handles import By
from commonhall.places import gazetteer, lookup
from commonhall.places.gazetteer import Gazetteer
from commonhall.service_requests import past, question_fields, questions, settling, work
from commonhall.service_requests.answers import Answers
from commonhall.service_requests.deeds import (
    Assign,
    Change,
    Deed,
    MoveDate,
    NoteInternally,
    Publish,
    Repeat,
    Transfer,
)
from commonhall.service_requests.intake import Report
from commonhall.service_requests.models import Channel, Questionnaire, ReadMark, Service, ServiceRequest
from commonhall.service_requests.past import Done, Past
from commonhall.service_requests.questions import Datatype
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import OF_A_DEPARTMENT, Role
from commonhall.vault.blind import upkeep

FILE = "residents.csv"
_UNREAD = timedelta(days=2)
RESIDENT = ("resident", "name", "phone", "email", "address", "language", "also")


class UnusableRequest(Refused):
    """What was drawn from the files cannot be brought in."""

    def __init__(self, asked: Asked, why: str) -> None:
        super().__init__(f"{stories.STORIES}, {asked.service.pk}, “{asked.answers}”: {why}")


def load(folder: Path, residents: int, requests: int) -> int:
    """Bring in up to so many residents with so many requests, where nobody has asked for anything yet.

    Returns how many requests. All or nothing; the departments, services and blocks must be loaded. Raises
    UnusableStory and UnusableRequest, and BadFile where a column is missing.
    """
    if not requests or not (folder / FILE).exists() or ServiceRequest.objects.exists():
        return 0
    people = [row for _line, row in tables.rows(folder / FILE, RESIDENT)][:residents]
    town = _Town()
    year = Year(stock=stories.read(folder), services=town.services, streets=town.streets, now=town.now)
    asked = year.requests(people, requests)
    with transaction.atomic():
        persons = past.bring_in([town.past(each) for each in asked])
        _note_other_names(people, persons, by=town.members[Role.SUPERVISOR])
        for role in OF_A_DEPARTMENT:
            _note_what_was_read(town.members[role], calendar.day_of(town.now))
    return len(asked)


def tidy() -> None:
    """Take away the order in which they came, as every night, and make the indexes anew. On the owner's connection."""
    settling.begin(calendar.today())
    for index in upkeep.registered():
        upkeep.make_anew(index.name)


def _note_other_names(people: Sequence[Resident], persons: Mapping[object, int], *, by: Member) -> None:
    for each in people:
        if each["also"] and each["resident"] in persons:
            aliases.add(persons[each["resident"]], each["also"], by=By(member=by.pk))


def _note_what_was_read(member: Member, today: date) -> None:
    """They were at work yesterday too: what they have not seen is of the last days."""
    seen = work.visible_to(member).open().filter(changed_on__lt=today - _UNREAD)
    ReadMark.objects.bulk_create(
        ReadMark(member=member, request=row, revision=row.revision) for row in seen.order_by("pk")
    )


@dataclass(kw_only=True, slots=True)
class _Town:
    """What every request needs, read once."""

    members: Mapping[Role, Member] = field(default_factory=cast.members)
    crews: Mapping[str, Member] = field(default_factory=cast.crews)
    departments: Mapping[str, Department] = field(default_factory=Department.objects.in_bulk)
    services: Mapping[str, Service] = field(
        default_factory=lambda: Service.objects.select_related("department").in_bulk()
    )
    asks: Mapping[str, Questionnaire] = field(default_factory=questions.all_current)
    streets: Gazetteer = field(default_factory=gazetteer.current)
    now: datetime = field(default_factory=timezone.now)
    _read: dict[tuple[str, str], Answers | None] = field(default_factory=dict)

    def past(self, asked: Asked) -> Past:
        """The request as it is brought in."""
        try:
            return Past(
                report=self._report(asked),
                whose=asked.resident["resident"] if asked.resident else None,
                done=tuple(self._done(asked)),
            )
        except ValidationError as error:
            raise UnusableRequest(asked, " ".join(error.messages)) from error
        except (Refused, KeyError, ValueError) as error:
            raise UnusableRequest(asked, str(error)) from error

    def _report(self, asked: Asked) -> Report:
        contact = _contact(asked)
        by_telephone = asked.channel is Channel.TELEPHONE and contact is not None
        return Report(
            request=asked.id,
            service=asked.service,
            place=lookup.resolve_among(self.streets, asked.place),
            words=asked.words,
            contact=contact,
            answers=self._answers(asked.service.pk, asked.answers),
            language=asked.language,
            channel=asked.channel,
            told_optional_by=self.members[Role.CALL_TAKER] if by_telephone else None,
            received_at=asked.received,
        )

    def _answers(self, service: str, written: str) -> Answers | None:
        """From `what=dark;pole=by the church`; of a list several keys, with commas between."""
        if (service, written) not in self._read:
            asks = self.asks.get(service)
            given = dict(part.split("=", 1) for part in written.split(";") if part)
            several = {each.code for each in questions.of(asks) if each.datatype is Datatype.SEVERAL}
            typed = {code: each.split(",") if code in several else each for code, each in given.items()}
            self._read[service, written] = question_fields.read(asks, typed)
        return self._read[service, written]

    def _done(self, asked: Asked) -> Iterator[Done]:
        department = asked.service.department_id
        for step in asked.steps:
            yield Done(deed=self._deed(asked, step, department), by=self._crew(asked, department), at=step.at)
            if step.note and step.note.to:
                department = step.note.to

    def _deed(self, asked: Asked, step: Step, department: str) -> Deed:
        said = step.note.words[asked.language] if step.note else ""
        for_staff = step.note.words["en"] if step.note else ""
        match step.kind:
            case "given":
                return Assign(to=self._crew(asked, department))
            case "repeat" if asked.repeats:
                return Repeat(first=asked.repeats)
            case "passed on" if step.note:
                return Transfer(to=self.departments[step.note.to], reason=for_staff)
            case "moved":
                return MoveDate(to=step.due_on, public_note=said, said_on=calendar.day_of(step.at))
            case "internal":
                return NoteInternally(note=for_staff)
            case "said":
                return Publish(note=said)
            case kind if kind in ClosedReason.values:
                return Change(state=State.CLOSED, closed_reason=ClosedReason(kind), public_note=said)
            case kind:
                return Change(state=State(kind), public_note=said)

    def _crew(self, asked: Asked, department: str) -> Member:
        """Somebody of the department; where the demo's worker is at work, every other time they."""
        worker = self.members[Role.WORKER]
        is_theirs = department == worker.department_id and asked.received.toordinal() % 2
        return worker if is_theirs else self.crews[department]


def _contact(asked: Asked) -> Contact | None:
    if asked.resident is None:
        return None
    who = asked.resident
    return Contact(
        name=asked.name or who["name"],
        phone=phones.dialable(who["phone"]),
        email=who["email"],
        address=who["address"],
        language=who["language"],
    )
