"""An administrator looks after the jobs of the worker."""

from collections.abc import Callable

from tests.browser.visitor import Visitor


def test_an_administrator_sees_what_the_worker_did_and_that_nothing_waits(
    staff: Callable[..., Visitor],
) -> None:
    administrator = staff("administrator")
    administrator.opens("/en/staff/")
    administrator.follows("Jobs")
    administrator.sees_heading("Jobs")
    administrator.sees(
        "By the clock", "Take order and time away from anonymous requests", "Nothing was given up."
    )
    administrator.opens("/es/staff/jobs/")
    administrator.sees("Por reloj", "No se abandonó nada.")
