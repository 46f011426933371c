"""What web processes and the worker hold of memory, where the C library is glibc; others keep less by themselves."""

import ctypes
from collections.abc import Callable

from procrastinate.job_context import JobContext

from commonhall.operations import job_board

_MOST_ARENAS = -8  # M_ARENA_MAX of glibc's malloc.h


def keep_together() -> None:
    """Let all threads take memory from one place: each had its own, 7 MB in all that the others could not use.

    Call it before the first thread begins.
    """
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
        mallopt(_MOST_ARENAS, 1)


def give_back(call_next: Callable[[], object], context: JobContext, worker: object) -> object:
    """Around each job: what one by the clock took goes back to the machine. Those read far more than others."""
    try:
        return call_next()
    finally:
        is_large = job_board.is_by_the_clock(context.job.task_name)
        if is_large and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
            trim(0)
