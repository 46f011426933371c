"""Requests: listed, read, sent."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from ninja import Header, Query, Router, Status

from commonhall.api import bodies, repeats, shapes
from commonhall.api.bearer import Bearer, member, whose
from commonhall.api.problems import ANSWERS
from commonhall.open311 import calls, sending
from commonhall.service_requests import answers, filters, intake, queue, reading, timeline, words, work
from commonhall.service_requests.intake import Report
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.states import ALLOWED, ClosedReason, State
from commonhall.service_requests.views import case
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import SEES_REQUESTS

router = Router(tags=["requests"])
_FORM = bodies.as_form(shapes.Report.model_json_schema(ref_template="#/components/schemas/{model}"))
_ONCE = "Yours, another one for each report: the same call sent again within the day is one report, and has one answer."


@router.get("", response={200: shapes.Requests, **ANSWERS}, auth=Bearer(*SEES_REQUESTS), url_name="requests")
def listed(request: HttpRequest, asked: Query[shapes.Filters]) -> shapes.Requests:
    """Those the member may see, due first, fifty at once; words as the queue shows them."""
    said = {name: str(value) for name, value in asked.model_dump(mode="json").items()}
    chosen = filters.Filters.from_query({**said, "unread": "1" if asked.unread else ""})
    after = filters.Place.from_text(asked.after)
    page = queue.Page(member=member(request), filters=chosen, now=timezone.now(), after=after)
    departments = {each.pk: each for each in Department.objects.all()}
    rows = [_row(row, departments) for row in page.shown]
    query = page.next_query
    return shapes.Requests(requests=rows, next=f"{reverse('api:requests')}?{query}" if query else None)


@router.post(
    "",
    response={201: shapes.Receipt, **ANSWERS},
    auth=Bearer(*SEES_REQUESTS, for_programs=True),
    openapi_extra={"requestBody": {"content": {bodies.FORM: {"schema": _FORM}}}},
)
def create(
    request: HttpRequest,
    sent: Annotated[shapes.Report, bodies.JsonOrForm(...)],
    key: Annotated[str, Header(default="", alias=repeats.HEADER, description=_ONCE)],
) -> Status[shapes.Receipt]:
    """A report, as another site would send it; as a form also with photos.

    Nobody saw what is taken out of its words: staff read them first.
    """
    digests = bodies.digests(request) if key else []  # of the files as they were sent, before they are read
    given = sent.model_dump(exclude={"attributes"}, exclude_none=True)
    arguments = calls.stated((name, str(value)) for name, value in given.items())
    report = sending.report(
        sending.Sent(arguments=arguments, attributes=sent.attributes),
        with_photos=request if bodies.with_photos(request) else None,
        part=bodies.PHOTOS,
    )
    body = sent.model_dump() | ({bodies.PHOTOS: digests} if digests else {})
    stored = _stored_once(report, key, whose(request), body) if key else intake.submit(report).request
    receipt = shapes.Receipt(
        reference=stored.reference, is_anonymous=stored.is_anonymous, notice=sending.notice(stored, report)
    )
    return Status(201, receipt)


def _stored_once(report: Report, key: str, of: str, body: Mapping[str, object]) -> ServiceRequest:
    """What this call stored, or stored when it was sent before."""
    with transaction.atomic():
        first = replace(report, request=repeats.id_of(key, of, body), may_be_stored=True)
        return intake.submit(first).request


@router.get("/{reference}", response={200: shapes.Request, **ANSWERS}, auth=Bearer(*SEES_REQUESTS))
def read(request: HttpRequest, reference: str) -> shapes.Request:
    """One request as its page shows it to the member; the contact stays shut."""
    return shown(reference, member(request))


def shown(reference: str, by: Member) -> shapes.Request:
    """The request as it is now, read by this member."""
    found = case.request_for(by, reference)
    reading.note(found, by)
    link = words.contact_link(found)
    return shapes.Request(
        reference=found.reference,
        revision=found.revision,
        service=shapes.Code(code=found.service_id, name=str(found.service)),
        department=_department(found.department),
        state=State(found.state),
        closed_reason=_reason(found),
        next_states=[state for state in State if state in ALLOWED[State(found.state)]],
        place=words.place(found),
        day=found.day,
        due_on=found.due_on,
        assigned_to=_colleague(found.assigned_to),
        colleagues=[shapes.Colleague(id=each.pk, name=each.name) for each in work.colleagues(found)],
        is_anonymous=found.is_anonymous,
        contact_parts=list(link.parts) if link else [],
        words=words.stripped(found),
        is_unconfirmed=found.is_unconfirmed,
        public_words=found.public_words,
        answers=[
            shapes.Answered(question=each.question, answer=each.answer)
            for each in answers.in_own_words(answers.stripped(found))
        ],
        history=[_entry(each) for each in timeline.for_staff(found)],
    )


def _entry(entry: timeline.Entry) -> shapes.Entry:
    note = " ".join(filter(None, (entry.note, entry.own)))
    return shapes.Entry(
        title=entry.title,
        day=entry.when,
        at=entry.time,
        by=entry.who,
        note=note,
        is_public=entry.is_public,
    )


def _row(row: queue.Row, departments: Mapping[str, Department]) -> shapes.Row:
    found = row.request
    return shapes.Row(
        reference=found.reference,
        service=shapes.Code(code=found.service_id, name=str(found.service)),
        department=_department(departments.get(found.department_id or "")),
        state=State(found.state),
        closed_reason=_reason(found),
        place=found.block_label,
        day=found.day,
        due_on=found.due_on,
        assigned_to=_colleague(found.assigned_to),
        contact=row.contact,
        people=row.people,
        is_unread=row.is_unread,
        words="".join(piece.text for piece in row.words),
    )


def _reason(found: ServiceRequest) -> ClosedReason | None:
    return ClosedReason(found.closed_reason) if found.closed_reason else None


def _department(department: Department | None) -> shapes.Code | None:
    return shapes.Code(code=department.pk, name=str(department)) if department else None


def _colleague(colleague: Member | None) -> shapes.Colleague | None:
    return shapes.Colleague(id=colleague.pk, name=colleague.name) if colleague else None
