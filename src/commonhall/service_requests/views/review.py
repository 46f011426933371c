"""The last look before a report is sent: the rows of the review, and what is taken out of the words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commonhall.holdings import oversharing
from commonhall.holdings.oversharing import Kind, Segment
from commonhall.people import phones
from commonhall.service_requests import answers, intake, official, questions
from commonhall.service_requests.answers import StrippedAnswers
from commonhall.service_requests.intake import Report
from commonhall.service_requests.views.gallery import Picture, shown_small


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One answer, and the step that changes it."""

    label: str
    value: str | SafeString
    change: str
    images: tuple[Picture, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """What is about to be stored. `removed`: the kinds an anonymous report loses; `warned`: those a named one keeps."""

    rows: tuple[Row, ...]
    removed: tuple[str, ...]
    warned: tuple[str, ...]


def review(report: Report) -> Review:
    """The review of a report that has all its answers but the last."""
    stripped = intake.strip(report)
    kept = intake.strip_answers(report)
    is_anonymous = report.contact is None
    removed = stripped.removed | (kept.removed if kept else frozenset())
    kinds = tuple(sorted(str(kind.label) for kind in removed))
    rows = [
        Row(label=_("What"), value=str(report.service), change=""),
        Row(label=_("Where"), value=intake.kept_place(report).label, change="where"),
        *_answer_rows(report, kept),
    ]
    if report.words or not kept:
        details = _kept(stripped.segments) if is_anonymous else report.words
        rows.append(Row(label=_("Details"), value=details, change="details"))
    if report.photos:
        images = tuple(shown_small(report.photos))
        rows.append(Row(label=_("Photos"), value="", change="details", images=images))
    rows.append(Row(label=_("Contact"), value=_contact_line(report), change="contact"))
    return Review(
        rows=tuple(rows),
        removed=kinds if is_anonymous else (),
        warned=() if is_anonymous else _warnings(report),
    )


def _answer_rows(report: Report, kept: StrippedAnswers | None) -> Iterator[Row]:
    """What was answered: in full, or from somebody anonymous as it is kept."""
    for question, given in report.answers or ():
        if given and kept:
            is_anonymous = report.contact is None
            value = _kept(kept.segments(question)) if is_anonymous else answers.in_words(question, given)
            yield Row(label=str(question.text), value=value, change="details")


def _kept(segments: Iterable[Segment]) -> SafeString:
    """What an anonymous report keeps of them; where a detail was taken out, its kind stands."""
    return format_html_join(
        "",
        "{}",
        (
            (
                segment.text
                if segment.kind is None
                else format_html('<span class="removed">{}</span>', _said(segment)),
            )
            for segment in segments
        ),
    )


def _said(segment: Segment) -> str:
    if segment.kind is Kind.ADDRESS or segment.kind is None:
        return segment.text  # the block, which stays
    return _("%(kind)s taken out") % {"kind": segment.kind.label}


def _warnings(report: Report) -> tuple[str, ...]:
    free = [
        str(given) for question, given in report.answers or () if question.datatype in questions.IN_OWN_WORDS
    ]
    return warned((report.words, *free))


def warned(texts: Iterable[str]) -> tuple[str, ...]:
    """Kinds that named people's texts keep and the crew does not need; an address may be the place of the problem."""
    found = (oversharing.find(text, known=official.known()) for text in texts)
    kinds = {detail.kind for details in found for detail in details} - {Kind.ADDRESS}
    return tuple(sorted(str(kind.label) for kind in kinds))


def _contact_line(report: Report) -> SafeString | str:
    if report.contact is None:
        return format_html("<strong>{}</strong> {}", _("Anonymous."), _("We can’t contact you about this."))
    contact = report.contact
    phone = phones.as_people_write(contact.phone)
    news = _("Write to me when something changes") if report.wants_news else ""
    return "\n".join(part for part in (contact.name, phone, contact.email, contact.address, news) if part)
