"""What the last look at each promise found, kept for the public page and the privacy officer."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from commonhall import calendar
from commonhall.calendar.tables import Text
from commonhall.policy import register, texts
from commonhall.policy.models import State, Verdict
from commonhall.policy.verdicts import Judgement, Look
from commonhall.web import figures as page_foot
from commonhall.web.figures import Promises


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What the control of one verb saw, as it is stored.

    `public_count` is the count as it stood when the last day ended, and is the only one that is shown: a
    figure that rose within the day would tell whoever watches the page when an anonymous report came in. It is
    None until the first day of a control has ended.
    """

    verb: str
    looked_at: Mapping[str, str]  # by language
    since: str | None
    count: int
    public_count: int | None
    wrong: int

    @property
    def what(self) -> Text:
        return Text(self.looked_at)

    @property
    def first_day(self) -> date | None:
        return date.fromisoformat(self.since) if self.since else None

    @property
    def is_proof(self) -> bool:
        return self.count > 0 and not self.wrong


def findings(verdict: Verdict) -> dict[str, Finding]:
    """What the controls of this verdict's promise saw, by verb."""
    return {stored["verb"]: Finding(**stored) for stored in verdict.looks}


def last() -> dict[str, Verdict]:
    """The last verdict of every promise that has been looked at, by its id."""
    known = register.promises()
    return {verdict.promise: verdict for verdict in Verdict.objects.all() if verdict.promise in known}


def figures(verdicts: Mapping[str, Verdict]) -> Promises:
    """How many of the policy's sentences stand how; one that nothing looked at is not kept yet."""
    stand = Counter(
        verdicts[sentence.promise].state if sentence.promise in verdicts else State.NOT_KEPT_YET
        for sentence in texts.current().sentences
    )
    return Promises(
        kept=stand[State.KEPT],
        partly=stand[State.PARTLY],
        not_yet=stand[State.NOT_KEPT_YET] + stand[State.NOTHING_TO_LOOK_AT],
        broken=stand[State.BROKEN],
        verified_at=min((verdict.verified_at for verdict in verdicts.values()), default=None),
    )


def last_figures() -> Promises | None:
    """The figures for the foot of every page; None before the first look. One query."""
    verdicts = last()
    return figures(verdicts) if verdicts else None


def keep(judgements: Iterable[Judgement], *, at: datetime | None = None) -> None:
    """Store these judgements over those before them, as of `at` (now)."""
    now = at or timezone.now()
    fields = [field.name for field in Verdict._meta.fields if not field.primary_key]
    with transaction.atomic():
        before = {row.promise: row for row in Verdict.objects.select_for_update().order_by("promise")}
        rows = [_verdict(judgement, before.get(judgement.promise.id), now) for judgement in judgements]
        Verdict.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["promise"], update_fields=fields
        )
    page_foot.forget()


def _verdict(judgement: Judgement, before: Verdict | None, now: datetime) -> Verdict:
    is_unchanged = before is not None and before.state == judgement.state
    return Verdict(
        promise=judgement.promise.id,
        state=judgement.state,
        state_since=before.state_since if before and is_unchanged else calendar.day_of(now),
        proved=judgement.proved,
        verbs=len(judgement.promise.must),
        looks=[_stored(look, before, now) for look in judgement.looks],
        wrong=list(judgement.wrong),
        verified_at=now,
    )


def _stored(look: Look, before: Verdict | None, now: datetime) -> dict[str, Any]:
    saw = look.evidence
    finding = Finding(
        verb=look.verb,
        looked_at={language: _in(language, saw.looked_at) for language in register.LANGUAGES},
        since=saw.since.isoformat() if saw.since else None,
        count=saw.count,
        public_count=_public_count(look, before, now),
        wrong=len(saw.wrong),
    )
    return asdict(finding)


def _public_count(look: Look, before: Verdict | None, now: datetime) -> int | None:
    previous = findings(before).get(look.verb) if before else None
    if before is None or previous is None:
        return None
    day_ended = calendar.day_of(before.verified_at) < calendar.day_of(now)
    return previous.count if day_ended else previous.public_count


def _in(language: str, words: object) -> str:
    with override(language):
        return str(words)
