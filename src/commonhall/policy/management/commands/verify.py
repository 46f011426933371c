"""`commonhall verify`: what the promises rest on, now."""

import json
from collections import Counter
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from commonhall.policy import record, register, verdicts
from commonhall.policy.models import State
from commonhall.policy.verdicts import Judgement
from commonhall.web import mail_rules, proxy_rules, text_rules
from commonhall.web.beside import Looked, Unreadable

BESIDE: Final = {"proxy": proxy_rules.look, "mail": mail_rules.look, "texts": text_rules.look}


class Broken(CommandError):
    """Django writes its name before the ids."""


class Command(BaseCommand):
    help = (
        "Run the controls of every promise, or of those named, against the running system. "
        "Ends with 1 when a promise is broken, with 2 when there is no such promise, with 3 when the database "
        "does not answer. The shipped configurations of nginx, Postfix and Kannel are looked at too."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ids", nargs="*", metavar="ID", help="a promise, such as 311.anonymous")
        parser.add_argument("--json", action="store_true", help="print one list for other programs")
        own = parser.add_mutually_exclusive_group()
        for name, what in (
            ("proxy", "nginx.conf"),
            ("mail", "main.cf of Postfix"),
            ("texts", "kannel.conf"),
        ):
            own.add_argument(
                f"--{name}",
                type=Path,
                metavar="FILE",
                help=f"look at this {what} instead, and say which line breaks which promise",
            )

    def handle(self, *, ids: list[str], json: bool, **options: Any) -> None:
        for name, look in BESIDE.items():
            if file := options[name]:
                looked = look(file)
                self.stdout.write(_beside_as_json(looked) if json else _beside_as_lines(looked))
                _refuse_a_broken(looked)
                return
        judgements = verdicts.judge(register.named(ids))
        record.keep(judgements)
        shipped = [] if ids else self._look_at_the_shipped()
        for looked in () if json else shipped:
            self.stdout.write(_beside_as_lines(looked))
        self.stdout.write(_as_json(judgements) if json else _as_lines(judgements))
        if broken := [judgement.promise.id for judgement in judgements if judgement.state == State.BROKEN]:
            raise Broken(f"{', '.join(broken)}. The privacy officer’s page lists the rows.", returncode=1)
        for looked in shipped:
            _refuse_a_broken(looked)

    def _look_at_the_shipped(self) -> list[Looked]:
        """What cannot be judged here, such as a filter where there is no sed like Debian's, is said and no fault."""
        shipped: list[Looked] = []
        for name, look in BESIDE.items():
            if settings.SHIPPED[name].is_file():
                try:
                    shipped.append(look(settings.SHIPPED[name]))
                except Unreadable as unreadable:
                    self.stderr.write(str(unreadable))
        return shipped


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


def _beside_as_json(looked: Looked) -> str:
    breaks = [{"promise": each.promise, "place": each.place, "how": each.how} for each in looked.breaks]
    return json.dumps({"file": str(looked.file), "count": looked.count, "breaks": breaks}, indent=2)


def _beside_as_lines(looked: Looked) -> str:
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
