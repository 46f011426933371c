"""Signing in by two proofs, in a real browser: an app, a security key, and what is left when one goes."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from commonhall.web import cookies
from tests import running
from tests.browser import chromium
from tests.browser.conftest import desk_of
from tests.browser.reporting import BLOCK, report
from tests.browser.visitor import Visitor
from tests.running import Demo
from tests.staff.conftest import Telephone

PASSWORD = "four quiet wooden boats"


def command(demo: Demo, *arguments: str) -> str:
    """`commonhall`, as an operator runs it beside the demo."""
    serving = demo.pid_of("serve")
    seen = dict(
        each.partition("=")[::2] for each in Path(f"/proc/{serving}/environ").read_text().split("\0") if each
    )
    ran = [sys.executable, "-m", "commonhall.config.cli", *arguments]
    return subprocess.run(
        ran, env=running.outside() | seen, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def member(demo: Demo, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Somebody new at a desk, whose link is used and whose password is chosen."""
    allowed = {cookie.name for cookie in cookies.registered()}
    with desk_of(browser, demo) as context:

        def begins(email: str, *more: str) -> Visitor:
            visitor = Visitor(context.new_page(), demo.url, cookies=allowed)
            visitor.opens(command(demo, "staff", "add", email, *more))
            for field in visitor.page.locator("input[type=password]").all():
                field.fill(PASSWORD)
            visitor.presses("Set password and go on")
            return visitor

        yield begins


def sets_up_app(visitor: Visitor) -> Telephone:
    visitor.follows("An authenticator app")
    shown = visitor.page.locator("code.typed").inner_text()
    telephone = Telephone(shown.replace(" ", ""))
    expect(visitor.page.get_by_role("img", name="QR code with the secret")).to_be_visible()
    visitor.writes("Code", telephone.code())
    visitor.presses("Set it up")
    visitor.sees_heading("Your recovery codes")
    return telephone


def gives_password(visitor: Visitor, email: str) -> None:
    visitor.opens("/en/staff/sign-in/")
    visitor.writes("E-mail", email)
    visitor.writes("Password", PASSWORD)
    visitor.presses("Sign in")


@contextmanager
def security_key(visitor: Visitor) -> Iterator[None]:
    """A key that is plugged in, and touched whenever it asks."""
    devtools = visitor.page.context.new_cdp_session(visitor.page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": False,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    key = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    yield
    devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})


def test_a_newcomer_sets_up_an_app_and_signs_in_by_it(member: Callable[..., Visitor]) -> None:
    visitor = member("ada@city.example", "--role=web_editor")
    visitor.sees_heading("Your second proof")
    visitor.opens("/en/staff/members/")
    visitor.sees_heading("Your second proof")
    telephone = sets_up_app(visitor)
    visitor.page.get_by_role("link", name="I have written them down").click()
    visitor.sees_heading("You are signed in, ada.")
    visitor.presses("Sign out")
    gives_password(visitor, "ada@city.example")
    visitor.sees_heading("The second proof")
    visitor.writes("Code", "000000")
    visitor.presses("Go on")
    visitor.sees_mistake("Code", "That code does not fit.")
    visitor.writes("Code", telephone.code(+1))
    visitor.presses("Go on")
    visitor.sees_heading("You are signed in, ada.")


def test_a_security_key_is_added_and_signs_in(member: Callable[..., Visitor]) -> None:
    visitor = member("bo@city.example", "--role=web_editor")
    visitor.follows("A security key")
    with security_key(visitor):
        visitor.writes("What you call it", "blue key")
        visitor.presses("Add the key")
        visitor.sees_heading("Your recovery codes")
        code = visitor.page.locator(".codes code").first.inner_text()
        visitor.opens("/en/staff/second-factor/")
        visitor.sees("blue key", "10 left")
        visitor.opens("/en/staff/")
        visitor.presses("Sign out")
        gives_password(visitor, "bo@city.example")
        visitor.presses("Use the security key")
        visitor.sees_heading("You are signed in, bo.")
        visitor.presses("Sign out")
    gives_password(visitor, "bo@city.example")
    with security_key(visitor):  # another one
        visitor.taps("Use the security key")
        expect(visitor.page.get_by_role("alert")).to_contain_text("The key did not answer.")
    visitor.writes("Code", code)
    visitor.presses("Go on")
    visitor.sees_heading("You are signed in, bo.")


def test_without_scripts_an_app_is_offered_instead_of_a_key(
    member: Callable[..., Visitor], plain: Visitor
) -> None:
    visitor = member("cy@city.example", "--role=web_editor")
    plain.page.context.add_cookies(visitor.page.context.cookies())
    plain.page.goto("/en/staff/second-factor/key/")
    expect(plain.page.get_by_role("link", name="Set up an authenticator app")).to_be_visible()
    expect(plain.page.get_by_role("button", name="Add the key")).to_be_hidden()


def test_it_is_all_there_by_keyboard_and_in_spanish(member: Callable[..., Visitor]) -> None:
    visitor = member("di@city.example", "--role=web_editor")
    visitor.opens("/es/staff/second-factor/")
    visitor.sees_heading("Su segunda prueba")
    visitor.tabs_to("Una aplicación de autenticación")
    visitor.enters()
    telephone = Telephone(visitor.page.locator("code.typed").inner_text().replace(" ", ""))
    visitor.tabs_to("Código")
    visitor.types(telephone.code())
    visitor.enters()
    visitor.sees_heading("Sus códigos de recuperación")


@pytest.fixture
def remembering(demo: Demo, browser: Browser, member: Callable[..., Visitor]) -> Iterator[Page]:
    """A call taker in a browser that keeps pages in memory for Back, as people's do; Playwright's own does not."""
    telephone = sets_up_app(member("ed@city.example", "--role=call_taker"))
    remembers = browser.browser_type.launch(
        executable_path=chromium.executable(),
        args=chromium.ARGUMENTS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    with remembers, desk_of(remembers, demo) as context:
        page = context.new_page()
        page.goto("/en/staff/sign-in/")
        page.get_by_label("E-mail").fill("ed@city.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_label("Code").fill(telephone.code(+1))
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        yield page


def test_after_signing_out_back_shows_nothing_of_a_request(phone: Visitor, remembering: Page) -> None:
    reference = report(phone).replace(" ", "")
    remembering.goto(f"/en/staff/requests/{reference}/")
    expect(remembering.locator("main")).to_contain_text(BLOCK)
    remembering.get_by_role("button", name="Sign out").click()
    expect(remembering.get_by_role("heading", level=1)).to_have_text("Sign in")
    for _ in range(2):
        remembering.evaluate("history.back()")
        expect(remembering.get_by_role("heading", level=1)).to_have_text("Sign in")
        expect(remembering.locator("body")).not_to_contain_text(BLOCK)


def test_a_page_left_alone_goes_when_its_session_is_over_and_stays_where_something_is_typed(
    phone: Visitor, staff: Callable[[str], Visitor]
) -> None:
    path = f"/en/staff/requests/{report(phone).replace(' ', '')}/"
    left_alone, typed_in = staff("worker"), staff("worker")
    for visitor in (left_alone, typed_in):
        visitor.page.clock.install()
        visitor.opens(path)
    typed_in.writes("Internal note", "Bring the small roller.")
    for visitor in (left_alone, typed_in):
        visitor.page.clock.fast_forward("29:00")
        visitor.sees(BLOCK)
        visitor.page.context.clear_cookies()
        visitor.page.clock.fast_forward("02:00")
    left_alone.sees_heading("Sign in")
    left_alone.does_not_see(BLOCK)
    typed_in.finds_filled("Internal note", "Bring the small roller.")


def test_an_administrator_adds_moves_resets_and_lets_go(member: Callable[..., Visitor]) -> None:
    visitor = member("fay@city.example", "--role=administrator")
    sets_up_app(visitor)
    visitor.opens("/en/staff/members/")
    visitor.follows("Add somebody")
    visitor.writes("E-mail", "gus@city.example")
    visitor.writes("Name", "Gus Abara")
    visitor.picks("Role", "department worker")
    visitor.presses("Add, and make a link")
    visitor.sees_mistake("Department", "A worker and a supervisor belong to a department.")
    visitor.picks("Role", "web editor")
    visitor.presses("Add, and make a link")
    visitor.sees_heading("A link for Gus Abara")
    visitor.sees("/staff/set-up/")
    visitor.follows("Back to Gus Abara")
    visitor.picks("Role", "records officer")
    visitor.presses("Save the change")
    visitor.sees("The change is saved.", "Gus Abara changed place (was web editor)", "fay")
    visitor.presses("Gus Abara leaves")
    visitor.sees("Gus Abara is out, in every browser.")
    visitor.presses("Gus Abara comes back")
    visitor.sees("Gus Abara can sign in again.")
