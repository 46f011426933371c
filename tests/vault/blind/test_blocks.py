"""Blocks: what is put in comes out, and how long one is tells little."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from commonhall.vault.blind import blocks
from commonhall.vault.blind.blocks import Block
from commonhall.vault.blind.epochs import FEWEST_BUCKETS, MOST_BUCKETS, Epoch, buckets_for
from commonhall.vault.sealing import DataKey

hashes = st.integers(0, 2**64 - 1)
rows = st.integers(0, 2**31 - 1)
BUCKETS = 16


@given(st.lists(st.tuples(hashes, rows), max_size=60))
def test_every_row_is_found_by_its_token_in_the_bucket_of_the_token(entries: list[tuple[int, int]]) -> None:
    hashed = np.array([entry[0] for entry in entries], np.uint64)
    sorted_entries = np.sort(
        blocks.keyed(hashed, np.array([entry[1] for entry in entries], np.uint32), BUCKETS)
    )
    cut = blocks.cut(sorted_entries, 0, BUCKETS)
    assert sum(len(block.rows) for block in cut) == len(entries)
    for token, row in entries:
        assert row in Block.from_bytes(cut[blocks.bucket_of(token, BUCKETS)].as_bytes()).rows_of(token)


@given(st.integers(0, 3000))
def test_a_block_has_one_of_few_lengths(count: int) -> None:
    length = len(Block(np.zeros(count, np.uint16), np.zeros(count, np.uint32)).as_bytes())
    power = length if length & (length - 1) == 0 else length * 2 // 3
    assert power >= 512
    assert power & (power - 1) == 0
    assert length >= 6 * count + 4


@given(st.integers(0, 10_000_000))
def test_there_are_as_many_buckets_as_a_power_of_two(count: int) -> None:
    buckets = buckets_for(count)
    assert FEWEST_BUCKETS <= buckets <= MOST_BUCKETS
    assert buckets & (buckets - 1) == 0


def test_two_epochs_share_no_hash_and_open_no_block_of_each_other() -> None:
    one, other = (Epoch(number=1, buckets=256, key=DataKey.new()) for _ in range(2))
    assert one.hash("smith") != other.hash("smith")
    empty = Block(np.empty(0, np.uint16), np.empty(0, np.uint32))
    assert one.seal(7, empty) != one.seal(7, empty)


def test_hashes_of_groups_are_those_of_their_tokens() -> None:
    epoch = Epoch(number=1, buckets=256, key=DataKey.new())
    assert epoch.hashes([("a", "b"), ("c",)]).tolist() == [epoch.hash(token) for token in "abc"]
