"""What a person answered when they were asked whether the city may reach them in some way."""

from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.people import rows
from commonhall.people.handles import By
from commonhall.people.record import Answer, AskedBy, Consent, Way


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
    with transaction.atomic():
        rows.rewrite(person, lambda record: replace(record, consents={**record.consents, way: given}))
        log.note(Entry.Kind.CONSENT_NOTED, by.subject(person), actor=by.member)
