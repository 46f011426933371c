"""Retention by the clock: delete what passed its schedule, and take its bytes off the disk."""

from datetime import date

from commonhall.holdings import retention
from commonhall.holdings.retention import Outcome
from commonhall.vault import settle


def run(today: date) -> tuple[Outcome, ...]:
    """Delete as `holdings.retention` does, as an erasure does it: what is deleted does not stay in the pages.

    Raises TablesAreBusy when rows are deleted, but old bytes are still on the disk.
    """
    outcomes = retention.run(today)
    if any(outcome.deleted for outcome in outcomes):
        settle.clear(most_bytes=settle.MOST_BYTES_AT_NIGHT)
    return outcomes
