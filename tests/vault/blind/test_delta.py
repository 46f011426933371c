"""The delta, held against a plain dictionary: whatever order changes come in, it says what holds now."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from commonhall.vault.blind.delta import Delta

ROWS = st.integers(0, 12)
TOKENS = st.frozensets(st.integers(0, 6), max_size=4)


class Changes(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.delta = Delta()
        self.holds: dict[int, frozenset[int]] = {}

    @rule(changes=st.dictionaries(ROWS, st.none() | TOKENS, min_size=1, max_size=6))
    def change(self, changes: dict[int, frozenset[int] | None]) -> None:
        """None: the row is gone."""
        tokens = {
            row: np.array(sorted(found), np.uint64) for row, found in changes.items() if found is not None
        }
        self.delta.take(list(changes), tokens)
        self.holds |= {row: found or frozenset() for row, found in changes.items()}

    @invariant()
    def it_finds_what_holds(self) -> None:
        found = self.delta.rows_of(np.arange(7, dtype=np.uint64))
        for token, rows in enumerate(found):
            assert set(rows.tolist()) == {row for row, tokens in self.holds.items() if token in tokens}

    @invariant()
    def it_knows_what_changed(self) -> None:
        asked = np.arange(14, dtype=np.uint32)
        assert set(asked[self.delta.is_changed(asked)].tolist()) == set(self.holds)


TestChanges = Changes.TestCase
