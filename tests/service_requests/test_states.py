"""The states: one table, which the database keeps too, whatever staff try."""

import itertools
import uuid
from collections.abc import Callable
from contextlib import nullcontext, suppress

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from commonhall.errors import Refused
from commonhall.service_requests import states, work
from commonhall.service_requests.deeds import Change
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.states import ALLOWED, ClosedReason, State
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.service_requests import making

PAIRS = list(itertools.product(State, State))
every_pair = pytest.mark.parametrize(
    ("before", "after"), PAIRS, ids=[f"{before} to {after}" for before, after in PAIRS]
)


def put(request: ServiceRequest, state: State) -> None:
    """Set the state past all rules, as a restored row would have it."""
    ways = {State.NEW: [], State.SENT_BACK: [State.ASSIGNED, State.SENT_BACK]}
    for step in ways.get(state, [State.ASSIGNED, state] if state is not State.ASSIGNED else [state]):
        reason = ClosedReason.FIXED if step is State.CLOSED else ""
        ServiceRequest.objects.filter(pk=request.pk).update(state=step, closed_reason=reason)


def state_of(request: ServiceRequest) -> State:
    return State(ServiceRequest.objects.values_list("state", flat=True).get(pk=request.pk))


def wanted(state: State) -> Change:
    closing = state is State.CLOSED
    return Change(
        state=state,
        closed_reason=ClosedReason.FIXED if closing else None,
        public_note="Filled." if closing else "",
    )


@pytest.fixture
def request_(services: None) -> ServiceRequest:
    return making.reported()


@pytest.mark.django_db
@every_pair
def test_the_database_has_the_same_table(before: State, after: State) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT service_requests_state_may_change(%s, %s)", [before, after])
        assert cursor.fetchone() == (states.may_become(before, after),)


@every_pair
def test_staff_change_it_where_the_table_says_so(
    before: State, after: State, request_: ServiceRequest, members: dict[Role, Member]
) -> None:
    put(request_, before)
    with nullcontext() if after in ALLOWED[before] else pytest.raises(states.ChangeNotAllowed):
        work.change(request_.pk, wanted(after), by=members[Role.WORKER])
    assert state_of(request_) == (after if after in ALLOWED[before] else before)


@every_pair
def test_the_database_refuses_what_the_table_does_not_allow(
    before: State, after: State, request_: ServiceRequest
) -> None:
    put(request_, before)
    reason = ClosedReason.FIXED if after is State.CLOSED else ""
    is_fine = states.may_become(before, after) or after is before
    with nullcontext() if is_fine else pytest.raises(IntegrityError), transaction.atomic():
        ServiceRequest.objects.filter(pk=request_.pk).update(state=after, closed_reason=reason)


def test_every_state_leads_on_and_can_be_reached() -> None:
    assert set(ALLOWED) == set(State)
    assert all(ALLOWED[state] for state in State)
    assert frozenset().union(*ALLOWED.values()) == set(State) - {State.NEW}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "reason"), [(State.CLOSED, ""), (State.NEW, ClosedReason.FIXED), (State.CLOSED, "tired")]
)
def test_the_database_keeps_the_reason_and_the_closing_together(
    request_: ServiceRequest, state: State, reason: str
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRequest.objects.filter(pk=request_.pk).update(state=state, closed_reason=reason)


class Working(RuleBasedStateMachine):
    """Staff do what they like, in any order; the request is always where the last deed that was not refused put it."""

    @initialize()
    def report(self) -> None:
        self.worker = Member.objects.get(role=Role.WORKER)
        self.request = making.reported(f"Hole {uuid.uuid4()}")
        self.state, self.events = State.NEW, 2

    @rule(
        state=st.sampled_from(State),
        reason=st.none() | st.sampled_from(ClosedReason),
        note=st.sampled_from(["", "  ", "Filled today.", "Call 302-555-0147."]),
    )
    def change(self, state: State, reason: ClosedReason | None, note: str) -> None:
        is_right = (
            state in ALLOWED[self.state]
            and "302" not in note
            and (bool(reason and note.strip()) if state is State.CLOSED else reason is None)
        )
        change = Change(state=state, closed_reason=reason, public_note=note)
        assert self.is_done(lambda: work.change(self.request.pk, change, by=self.worker)) == is_right
        self.state = state if is_right else self.state

    @rule()
    def assign(self) -> None:
        is_right = self.state is not State.CLOSED
        assert self.is_done(lambda: work.assign(self.request.pk, self.worker, by=self.worker)) == is_right
        if is_right and self.state in {State.NEW, State.SENT_BACK}:
            self.state = State.ASSIGNED

    @rule()
    def note(self) -> None:
        assert self.is_done(lambda: work.publish(self.request.pk, "We looked at it.", by=self.worker))

    def is_done(self, deed: Callable[[], None]) -> bool:
        with suppress(Refused):
            deed()
            self.events += 1
            return True
        return False

    @invariant()
    def it_stands_where_it_was_put(self) -> None:
        if hasattr(self, "request"):
            row = ServiceRequest.objects.get(pk=self.request.pk)
            assert row.state == self.state
            assert bool(row.closed_reason) == (row.state == State.CLOSED)
            assert row.events.count() == self.events
            last = row.events.filter(kind__in=["state", "assigned"]).order_by("-at").first()
            assert last is None or last.state == self.state


def test_whatever_staff_do_python_and_the_database_agree(members: dict[Role, Member]) -> None:
    run_state_machine_as_test(
        Working,
        settings=settings(max_examples=25, stateful_step_count=20, suppress_health_check=list(HealthCheck)),
    )
