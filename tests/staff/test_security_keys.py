"""Security keys: what one of them answers is taken once, from its own member, at this site, to this question."""

import base64
import hashlib
import html
import json
import os
import re
import struct
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from fido2 import cbor
from fido2.cose import ES256
from pytest_django.asserts import assertContains, assertRedirects

from commonhall.staff import second_factor
from commonhall.staff.models import Member
from tests.staff.conftest import SECOND_PROOF, give_password, is_signed_in

pytestmark = pytest.mark.django_db
ADD_KEY = "/en/staff/second-factor/key/"
REFUSED = "That key did not answer as it should."


def text(plain: bytes) -> str:
    return base64.urlsafe_b64encode(plain).rstrip(b"=").decode()


class SecurityKey:
    """A key in software, after the WebAuthn standard: one credential, made when it is added."""

    def __init__(self, origin: str = "http://localhost") -> None:
        self._private = ec.generate_private_key(ec.SECP256R1())
        self._id = os.urandom(16)
        self.origin = origin

    def made(self, options: dict[str, Any]) -> str:
        """The answer to being added."""
        public = cbor.encode(dict(ES256.from_cryptography_key(self._private.public_key())))
        attested = bytes(16) + struct.pack(">H", len(self._id)) + self._id + public
        holds = self._authenticator_data(options["rp"]["id"], 0x45, attested)
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": holds})
        said = self._client_data("webauthn.create", options["challenge"])
        return self._answer({"clientDataJSON": text(said), "attestationObject": text(attestation)})

    def proved(self, options: dict[str, Any]) -> str:
        """The answer to being asked."""
        holds = self._authenticator_data(options["rpId"], 0x05)
        said = self._client_data("webauthn.get", options["challenge"])
        signature = self._private.sign(holds + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": text(said),
                "authenticatorData": text(holds),
                "signature": text(signature),
            }
        )

    def _authenticator_data(self, site: str, flags: int, attested: bytes = b"") -> bytes:
        return hashlib.sha256(site.encode()).digest() + struct.pack(">BI", flags, 1) + attested

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, response: dict[str, str]) -> str:
        credential = {"id": text(self._id), "rawId": text(self._id), "type": "public-key"}
        return json.dumps({**credential, "response": response, "clientExtensionResults": {}})


def asked(page: HttpResponse) -> dict[str, Any]:
    """What the page asks a key."""
    found = re.search(r'data-options="([^"]+)"', page.content.decode())
    assert found
    options: dict[str, Any] = json.loads(html.unescape(found[1]))["publicKey"]
    return options


def local_browser() -> Client:
    """Keys are bound to a name that a browser trusts without https."""
    return Client(SERVER_NAME="localhost", headers={"Sec-Fetch-Site": "same-origin"})


@pytest.fixture
def key(newcomer: Member) -> SecurityKey:
    """Nora's, added by herself."""
    browser, key = local_browser(), SecurityKey()
    give_password(browser, newcomer.email)
    page = browser.post(ADD_KEY, {"key": key.made(asked(browser.get(ADD_KEY))), "name": " blue "})
    assertContains(page, "Your recovery codes")
    assert is_signed_in(browser)
    return key


@pytest.fixture
def at_the_door(newcomer: Member, key: SecurityKey) -> Client:
    """A browser in which Nora's password was right."""
    browser = local_browser()
    assertRedirects(give_password(browser, newcomer.email), SECOND_PROOF)
    return browser


def prove(browser: Client, answer: str) -> HttpResponse:
    return browser.post(SECOND_PROOF, {"key": answer})


def refuses(browser: Client, answer: str) -> None:
    assertContains(prove(browser, answer), REFUSED, status_code=422)
    assert not is_signed_in(browser)


def test_a_key_signs_in(at_the_door: Client, key: SecurityKey, newcomer: Member) -> None:
    assertRedirects(
        prove(at_the_door, key.proved(asked(at_the_door.get(SECOND_PROOF)))),
        reverse("staff:home"),
        fetch_redirect_response=False,
    )
    assert is_signed_in(at_the_door)
    (row,) = second_factor.ways_of(newcomer).keys
    assert (row.data["name"], row.last_used_at is None) == ("blue", False)


def test_an_answer_is_taken_once(at_the_door: Client, key: SecurityKey, newcomer: Member) -> None:
    answer = key.proved(asked(at_the_door.get(SECOND_PROOF)))
    assert prove(at_the_door, answer).status_code == 302
    listening = local_browser()
    give_password(listening, newcomer.email)
    listening.get(SECOND_PROOF)
    refuses(listening, answer)


def test_an_answer_to_an_earlier_question_is_refused(at_the_door: Client, key: SecurityKey) -> None:
    earlier = asked(at_the_door.get(SECOND_PROOF))
    at_the_door.get(SECOND_PROOF)
    refuses(at_the_door, key.proved(earlier))


def test_a_key_that_was_not_added_is_refused(at_the_door: Client) -> None:
    refuses(at_the_door, SecurityKey().proved(asked(at_the_door.get(SECOND_PROOF))))


@pytest.mark.parametrize("site", ["https://localhost.evil.example", "https://evil.example"])
def test_what_a_key_told_another_site_is_refused(at_the_door: Client, key: SecurityKey, site: str) -> None:
    """Who was lured to a copy of our page gives it nothing that opens ours."""
    key.origin = site
    refuses(at_the_door, key.proved(asked(at_the_door.get(SECOND_PROOF))))


def test_a_colleagues_key_opens_only_their_own_pages(
    at_the_door: Client, key: SecurityKey, alex: Member
) -> None:
    browser, theirs = local_browser(), SecurityKey()
    give_password(browser, alex.email)
    browser.post(ADD_KEY, {"key": theirs.made(asked(browser.get(ADD_KEY)))})
    refuses(at_the_door, theirs.proved(asked(at_the_door.get(SECOND_PROOF))))


def test_an_answer_with_another_signature_is_refused(at_the_door: Client, key: SecurityKey) -> None:
    answer = json.loads(key.proved(asked(at_the_door.get(SECOND_PROOF))))
    answer["response"]["signature"] = text(os.urandom(70))
    refuses(at_the_door, json.dumps(answer))


def test_a_key_is_not_added_to_a_question_that_nobody_asked(newcomer: Member) -> None:
    browser, key = local_browser(), SecurityKey()
    give_password(browser, newcomer.email)
    options = asked(browser.get(ADD_KEY)) | {"challenge": text(os.urandom(32))}
    assertContains(browser.post(ADD_KEY, {"key": key.made(options)}), REFUSED, status_code=422)
    assert not second_factor.is_set_up(newcomer)


def test_an_answer_to_adding_does_not_prove(at_the_door: Client, key: SecurityKey) -> None:
    options = asked(at_the_door.get(SECOND_PROOF))
    refuses(at_the_door, SecurityKey().made(options | {"rp": {"id": options["rpId"]}}))


def test_the_second_key_is_told_not_to_be_the_first(newcomer: Member, key: SecurityKey) -> None:
    browser = local_browser()
    browser.force_login(newcomer)
    options = asked(browser.get(ADD_KEY))
    assert len(options["excludeCredentials"]) == 1


def test_a_key_can_be_taken_away_when_another_stays(newcomer: Member, key: SecurityKey) -> None:
    browser, second = local_browser(), SecurityKey()
    browser.force_login(newcomer)
    browser.post(ADD_KEY, {"key": second.made(asked(browser.get(ADD_KEY))), "name": "x" * 200})
    first, other = second_factor.ways_of(newcomer).keys
    assert len(other.data["name"]) == 40
    for row in (first, other):
        browser.post(reverse("staff:remove-factor"), {"way": row.pk})
    assert [row.pk for row in second_factor.ways_of(newcomer).keys] == [other.pk]


def test_a_key_is_bound_to_the_name_of_the_site(newcomer: Member) -> None:
    browser = local_browser()
    give_password(browser, newcomer.email)
    options = asked(browser.get(ADD_KEY))
    assert options["rp"]["id"] == "localhost"
    assert options["user"]["name"] == newcomer.email
