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

_ATTRIBUTE: Final = re.compile(r"attribute\[(?P<code>[^\]]+)\](\[\])?")
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


def report(call: Call) -> Report:
    """What is to be stored of a call. Raises BadCall that names all that is wrong, and Unknown for a service."""
    if not call.given("service_code"):
        raise BadCall(_("service_code is missing. services.xml lists them."))
    service = catalogue.offered(call.given("service_code"))
    questionnaire = questions.current(service.pk)
    typed = _typed(call.request, questionnaire)
    mistakes = _Mistakes()
    place = mistakes.or_none(lambda: _place(call))
    words = mistakes.or_none(lambda: _words(call))
    contact = mistakes.or_none(lambda: _contact(call))
    pictures = mistakes.or_none(lambda: _photos(call.request))
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
    )


def receipt(stored: ServiceRequest, sent: Report) -> Listed:
    """What is answered: the reference, and what whoever reported it should read."""
    answered = (given for _question, given in sent.answers or () if isinstance(given, str))
    notes = [
        *(_help(matter) for matter in elsewhere.help_for(sent.words, *answered)),
        sent.service.urgent_note,
        sent.service.usual_time,
        _(report_page.NO_CONTACT) if stored.is_anonymous else "",
        _("Personal details were taken out of the text.") if stored.is_unconfirmed else "",
    ]
    row = {
        "service_request_id": stored.reference,
        "service_notice": " ".join(filter(None, notes)) or None,
        "account_id": None,
    }
    return Listed(root="service_requests", each="request", rows=[row])


def send(call: Call) -> Listed:
    """Store what was sent and answer it."""
    sent = report(call)
    return receipt(intake.submit(sent).request, sent)


def _help(matter: elsewhere.Matter) -> str:
    lines = [f"{line.name}: {line.number}." for line in matter.lines]
    return " ".join([str(matter.title), str(matter.says), *lines])


def _words(call: Call) -> str:
    form = _Words({"description": call.given("description")})
    if not form.is_valid():
        raise BadCall(*(f"description: {why}" for why in form.errors["description"]))
    return str(form.cleaned_data["description"])


def _contact(call: Call) -> Contact:
    name = " ".join(filter(None, (call.given("first_name"), call.given("last_name"))))
    form = GivenForm({"name": name, **{ours: call.given(theirs) for theirs, ours in _PARTS.items()}})
    if not form.is_valid():
        raise BadCall(*(f"{part}: {why}" for part, said in form.errors.items() for why in said))
    return form.contact()


def _photos(request: HttpRequest) -> tuple[bytes, ...]:
    """Those of the part `media`, and of any other, for programs name it as they like."""
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
        raise BadCall(*(f"media: {why}" for why in refused))
    return photos.fitting(taken)


def _place(call: Call) -> Place:
    """`lat` and `long` say the block; an address in that block says the house too. Else an address says all of it."""
    written = call.given("address_id") or call.given("address_string")
    if not (call.given("lat") or call.given("long")):
        if not written:
            raise BadCall(_("Say where it is: lat and long, or address_string, or address_id."))
        return lookup.resolve(written)
    block = position.at(_degrees(call.given("lat")), _degrees(call.given("long")))
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


def _typed(request: HttpRequest, questionnaire: Questionnaire | None) -> Mapping[str, Typed]:
    """The attributes that answer a question, as its field takes them. What answers none is dropped."""
    sent: dict[str, list[str]] = {}
    for name, values in request.POST.lists():
        if found := _ATTRIBUTE.fullmatch(name):
            sent.setdefault(found["code"], []).extend(value for value in values if value.strip())
    typed: dict[str, Typed] = {}
    for question in questions.of(questionnaire):
        if values := sent.get(question.code, []):
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
