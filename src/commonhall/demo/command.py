"""`commonhall demo`: everything from one command, in one folder, on this machine alone."""

import argparse
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from commonhall.demo import home
from commonhall.demo.supervisor import Beginning, Ready, Stopped, Supervisor
from commonhall.errors import Refused
from commonhall.operations import ports

RESIDENTS = 400
REQUESTS_EACH = 5
SECONDS_FOR_LEFTOVERS = 2  # the web server of a supervisor that was killed may be ending just now


def main(arguments: Sequence[str]) -> int:
    """Run the demo until SIGTERM or Ctrl-C. Raises Refused or NotNow when it cannot start."""
    chosen = _parser().parse_args(arguments)
    told_to_stop = threading.Event()
    for sent in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(sent, lambda *_: told_to_stop.set())
    with home.opened(chosen.home.expanduser().absolute()) as opened:
        opened.refuse_half_restored()
        _wait_for_the_port(chosen.port)
        supervisor = Supervisor(opened, chosen.port, _beginning(chosen), told_to_stop, _say)
        try:
            ready = supervisor.start()
            sys.stdout.write(_as_json(ready) if chosen.json else _as_text(ready))
            sys.stdout.flush()
            supervisor.watch()
        except Stopped:
            pass
        finally:
            _say("Ending")
            supervisor.stop()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="commonhall demo", description="Start everything with the demo city, on this machine alone."
    )
    parser.add_argument(
        "--home",
        type=Path,
        default=Path(os.environ.get("COMMONHALL_HOME") or "var"),
        help="folder for all that it writes (default: COMMONHALL_HOME, or var)",
    )
    parser.add_argument("--port", type=ports.number, default=8000, help="port of the site (default: 8000)")
    parser.add_argument(
        "--residents",
        type=_count,
        default=RESIDENTS,
        help=f"invented residents, brought in at the first start (default: {RESIDENTS}; 0: none)",
    )
    parser.add_argument(
        "--requests",
        type=_count,
        help=f"their requests of the year before, and anonymous ones (default: {REQUESTS_EACH} a resident; 0: none)",
    )
    parser.add_argument(
        "--json", action="store_true", help="when ready, print one line of JSON instead of text"
    )
    return parser


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is no number; write one like 400, or 0 for none")
    return int(text)


def _beginning(chosen: argparse.Namespace) -> Beginning:
    asked = chosen.requests if chosen.requests is not None else REQUESTS_EACH * chosen.residents
    return Beginning(residents=chosen.residents, requests=asked)


def _wait_for_the_port(port: int) -> None:
    deadline = time.monotonic() + SECONDS_FOR_LEFTOVERS
    while True:
        try:
            return ports.refuse_busy_by_name(port)
        except Refused:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _as_json(ready: Ready) -> str:
    said = {
        "url": ready.url,
        "sign_in": ready.sign_in,
        "api_token": ready.api_token,
        "open311_key": ready.open311_key,
    }
    return json.dumps(said) + "\n"


def _as_text(ready: Ready) -> str:
    width = max(map(len, ready.sign_in), default=0) + 2
    links = [f"  {role.replace('_', ' '):{width}}{link}" for role, link in ready.sign_in.items()]
    return "\n".join(
        [
            "",
            f"Commonhall is ready: {ready.url}",
            "",
            "Sign in as (each link works once):",
            *links,
            "",
            f"API token: {ready.api_token}",
            f"Open311 key: {ready.open311_key}",
            "",
            "Ctrl-C ends it.",
            "",
        ]
    )


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
