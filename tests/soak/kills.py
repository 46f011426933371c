"""Who kills what of a running demo, and when."""

import os
import queue
import random
import signal
import threading
from collections import Counter
from enum import StrEnum

from tests import running
from tests.running import Demo

LONGEST_AIM = 0.1  # seconds between the answer that a kill follows and the kill


class Victim(StrEnum):
    """What is killed."""

    WEB_SERVER = "web server"
    WEB_PROCESS = "web process"
    WORKER = "worker"
    POSTMASTER = "postmaster"
    BACKEND = "backend"


class Killer(threading.Thread):
    """Kills with -9 at random moments of a run, all of it drawn from the seed.

    A moment is a number of answers that residents got, and then a bit: so that a kill falls into the next ones.
    """

    def __init__(self, demo: Demo, *, kills: int, answers: int, seed: int) -> None:
        super().__init__(name="killer")
        self._demo = demo
        self._random = random.Random(seed)
        self._moments = sorted(self._random.sample(range(1, answers), kills))
        self._victims = [list(Victim)[number % len(Victim)] for number in range(kills)]
        self._random.shuffle(self._victims)
        self._answers: queue.Queue[bool] = queue.Queue()
        self._pause = threading.Event()
        self.killed: Counter[Victim] = Counter()

    def answered(self) -> None:
        """A resident got an answer."""
        self._answers.put(True)

    def run(self) -> None:
        answers = 0
        for moment, victim in zip(self._moments, self._victims, strict=True):
            while answers < moment:
                self._answers.get(timeout=120)
                answers += 1
            self._pause.wait(self._random.uniform(0, LONGEST_AIM))
            self._kill(victim)

    def _kill(self, victim: Victim) -> None:
        running.until(lambda: self._strike(victim), seconds=60)
        self.killed[victim] += 1

    def _strike(self, victim: Victim) -> bool:
        """Whether there was one to kill: what was killed just before may not be back yet."""
        if not (found := _processes(self._demo, victim)):
            return False
        try:
            os.kill(self._random.choice(found), signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True


def _processes(demo: Demo, victim: Victim) -> list[int]:
    part = {Victim.WORKER: "worker", Victim.WEB_SERVER: "serve", Victim.WEB_PROCESS: "serve"}
    parent = demo.pid_of(part.get(victim, "postgres"))
    if parent is None:
        return []
    if victim is Victim.WEB_PROCESS:
        return running.children(parent)
    if victim is Victim.BACKEND:
        return [
            pid for pid in running.children(parent) if "commonhall_" in " ".join(running.command_line(pid))
        ]
    return [parent]
