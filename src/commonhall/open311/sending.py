"""From what another site or app sends to a report, which takes the way of every other: `intake.submit`.

Nobody is there to look at what is taken out of a text, so that it comes in unconfirmed. Without a contact the report
is anonymous. What tells of a device or an account is dropped unread, and no picture is fetched from anywhere.
"""

import math
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonhall.errors import Refused
from commonhall.open311 import catalogue, moments
from commonhall.open311.calls import Call
from commonhall.open311.documents import Listed
from commonhall.open311.refusals import BadCall
from commonhall.people.contacts import Contact
from commonhall.places import lookup, position
from commonhall.places.lookup import Place, PlaceNotFound
from commonhall.service_requests import elsewhere, intake, photos, question_fields, questions, report_page
from commonhall.service_requests.forms import GivenForm
from commonhall.service_requests.intake import Report
from commonhall.service_requests.models import Channel, Questionnaire, ServiceRequest
from commonhall.service_requests.question_fields import Typed
from commonhall.service_requests.questions import Datatype
from commonhall.web import uploads
from commonhall.web.forms import PlainForm, WordsField
from commonhall.web.uploads import Upload

ATTRIBUTE: Final = re.compile(r"attribute\[(?P<code>[^\]]+)\](\[\])?")
_PARTS: Final = {"email": "email", "phone": "phone"}  # of a contact, as Open311 and we call them
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


class _Words(PlainForm):
    description = WordsField(required=False)


@dataclass(slots=True)
class _Mistakes:
    """What is wrong with a call, one thing after the other, so that one answer names all of it."""

    reasons: list[str] = field(default_factory=list)

    def or_none[T](self, read: Callable[[], T]) -> T | None:
        """What is read, or None and a reason more."""
        try:
            return read()
        except BadCall as refusal:
            self.reasons += refusal.reasons
        except Refused as refusal:
            self.reasons.append(str(refusal))
        return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """What a program sends, by the names of GeoReport. `attributes`: what answers questions, by their codes."""

    arguments: Mapping[str, str]
    attributes: Mapping[str, list[str]]

    def given(self, name: str) -> str:
        """The argument; empty where it is absent."""
        return self.arguments.get(name, "")


def report(sent: Sent, with_photos: HttpRequest | None = None, *, part: str = "media") -> Report:
    """What is to be stored of it. `part`: how the photos of the request are named where something is wrong with them.

    Raises BadCall that names all that is wrong, and Unknown for a service.
    """
    if not sent.given("service_code"):
        raise BadCall(_("service_code is missing. services.xml lists them."))
    service = catalogue.offered(sent.given("service_code"))
    questionnaire = questions.current(service.pk)
    typed = _typed(sent.attributes, questionnaire)
    mistakes = _Mistakes()
    place = mistakes.or_none(lambda: _place(sent))
    words = mistakes.or_none(lambda: _words(sent))
    contact = mistakes.or_none(lambda: _contact(sent))
    pictures = mistakes.or_none(lambda: _photos(with_photos, part)) if with_photos else ()
    for code, why in question_fields.mistakes(questionnaire, typed).items():
        mistakes.reasons.append(f"attribute[{code}]: {why}")
    if mistakes.reasons or place is None:
        raise BadCall(*mistakes.reasons)
    return Report(
        request=uuid.uuid4(),
        service=service,
        place=place,
        words=words or "",
        contact=contact if contact and contact.parts else None,
        photos=pictures or (),
        answers=question_fields.read(questionnaire, typed),
        language=get_language() or "en",
        channel=Channel.OPEN311,
        is_confirmed=False,
        may_be_stored=False,
    )


def notice(stored: ServiceRequest, sent: Report) -> str:
    """What whoever reported it should read."""
    answered = (given for _question, given in sent.answers or () if isinstance(given, str))
    notes = [
        *(_help(matter) for matter in elsewhere.help_for(sent.words, *answered)),
        sent.service.urgent_note,
        sent.service.usual_time,
        _(report_page.NO_CONTACT) if stored.is_anonymous else "",
        _("Personal details were taken out of the text.") if stored.is_unconfirmed else "",
    ]
    return " ".join(filter(None, notes))


def send(call: Call) -> Listed:
    """Store what was sent and answer it."""
    sent = report(Sent(arguments=call.arguments, attributes=attributes(call.request)), call.request)
    stored = intake.submit(sent).request
    row = {
        "service_request_id": stored.reference,
        "service_notice": notice(stored, sent) or None,
        "account_id": None,
    }
    return Listed(root="service_requests", each="request", rows=[row])


def _help(matter: elsewhere.Matter) -> str:
    lines = [f"{line.name}: {line.number}." for line in matter.lines]
    return " ".join([str(matter.title), str(matter.says), *lines])


def _words(sent: Sent) -> str:
    form = _Words({"description": sent.given("description")})
    if not form.is_valid():
        raise BadCall(*(f"description: {why}" for why in form.errors["description"]))
    return str(form.cleaned_data["description"])


def _contact(sent: Sent) -> Contact:
    name = " ".join(filter(None, (sent.given("first_name"), sent.given("last_name"))))
    form = GivenForm({"name": name, **{ours: sent.given(theirs) for theirs, ours in _PARTS.items()}})
    if not form.is_valid():
        raise BadCall(*(f"{part}: {why}" for part, said in form.errors.items() for why in said))
    return form.contact()


def _photos(request: HttpRequest, part: str) -> tuple[bytes, ...]:
    """Those of that part, and of any other, for programs name it as they like."""
    refused = list(uploads.refusals(request).values())
    taken = []
    for upload in (each for name in request.FILES for each in request.FILES.getlist(name)):
        assert isinstance(upload, Upload)
        with upload:
            try:
                taken.append(photos.prepare(upload, upload.which, sender=upload.sender))
            except photos.NotAPhoto as refusal:
                refused.append(str(refusal))
    if refused:
        raise BadCall(*(f"{part}: {why}" for why in refused))
    return photos.fitting(taken)


def _place(sent: Sent) -> Place:
    """`lat` and `long` say the block; an address in that block says the house too. Else an address says all of it."""
    written = sent.given("address_id") or sent.given("address_string")
    if not (sent.given("lat") or sent.given("long")):
        if not written:
            raise BadCall(_("Say where it is: lat and long, or address_string, or address_id."))
        return lookup.resolve(written)
    block = position.at(_degrees(sent.given("lat")), _degrees(sent.given("long")))
    try:
        house = lookup.resolve(written)
    except PlaceNotFound:
        return block
    return house if (house.street_key, house.hundred) == (block.street_key, block.hundred) else block


def _degrees(said: str) -> float:
    try:
        degrees = float(said)
    except ValueError:
        degrees = math.nan
    if not math.isfinite(degrees):
        raise BadCall(_("lat and long must both be numbers, like 39.7459 and -75.5466."))
    return degrees


def attributes(request: HttpRequest) -> Mapping[str, list[str]]:
    """The fields of a form that are attributes, by the code each names."""
    sent: dict[str, list[str]] = {}
    for name, values in request.POST.lists():
        if found := ATTRIBUTE.fullmatch(name):
            sent.setdefault(found["code"], []).extend(values)
    return sent


def _typed(attributes: Mapping[str, list[str]], questionnaire: Questionnaire | None) -> Mapping[str, Typed]:
    """The attributes that answer a question, as its field takes them. What answers none is dropped."""
    typed: dict[str, Typed] = {}
    for question in questions.of(questionnaire):
        if values := [value for value in attributes.get(question.code, []) if value.strip()]:
            match question.datatype:
                case Datatype.SEVERAL:
                    typed[question.code] = values
                case Datatype.DATETIME:
                    typed[question.code] = _moment(values[-1])
                case _:
                    typed[question.code] = values[-1]
    return typed


def _moment(said: str) -> list[str]:
    """A day, or a moment by the city's clock, as the two fields of a page take it."""
    if _DAY.fullmatch(said.strip()):
        return [said.strip(), ""]
    try:
        moment = moments.read("", said).astimezone(timezone.get_default_timezone())
    except BadCall:
        return [said, ""]
    return [moment.date().isoformat(), moment.strftime("%H:%M")]
