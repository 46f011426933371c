"""`commonhall verify`: what the promises rest on, now."""

import json
from collections import Counter

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commonhall.policy import record, register, verdicts
from commonhall.policy.models import State
from commonhall.policy.verdicts import Judgement


class Broken(CommandError):
    """Django writes its name before the ids."""


class Command(BaseCommand):
    help = (
        "Run the controls of every promise, or of those named, against the running system. "
        "Ends with 1 when a promise is broken, with 2 when there is no such promise, with 3 when the database "
        "does not answer."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ids", nargs="*", metavar="ID", help="a promise, such as 311.anonymous")
        parser.add_argument("--json", action="store_true", help="print one list for other programs")

    def handle(self, *, ids: list[str], json: bool, **options: object) -> None:
        judgements = verdicts.judge(register.named(ids))
        record.keep(judgements)
        self.stdout.write(_as_json(judgements) if json else _as_lines(judgements))
        if broken := [judgement.promise.id for judgement in judgements if judgement.state == State.BROKEN]:
            raise Broken(f"{', '.join(broken)}. The privacy officer’s page lists the rows.", returncode=1)


def _as_json(judgements: tuple[Judgement, ...]) -> str:
    rows = [
        {
            "id": judgement.promise.id,
            "state": judgement.state.value,
            "looked_at": judgement.looked_at("en"),
            "count": judgement.count,
            "since": judgement.since.isoformat() if judgement.since else None,
            "wrong": list(judgement.wrong),
        }
        for judgement in judgements
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False)


def _as_lines(judgements: tuple[Judgement, ...]) -> str:
    tally = Counter(judgement.state for judgement in judgements)
    counted = ", ".join(f"{tally[state]} {state.value}" for state in State if tally[state])
    lines = [_line(judgement) for judgement in judgements]
    return "\n".join([*lines, f"{len(judgements)} promises: {counted}."])


def _line(judgement: Judgement) -> str:
    state = judgement.state.value
    if judgement.state == State.PARTLY:
        state = f"{state} ({judgement.proved} of {len(judgement.promise.must)})"
    window = f", since {judgement.since}" if judgement.since else ""
    looked = f"{judgement.count} {judgement.looked_at('en')}{window}" if judgement.looks else ""
    wrong = "".join(f"\n    wrong: {row}" for row in judgement.wrong)
    return f"{state:19} {judgement.promise.id:24} {looked}".rstrip() + wrong
