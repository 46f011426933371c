"""Who may ask what: every address of the API, by every role, by nobody; one that is not in the table fails."""

from collections.abc import Callable

import pytest

from commonhall.api.door import api
from commonhall.audit.models import Entry
from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.staff.roles import Role
from tests.api.asking import Caller

EVERYBODY = frozenset(Role)
ON_REQUESTS = frozenset({Role.CALL_TAKER, Role.WORKER, Role.SUPERVISOR})
SUPERVISORS = frozenset({Role.SUPERVISOR})
TABLE = {
    "GET /services": EVERYBODY,
    "GET /departments": EVERYBODY,
    "GET /requests": ON_REQUESTS,
    "POST /requests": ON_REQUESTS,
    "GET /requests/{reference}": ON_REQUESTS,
    "POST /requests/{reference}/notes": ON_REQUESTS,
    "POST /requests/{reference}/assign": ON_REQUESTS,
    "POST /requests/{reference}/state": ON_REQUESTS,
    "POST /requests/{reference}/release": SUPERVISORS,
    "POST /requests/{reference}/messages": ON_REQUESTS,
    "POST /messages/check": EVERYBODY,
    "POST /people/search": frozenset({Role.CALL_TAKER, Role.SUPERVISOR}),
}


def test_every_address_stands_in_the_table() -> None:
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    assert {f"{verb.upper()} {path}" for path, verbs in paths.items() for verb in verbs} == set(TABLE)


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "nobody")
def test_only_the_roles_it_is_for_are_answered_and_others_change_nothing(
    role: Role | None, caller_of: Callable[[Role], Caller], named: ServiceRequest
) -> None:
    program = caller_of(role) if role else Caller()
    events = Event.objects.count()
    for asked, roles in TABLE.items():
        method, path = asked.format(reference=named.reference).split()
        status = program.asked(method, path, {} if method == "POST" else None).status_code
        if role is None:
            assert status == 401, asked
        elif role in roles:
            assert status in {200, 422}, asked
        else:
            assert status == 403, asked
    assert (Event.objects.count(), Entry.objects.count()) == (events, 0)
