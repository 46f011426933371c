"""What a person answered when they were asked whether the city may reach them in some way."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.people import rows, wishes
from commonhall.people.handles import By
from commonhall.people.record import OWN_WORDS, Answer, AskedBy, Consent, Way


@dataclass(frozen=True, slots=True)
class Question:
    """The words that are read or shown, and their version: new words get a new one."""

    version: str
    words: LazyText


QUESTIONS = {
    Way.EMAIL: Question("2026-11", _("May we write e-mails to you about what you asked us to do?")),
    Way.TEXT: Question("2026-11", _("May we send you text messages about what you asked us to do?")),
    Way.CALL: Question("2026-11", _("May we call you about what you asked us to do?")),
}


def note(person: int, way: Way, answer: Answer, channel: AskedBy, *, by: By) -> None:
    """Keep the answer with the words, in the reader's language. *Not asked* takes one back. Raises PersonIsGone."""
    question = QUESTIONS[way]
    given = Consent(
        answer=answer, words=str(question.words), version=question.version, channel=channel, at=timezone.now()
    )
    _keep(person, way, given, by.subject(person), by.member)


def note_own_words(person: int, way: Way, answer: Answer, channel: AskedBy, words: str) -> None:
    """Keep what they said without being asked. Raises PersonIsGone."""
    given = Consent(answer=answer, words=words, version=OWN_WORDS, channel=channel, at=timezone.now())
    _keep(person, way, given, log.Subject(person=person), None)


def _keep(person: int, way: Way, given: Consent, subject: log.Subject, actor: UUID | None) -> None:
    """In their record; and a yes or no for the number or address itself, whoever has it later."""
    with transaction.atomic():
        record = rows.rewrite(person, lambda record: record.with_answer(way, given))
        reached = str(getattr(record.contact, way.part))
        if reached and given.answer is not Answer.NOT_ASKED:
            wishes.note(way, reached, given.answer, given.channel, words=given.version)
        log.note(Entry.Kind.CONSENT_NOTED, subject, actor=actor)
