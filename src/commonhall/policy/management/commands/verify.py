"""`commonhall verify`: what the promises rest on, now."""

import json
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from commonhall.policy import record, register, verdicts
from commonhall.policy.models import State
from commonhall.policy.verdicts import Judgement
from commonhall.web import proxy_rules
from commonhall.web.proxy_rules import Looked


class Broken(CommandError):
    """Django writes its name before the ids."""


class Command(BaseCommand):
    help = (
        "Run the controls of every promise, or of those named, against the running system. "
        "Ends with 1 when a promise is broken, with 2 when there is no such promise, with 3 when the database "
        "does not answer. The shipped configuration of nginx is looked at too."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ids", nargs="*", metavar="ID", help="a promise, such as 311.anonymous")
        parser.add_argument("--json", action="store_true", help="print one list for other programs")
        parser.add_argument(
            "--proxy",
            type=Path,
            metavar="FILE",
            help="look at this configuration of nginx instead, and say which line breaks which promise",
        )

    def handle(self, *, ids: list[str], json: bool, proxy: Path | None, **options: object) -> None:
        if proxy:
            looked = proxy_rules.look(proxy)
            self.stdout.write(_proxy_as_json(looked) if json else _proxy_as_lines(looked))
            _refuse_a_broken(looked)
            return
        judgements = verdicts.judge(register.named(ids))
        record.keep(judgements)
        shipped = (
            None if ids or not settings.SHIPPED_PROXY.is_file() else proxy_rules.look(settings.SHIPPED_PROXY)
        )
        if shipped and not json:
            self.stdout.write(_proxy_as_lines(shipped))
        self.stdout.write(_as_json(judgements) if json else _as_lines(judgements))
        if broken := [judgement.promise.id for judgement in judgements if judgement.state == State.BROKEN]:
            raise Broken(f"{', '.join(broken)}. The privacy officer’s page lists the rows.", returncode=1)
        if shipped:
            _refuse_a_broken(shipped)


def _refuse_a_broken(looked: Looked) -> None:
    if broken := dict.fromkeys(each.promise for each in looked.breaks):
        raise Broken(f"{', '.join(broken)}. Correct {looked.file}.", returncode=1)


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


def _proxy_as_json(looked: Looked) -> str:
    breaks = [{"promise": each.promise, "place": each.place, "how": each.how} for each in looked.breaks]
    return json.dumps({"file": str(looked.file), "count": looked.count, "breaks": breaks}, indent=2)


def _proxy_as_lines(looked: Looked) -> str:
    if looked.breaks:
        return "\n".join(str(each) for each in looked.breaks)
    return f"{looked.file}: {looked.count} lines, none of which breaks a promise."


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
