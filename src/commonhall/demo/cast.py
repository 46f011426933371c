"""The demo's members of staff: one for each role, also where a role has no page of its own yet."""

import hmac

from django.conf import settings

from commonhall.api import tokens
from commonhall.open311 import keys
from commonhall.staff import sign_in_links
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import OF_A_DEPARTMENT, Role

NAMES = {
    Role.CALL_TAKER: "Casey Demo",
    Role.WORKER: "Wren Demo",
    Role.SUPERVISOR: "Sasha Demo",
    Role.QUALITY_REVIEWER: "Quinn Demo",
    Role.RECORDS_OFFICER: "Reese Demo",
    Role.COMMUNICATIONS_OFFICER: "Cameron Demo",
    Role.WEB_EDITOR: "Emery Demo",
    Role.ADMINISTRATOR: "Alex Demo",
    Role.PRIVACY_OFFICER: "Parker Demo",
}


def members() -> dict[Role, Member]:
    """The members by role, made where they are missing. The departments must be loaded."""
    return {role: _member(role, name) for role, name in NAMES.items()}


def crews() -> dict[str, Member]:
    """Somebody who works in each department, by its code, made where they are missing. They never sign in."""
    return {
        department.code: Member.objects.get_or_create(
            email=f"crew-{number}@demo.example",
            defaults={"name": f"Crew {number} Demo", "role": Role.WORKER, "department": department},
        )[0]
        for number, department in enumerate(Department.objects.order_by("rank", "code"), 1)
    }


def sign_in_paths() -> dict[str, str]:
    """A new link for each role that signs in, once. Raises OnlyInTheDemo outside the demo's database."""
    return {
        role.value: sign_in_links.make(member, sign_in_links.Kind.DEMO) for role, member in members().items()
    }


def api_token() -> str:
    """The token of the demo's call taker."""
    secret = _secret("API token of the demo")
    tokens.keep_known(secret, members()[Role.CALL_TAKER], "Demo program", days=365)
    return secret


def open311_key() -> str:
    """The key by which a program reports here."""
    secret = _secret("Open311 key of the demo")
    keys.keep_known(secret, "Demo app")
    return secret


def _secret(what: str) -> str:
    """The same at each start: it comes from the secret of the home."""
    return hmac.digest(settings.SECRET_KEY.encode(), what.encode(), "sha256").hex()


def _member(role: Role, name: str) -> Member:
    department = Department.objects.order_by("rank").first() if role in OF_A_DEPARTMENT else None
    defaults = {"name": name, "role": role, "department": department}
    member, _ = Member.objects.get_or_create(
        email=f"{role.value.replace('_', '-')}@demo.example", defaults=defaults
    )
    return member
