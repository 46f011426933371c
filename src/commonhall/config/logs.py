"""What the program says about itself: a line of JSON a record, on standard error, with nothing of a person.

A log outlives the page it came from and is read by more people. So a line is made of what is known to be
harmless: text written by us, numbers, names of code. Messages of libraries may hold anything (a path, the
arguments of a job, a row that could not be stored): the place in the code that wrote them stands for them.
"""

import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from http.client import responses
from pathlib import PurePath
from types import TracebackType
from typing import Any, TextIO, override

OURS = "commonhall"
# What a record may carry by `extra=`: names of code and counts, each vouched for where it is written.
FIELDS = (
    *("route", "method", "status", "milliseconds"),
    *("action", "task", "queue", "promise", "part", "cookie", "count", "seconds"),
)
LONGEST_FIELD = 120  # characters
MOST_FRAMES = 30
MOST_CAUSES = 5

_SQLSTATE = re.compile(r"[0-9A-Z]{5}")
_WARNING = re.compile(r"(?P<file>[^\n]*?):(?P<line>\d+): (?P<category>\w+):")
_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[#0\- +]*[\d*]*(?:\.[\d*]+)?[a-zA-Z]")


class JsonLines(logging.Formatter):
    """One JSON object a record, without paths of requests, addresses, texts of errors, arguments."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
        }
        line.update(_fields(record))
        if record.exc_info and isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
            line["errors"] = list(_errors(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False)


class Lines(logging.StreamHandler[TextIO]):
    """Writes lines. Where one cannot be made, `logging` would print what was in it; this says only that."""

    @override
    def handleError(self, record: logging.LogRecord) -> None:
        line = {"level": "error", "logger": record.name, "event": "line not written"}
        with suppress(OSError):  # the disk is full: the line is lost, the page it belongs to need not be
            sys.stderr.write(json.dumps(line) + "\n")


def hold_uncaught() -> None:
    """Log what nobody caught, in this process and its threads, as one line without values.

    Called by every command: Python itself would print the text of the error, and the text of a
    database's error holds the row.
    """
    log = logging.getLogger(f"{OURS}.uncaught")

    def of_process(kind: type[BaseException], error: BaseException, frames: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, frames)
        else:
            log.critical("uncaught", exc_info=(kind, error, frames))

    def of_thread(left: threading.ExceptHookArgs) -> None:
        if left.exc_value is not None:
            log.critical("uncaught in a thread", exc_info=left.exc_value)

    sys.excepthook = of_process
    threading.excepthook = of_thread
    sys.unraisablehook = lambda left: log.error("uncaught in a finalizer", exc_info=left.exc_value)


def _time(record: logging.LogRecord) -> str:
    """To the second, UTC. A record that brings its own `day` has no time besides (see `web/requests.py`)."""
    day = getattr(record, "day", None)
    return (
        day
        if isinstance(day, str)
        else f"{datetime.fromtimestamp(int(record.created), UTC):%Y-%m-%dT%H:%M:%SZ}"
    )


def _event(record: logging.LogRecord) -> str:
    text = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
    if record.name == "py.warnings":
        warned = _WARNING.match(text)
        if not warned:
            return "warning"
        return f"{warned['category']} at {_place(warned['file'], int(warned['line']))}"
    if record.name.split(".")[0] == OURS:
        return _with_numbers(text, record.args)
    status = getattr(record, "status_code", None)
    if isinstance(status, int):  # of Django, about an answer
        return responses.get(status, "an answer")
    return f"{record.funcName} at {_place(record.pathname, record.lineno)}"


def _with_numbers(text: str, arguments: object) -> str:
    """The text with its numbers filled in; an argument of any other kind is left out."""
    if not isinstance(arguments, tuple):
        return _PLACEHOLDER.sub("…", text)
    remaining = iter(arguments)

    def filled(_: re.Match[str]) -> str:
        argument = next(remaining, None)
        return str(argument) if isinstance(argument, int | float) else "…"

    return _PLACEHOLDER.sub(filled, text)


def _fields(record: logging.LogRecord) -> dict[str, str | int | float]:
    said = {**_job(record), **{name: getattr(record, name) for name in FIELDS if hasattr(record, name)}}
    if "route" not in said:
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        said["route"] = getattr(match, "route", None)
    if "status" not in said:
        said["status"] = getattr(record, "status_code", None)
    return {
        name: value[:LONGEST_FIELD] if isinstance(value, str) else value
        for name, value in said.items()
        if isinstance(value, str | int | float)
    }


def _job(record: logging.LogRecord) -> dict[str, object]:
    """Of a job of procrastinate its task and queue: its arguments say whose request it is about."""
    job = getattr(record, "job", None)
    return {"task": job.get("task_name"), "queue": job.get("queue")} if isinstance(job, dict) else {}


def _errors(error: BaseException) -> Iterator[dict[str, Any]]:
    """The error and what caused it, outermost first: classes, SQLSTATE and places, no texts."""
    link: BaseException | None = error
    for _ in range(MOST_CAUSES):
        if link is None:
            return
        described: dict[str, Any] = {"type": f"{type(link).__module__}.{type(link).__qualname__}"}
        state = getattr(link, "sqlstate", None)
        if isinstance(state, str) and _SQLSTATE.fullmatch(state):
            described["sqlstate"] = state
        # A frame's source line is not looked up: it may hold a value written into the program.
        frames = traceback.StackSummary.extract(traceback.walk_tb(link.__traceback__), lookup_lines=False)
        described["frames"] = [f"{_place(f.filename, f.lineno or 0)} {f.name}" for f in frames[-MOST_FRAMES:]]
        yield described
        if isinstance(link, BaseExceptionGroup):
            for inner in link.exceptions[:MOST_CAUSES]:
                yield from _errors(inner)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _place(path: str, line: int) -> str:
    """Where in the code, without saying where on the machine that code lies."""
    parts = PurePath(path).parts
    for root in ("site-packages", "src"):
        if root in parts:
            parts = parts[parts.index(root) + 1 :]
            break
    else:
        parts = parts[-2:]
    return f"{'/'.join(parts)}:{line}"


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonLines}},
    "handlers": {"stderr": {"()": Lines, "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Django's own defaults print to the console and mail the whole request to administrators.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        # Answers of 400 to 499 have their line from `web.requests`, or by design none.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "django.db.backends": {"level": "WARNING"},
        # A line for each job would keep the moment of each named report beside the name of its task.
        "procrastinate": {"level": "WARNING"},
        "asyncio": {"level": "WARNING"},
    },
}
logging.captureWarnings(True)
