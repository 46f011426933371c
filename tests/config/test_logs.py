"""A line of the log holds names of code and numbers; never what a person typed, sent or is."""

import errno
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import DatabaseError, connection
from django.test import Client

from commonhall.config import logs
from commonhall.config.logs import JsonLines, Lines

SECRET = "Rosa Diaz, 302-555-0147"

type Said = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def said() -> Iterator[Said]:
    """What the log says in this test, parsed; fails the test when the secret is in it."""
    stream = StringIO()
    handler = Lines(stream)
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)

    def lines() -> list[dict[str, Any]]:
        assert "Rosa" not in stream.getvalue()
        assert "555-0147" not in stream.getvalue()
        return [json.loads(line) for line in stream.getvalue().splitlines()]

    yield lines
    logging.getLogger().removeHandler(handler)


def test_the_program_runs_with_this_log_and_no_other() -> None:
    assert settings.LOGGING is logs.LOGGING
    assert any(isinstance(handler, Lines) for handler in logging.getLogger().handlers)
    assert not logging.getLogger("django").handlers


def test_a_line_says_when_in_utc_and_what(said: Said) -> None:
    logging.getLogger("commonhall.tests").warning("kept %d of %d", 3, 4, extra={"seconds": 5})
    (line,) = said()
    assert line["time"].endswith("Z")
    assert (line["level"], line["logger"]) == ("warning", "commonhall.tests")
    assert (line["event"], line["seconds"]) == ("kept 3 of 4", 5)


def test_text_given_as_an_argument_is_left_out(said: Said) -> None:
    logging.getLogger("commonhall.tests").warning("no person %s in row %d", SECRET, 8)
    logging.getLogger("commonhall.tests").warning("no person %(name)s", {"name": SECRET})
    assert [line["event"] for line in said()] == ["no person … in row 8", "no person …"]


def test_of_a_library_s_message_only_its_place_is_kept(said: Said) -> None:
    logging.getLogger("somebody.else").error(f"could not send to {SECRET}")
    (line,) = said()
    assert line["event"].startswith(
        "test_of_a_library_s_message_only_its_place_is_kept at config/test_logs.py:"
    )


def test_of_an_error_its_class_and_places_are_kept(said: Said) -> None:
    try:
        try:
            int(SECRET)
        except ValueError as error:
            raise KeyError(SECRET) from error
    except KeyError:
        logging.getLogger("commonhall.tests").exception("not read")
    (line,) = said()
    assert [error["type"] for error in line["errors"]] == ["builtins.KeyError", "builtins.ValueError"]
    (frame,) = line["errors"][0]["frames"]
    assert frame.startswith("config/test_logs.py:")
    assert frame.endswith("test_of_an_error_its_class_and_places_are_kept")


@pytest.mark.django_db
def test_of_a_database_s_error_only_its_code_is_kept(said: Said) -> None:
    with connection.cursor() as cursor:
        try:
            cursor.execute("SELECT %s::text::integer", [SECRET])
        except DatabaseError:
            logging.getLogger("commonhall.tests").exception("not stored")
    (line,) = said()
    assert [error.get("sqlstate") for error in line["errors"]] == [None, "22P02"]


def test_several_errors_at_once_are_all_named(said: Said) -> None:
    logging.getLogger("commonhall.tests").error(
        "all went wrong", exc_info=ExceptionGroup(SECRET, [ValueError(SECRET), TypeError(SECRET)])
    )
    kinds = [error["type"] for error in said()[0]["errors"]]
    assert kinds == ["builtins.ExceptionGroup", "builtins.ValueError", "builtins.TypeError"]


def test_a_job_s_arguments_are_left_out(said: Said) -> None:
    job = {
        "task_name": "tests.route",
        "queue": "routing",
        "task_kwargs": {"who": SECRET},
        "call_string": SECRET,
    }
    logging.getLogger("procrastinate.worker").error(
        f"Job tests.route[1](who={SECRET!r}) ended", extra={"action": "job_error", "job": job}
    )
    (line,) = said()
    assert (line["task"], line["queue"], line["action"]) == ("tests.route", "routing", "job_error")


def test_a_warning_says_its_kind_and_place(said: Said) -> None:
    logging.getLogger("py.warnings").warning(
        warnings.formatwarning(
            f"old: {SECRET}", DeprecationWarning, "/x/src/commonhall/web/views.py", 12, SECRET
        )
    )
    assert said()[0]["event"] == "DeprecationWarning at commonhall/web/views.py:12"


def test_of_a_line_that_cannot_be_written_nothing_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    shut = StringIO()
    shut.close()
    record = logging.LogRecord("commonhall.tests", logging.ERROR, __file__, 1, SECRET, (SECRET,), None)
    Lines(shut).handle(record)
    assert json.loads(capsys.readouterr().err)["event"] == "line not written"


@pytest.mark.django_db
@pytest.mark.urls("tests.web.pages")
def test_a_page_that_was_read_has_the_city_s_day_and_no_time(said: Said, client: Client) -> None:
    with time_machine.travel("2026-11-24T03:30:00Z", tick=False):  # in the city still the evening before
        client.get("/tests/quiet/word/")
    assert [line["time"] for line in said()] == ["2026-11-23"]


@pytest.mark.django_db
@pytest.mark.urls("tests.web.pages")
def test_a_page_that_breaks_is_logged_by_route_and_without_what_it_said(said: Said, client: Client) -> None:
    client.raise_request_exception = False
    client.get("/tests/breaks/", {"q": SECRET}, headers={"user-agent": SECRET})
    broken = next(line for line in said() if line["logger"] == "django.request")
    assert (broken["event"], broken["route"]) == ("Internal Server Error", "tests/breaks/")
    assert broken["errors"][0]["type"] == "builtins.ValueError"


@pytest.fixture
def hooks() -> Iterator[None]:
    """Python's hooks for what nobody caught, put back afterwards."""
    kept = sys.excepthook, threading.excepthook, sys.unraisablehook
    yield
    sys.excepthook, threading.excepthook, sys.unraisablehook = kept


def test_what_nobody_caught_is_a_line_without_values(hooks: None, said: Said) -> None:
    logs.hold_uncaught()
    thread = threading.Thread(target=int, args=[SECRET])
    thread.start()
    thread.join()
    error = ValueError(SECRET)
    sys.excepthook(ValueError, error, None)
    assert [line["event"] for line in said()] == ["uncaught in a thread", "uncaught"]


class OnAFullDisk(StringIO):
    """A log file on a disk where nothing more can be written."""

    def write(self, words: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_costs_the_line_and_not_the_page() -> None:
    with redirect_stderr(OnAFullDisk()):
        Lines(OnAFullDisk()).handle(logging.makeLogRecord({"name": "commonhall.web", "msg": "request"}))
