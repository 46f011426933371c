"""Starts PostgreSQL, the web server and the worker of a home, keeps them running, and ends them in order."""

import http.client
import json
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from commonhall.demo import database, settings
from commonhall.demo.home import Home
from commonhall.demo.processes import Child, command, last_words
from commonhall.errors import NotNow, Refused
from commonhall.operations import postgres

HOST = "127.0.0.1"  # links that sign in at once must not leave this machine
SECONDS_TO_BE_READY = 60
CHANGE_SOMETHING = 2  # what a command ends with that was refused
GLANCE = 0.1  # seconds between two looks at the processes


class Stopped(Exception):
    """The supervisor was told to end before it was ready."""


class DidNotBecomeReady(NotNow):
    """A process gave up while it was starting."""


class CannotBecomeReady(Refused):
    """A process gave up while it was starting, and will again until something is changed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ready:
    """Where the demo answers, a link for each role that signs in, once, and by what programs ask and report."""

    url: str
    sign_in: dict[str, str]
    api_token: str
    open311_key: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Beginning:
    """How many people and requests a new demo begins with."""

    residents: int
    requests: int


class Supervisor:
    """One demo. `told_to_stop` is set by a signal; `say` shows progress."""

    def __init__(
        self,
        home: Home,
        port: int,
        beginning: Beginning,
        told_to_stop: threading.Event,
        say: Callable[[str], None],
    ) -> None:
        self._home = home
        self._port = port
        self._beginning = beginning
        self._told_to_stop = told_to_stop
        self._say = say
        self._server = postgres.Server(home.folder, home.passwords)
        self._as_owner = settings.of_the_owner(home, self.url)
        serve = ["serve", f"--host={HOST}", f"--port={port}"]
        self._web = Child("web", serve, settings.of(home, self.url), home.log("web"))
        self._worker = Child("worker", ["worker"], self._as_owner, home.log("worker"))

    @property
    def url(self) -> str:
        """By name: browsers know a security key's site by its name, and take no address for one."""
        return f"http://localhost:{self._port}"

    def start(self) -> Ready:
        """Start everything. Raises Refused, NotNow or Stopped; call `stop` in any case."""
        self._say("Database: starting")
        self._server.start()
        is_first = not self._home.was_ready
        self._home.note_ready(self.url)
        database.prepare(self._server, self._home.passwords)
        asked = f", with a year of {self._beginning.requests} requests" if self._beginning.requests else ""
        self._say(f"Database: schema and demo city{asked if is_first else ''}")
        ready = self._prepare()
        self._say("Web and worker: starting")
        self._worker.start()
        self._web.start()
        self._wait_until_ready()
        return ready

    def watch(self) -> None:
        """Keep the three running until told to stop."""
        while not self._told_to_stop.wait(GLANCE):
            if self._server.pid is None:
                self._say("Database: ended unexpectedly, starting again")
                self._start_server_again()
            for child in (self._web, self._worker):
                if child.start_again_when_due():
                    self._say(f"{child.name.capitalize()}: ended unexpectedly, starting again")

    def stop(self) -> None:
        """End web and worker, which may finish what they do, then the database."""
        for child in (self._web, self._worker):
            child.tell_to_end()
        for child in (self._web, self._worker):
            child.wait_for_end()
        self._server.stop()

    def _prepare(self) -> Ready:
        """Bring schema and city up to date, in one process; what it said of who comes in, and by what."""
        with subprocess.Popen(
            command(
                "prepare_demo",
                f"--residents={self._beginning.residents}",
                f"--requests={self._beginning.requests}",
            ),
            env=self._as_owner,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            while True:
                try:
                    said, complaint = process.communicate(timeout=GLANCE)
                    break
                except subprocess.TimeoutExpired:
                    if self._told_to_stop.is_set():
                        process.terminate()
                        raise Stopped from None
        self._home.log("prepare").write_text(complaint)
        if process.returncode:
            said = f"The demo city could not be loaded. {last_words(self._home.log('prepare'))}"
            raise _given_up(process.returncode, said)
        told = json.loads(said)
        sign_in = {role: self.url + path for role, path in told.pop("sign_in").items()}
        return Ready(url=self.url, sign_in=sign_in, **told)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_BE_READY
        while not self._answers():
            if self._told_to_stop.wait(GLANCE):
                raise Stopped
            for child in (self._web, self._worker):
                if not child.is_running:
                    said = f"The {child.name} process did not start. {last_words(child.log)}"
                    raise _given_up(child.returncode, said)
            if time.monotonic() > deadline:
                raise DidNotBecomeReady(
                    f"No answer within {SECONDS_TO_BE_READY} seconds; see {self._home.log('web')}."
                )

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self._port, timeout=5)
        try:
            connection.request("GET", "/readyz", headers={"Host": f"localhost:{self._port}"})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _start_server_again(self) -> None:
        try:
            self._server.start()
        except NotNow as reason:  # a full disk, say: tried again at the next glance
            self._say(str(reason))


def _given_up(code: int | None, said: str) -> CannotBecomeReady | DidNotBecomeReady:
    return CannotBecomeReady(said) if code == CHANGE_SOMETHING else DidNotBecomeReady(said)
