"""Sealing: what went in comes out, in its place alone, under its key alone, whole or not at all."""

import os
from pathlib import Path

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from commonhall.vault import keyring, sealing
from commonhall.vault.keyring import Purpose
from commonhall.vault.sealing import CannotOpen, DataKey, Wrapped

HERE, THERE = "people.person:1", "people.person:2"
purposes = st.sampled_from(Purpose)
texts = st.binary(max_size=3000)


@given(purpose=purposes, plain=texts)
def test_what_was_sealed_for_a_purpose_opens(purpose: Purpose, plain: bytes) -> None:
    assert sealing.unseal(purpose, sealing.seal(purpose, plain, context=HERE), context=HERE) == plain


@given(plain=texts)
def test_what_a_data_key_sealed_opens(plain: bytes) -> None:
    key = DataKey.new()
    assert key.unseal(key.seal(plain, context=HERE), context=HERE) == plain


@given(one=purposes, other=purposes)
def test_it_opens_for_no_other_purpose(one: Purpose, other: Purpose) -> None:
    sealed = sealing.seal(one, b"deep", context=HERE)
    if one is not other:
        with pytest.raises(CannotOpen):
            sealing.unseal(other, sealed, context=HERE)


def test_it_opens_in_no_other_place() -> None:
    key = DataKey.new()
    with pytest.raises(CannotOpen):
        sealing.unseal(Purpose.LINK, sealing.seal(Purpose.LINK, b"deep", context=HERE), context=THERE)
    with pytest.raises(CannotOpen):
        key.unseal(key.seal(b"deep", context=HERE), context=THERE)


@given(at=st.integers(min_value=0, max_value=155), flip=st.integers(min_value=1, max_value=255))
def test_one_changed_byte_and_it_does_not_open(at: int, flip: int) -> None:
    key = DataKey.new()
    for sealed, unseal in (
        (key.seal(b"deep", context=HERE), lambda changed: key.unseal(changed, context=HERE)),
        (
            sealing.seal(Purpose.OFFICE, b"deep", context=HERE),
            lambda changed: sealing.unseal(Purpose.OFFICE, changed, context=HERE),
        ),
    ):
        changed = bytearray(sealed)
        changed[at] ^= flip
        with pytest.raises(CannotOpen):
            unseal(bytes(changed))


@given(junk=st.binary(max_size=200))
def test_bytes_that_were_never_sealed_do_not_open(junk: bytes) -> None:
    with pytest.raises(CannotOpen):
        DataKey.new().unseal(junk, context=HERE)
    with pytest.raises(CannotOpen):
        sealing.unseal(Purpose.OFFICE, junk, context=HERE)


def test_the_same_twice_is_sealed_to_other_bytes() -> None:
    key = DataKey.new()
    assert key.seal(b"deep", context=HERE) != key.seal(b"deep", context=HERE)
    one, other = (sealing.seal(Purpose.LINK, b"deep", context=HERE) for _ in range(2))
    assert one != other


def test_somebody_elses_key_file_opens_nothing(tmp_path: Path) -> None:
    sealed = sealing.seal(Purpose.OFFICE, b"deep", context=HERE)
    wrapped = DataKey.new().wrap(context=HERE)
    keyring.make(tmp_path / "keys.json")
    with override_settings(KEYS_FILE=tmp_path / "keys.json"):
        with pytest.raises(CannotOpen):
            sealing.unseal(Purpose.OFFICE, sealed, context=HERE)
        with pytest.raises(CannotOpen):
            DataKey.unwrap(wrapped, context=HERE)


def test_a_wrapped_key_opens_what_it_sealed() -> None:
    key = DataKey.new()
    sealed = key.seal(b"deep", context=HERE)
    assert DataKey.unwrap(key.wrap(context=HERE), context=HERE).unseal(sealed, context=HERE) == b"deep"


def test_a_wrapped_key_is_another_persons_nothing() -> None:
    with pytest.raises(CannotOpen):
        DataKey.unwrap(DataKey.new().wrap(context=HERE), context=THERE)


def test_a_key_of_an_epoch_that_was_destroyed_does_not_open() -> None:
    wrapped = DataKey.new().wrap(context=HERE)
    with pytest.raises(CannotOpen):
        DataKey.unwrap(Wrapped(wrapped.key, wrapped.epoch + 1), context=HERE)


@given(plain=st.binary(max_size=5000))
def test_padding_is_undone(plain: bytes) -> None:
    assert sealing.unpad(sealing.pad(plain)) == plain


@given(length=st.integers(min_value=0, max_value=400_000))
def test_lengths_tell_little(length: int) -> None:
    size = len(sealing.pad(bytes(length)))
    assert size >= length + 4
    assert size in {128, 192, 256, 384, 512, 768} or size % 1024 == 0


def test_a_name_alone_and_a_whole_contact_have_few_lengths() -> None:
    sizes = {len(sealing.seal(Purpose.OFFICE, os.urandom(length), context=HERE)) for length in range(1, 500)}
    assert len(sizes) == 5


@given(text=st.text(max_size=500))
def test_text_sealed_as_text_opens_in_its_place_alone(text: str) -> None:
    sealed = sealing.seal_text(Purpose.OFFICE, text, context=HERE)
    assert sealing.unseal_text(Purpose.OFFICE, sealed, context=HERE) == text
    with pytest.raises(CannotOpen):
        sealing.unseal_text(Purpose.OFFICE, sealed, context=THERE)


@pytest.mark.parametrize("sealed", ["", "é", "a", "not sealed", "AAAA"])
def test_what_is_no_sealed_text_does_not_open(sealed: str) -> None:
    with pytest.raises(CannotOpen):
        sealing.unseal_text(Purpose.OFFICE, sealed, context=HERE)
