"""What is sent and what is answered, as openapi.json describes it."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from commonhall.messaging import gate
from commonhall.messaging.models import Channel
from commonhall.people.reasons import Reason
from commonhall.service_requests import filters
from commonhall.service_requests.states import ClosedReason, State
from commonhall.web.forms import MOST_WORDS

type Words = Annotated[str, StringConstraints(max_length=MOST_WORDS)]
type Line = Annotated[str, StringConstraints(max_length=200)]


class Sent(Schema):
    """A body. What it does not know is refused: a slip would else be dropped unseen."""

    model_config = ConfigDict(extra="forbid")


_STANDINGS = (filters.OPEN, filters.ALL, *State.values)


def _listed(said: str) -> str:
    if said not in _STANDINGS:
        raise PydanticCustomError("enum", "It is no state.")
    return said


type Standing = Annotated[str, AfterValidator(_listed), Field(json_schema_extra={"enum": [*_STANDINGS]})]


class Filters(Schema):
    state: Annotated[Standing, Field(description="Those not closed, all, or those of one state.")] = (
        filters.OPEN
    )
    whose: Literal["", "me", "nobody"] = ""
    due: Literal["", "late", "today"] = ""
    service: Annotated[str, StringConstraints(max_length=40)] = ""
    department: Annotated[str, StringConstraints(max_length=40)] = ""
    unread: bool = False
    after: Annotated[str, StringConstraints(max_length=40)] = ""


class Code(Schema):
    code: str
    name: str


class Service(Code):
    description: str
    topic: str
    department: str


class Department(Code):
    phone: str
    is_active: bool


class Colleague(Schema):
    id: UUID
    name: str


class Row(Schema):
    """A request as the queue shows it."""

    reference: str
    service: Code
    department: Code | None
    state: State
    closed_reason: ClosedReason | None
    place: str
    day: date
    due_on: date | None
    assigned_to: Colleague | None
    contact: str = Field(description="Whether there is one: anonymous, sealed, or erased. Never more.")
    people: int
    is_unread: bool
    words: str


class Requests(Schema):
    requests: list[Row]
    next: str | None = Field(description="The address of the page after this one; null on the last.")


class Answered(Schema):
    question: str
    answer: str


class Entry(Schema):
    """One thing that happened. Where nobody of the staff caused it there is a day and no time."""

    title: str
    day: date
    at: datetime | None
    by: str
    note: str
    is_public: bool


class Request(Schema):
    """A request as its page shows it, the contact shut."""

    reference: str
    revision: int
    service: Code
    department: Code | None
    state: State
    closed_reason: ClosedReason | None
    next_states: list[State]
    place: str
    day: date
    due_on: date | None
    assigned_to: Colleague | None
    colleagues: list[Colleague]
    is_anonymous: bool
    contact_parts: list[str]
    words: str
    is_unconfirmed: bool = Field(
        description="Nobody has read yet what was left of the words: show them to one person, nowhere else."
    )
    public_words: str
    answers: list[Answered]
    history: list[Entry]


class Report(Sent):
    """As GeoReport v2 names it. Without a name, e-mail and phone it is anonymous, and keeps a day and no time."""

    service_code: Annotated[str, StringConstraints(max_length=40)]
    description: Words = ""
    address_string: Line = ""
    lat: float | None = None
    long: float | None = None
    first_name: Line = ""
    last_name: Line = ""
    email: Line = ""
    phone: Line = ""
    attributes: dict[str, list[Words]] = {}


class Receipt(Schema):
    reference: str
    is_anonymous: bool
    notice: str


class Deed(Sent):
    """`seen`: the revision you read. Where others changed the request since then, nothing is done (409)."""

    seen: int | None = Field(default=None, ge=0, le=999_999_999)


class Note(Deed):
    note: Words
    is_public: bool = False


class Assignment(Deed):
    to: UUID


class Change(Deed):
    state: State
    closed_reason: ClosedReason | None = None
    public_note: Words = ""


class Release(Deed):
    """The words as everyone will read them; empty takes them back."""

    words: Words


class Search(Sent):
    """`reference`: of the request that a follow-up follows."""

    query: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    reason: Reason
    reference: Annotated[str, StringConstraints(max_length=20)] = ""


class Person(Schema):
    """Somebody the city knows. `id` is sealed: it is another one at each search, and ours alone can read it."""

    id: str
    name: str
    phones: list[str]
    emails: list[str]
    addresses: list[str]
    score: float
    requests: list[str]


class People(Schema):
    people: list[Person]


class Letter(Deed):
    """A message to who reported the request. `waits`: the request waits for the answer from then on."""

    channel: Literal["preferred", "email", "text"] = "preferred"
    text: Words
    waits: bool = False


class OnItsWay(Schema):
    id: UUID
    channel: Channel


class Draft(Sent):
    """A message as it was written, and on what ground it would be sent; “none”: nobody asked for it."""

    basis: Literal["reply", "subscription", "appointment", "bill", "none"]
    channel: Channel
    subject: Line = ""
    text: Annotated[str, StringConstraints(max_length=20_000)] = ""
    html: Annotated[str, StringConstraints(max_length=200_000)] = ""


class Refusal(Schema):
    """`promise`: which one it keeps. `where`: the words or the link it is about; empty where it is all of it."""

    promise: str
    where: str
    advice: str


class Checked(Schema):
    allowed: bool
    refusals: list[Refusal]


def refusal(found: gate.Refusal) -> Refusal:
    """A refusal of the gate, as it is sent."""
    return Refusal(promise=found.kept, where=found.where, advice=str(found))
