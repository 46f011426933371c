"""A member of staff makes a token for a program, which asks with it until they end it."""

from collections.abc import Callable

import httpx

from tests.browser.visitor import Visitor
from tests.running import Demo


def test_a_token_is_made_by_mistake_and_rightly_lets_a_program_ask_and_is_ended(
    staff: Callable[..., Visitor], demo: Demo
) -> None:
    supervisor = staff("supervisor")
    supervisor.opens("/en/staff/")
    supervisor.follows("Tokens")
    supervisor.presses("Make the token")
    supervisor.sees_mistake("What it is for", "Say which program it is for.")
    supervisor.writes("What it is for", "Work orders")
    supervisor.presses("Make the token")
    supervisor.sees("The token for Work orders", "It is shown only now")
    program = {"Authorization": f"Bearer {supervisor.page.locator('code.typed').inner_text()}"}
    assert ask(demo, program).json() == {"people": []}
    assert not ask(demo, program).cookies
    supervisor.presses("End Work orders")
    supervisor.sees("The token Work orders works no more.")
    assert ask(demo, program).status_code == 401


def ask(demo: Demo, program: dict[str, str]) -> httpx.Response:
    sought = {"query": "Nobody Ofthatname", "reason": "incoming call"}
    return httpx.post(f"{demo.url}/api/v1/people/search", json=sought, headers=program)
