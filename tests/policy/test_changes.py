"""What one revision changed beside the one before: nothing is left out, and nothing is told that did not change."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from commonhall.calendar.tables import Text
from commonhall.policy import changes
from commonhall.policy.changes import Kind
from commonhall.policy.texts import PolicyText, Section, Sentence

SENTENCES = st.dictionaries(st.sampled_from("abcd"), st.text("xy .,é", min_size=1, max_size=12), max_size=4)


def policy(sentences: dict[str, str], title: str = "Privacy") -> PolicyText:
    said = tuple(Sentence(id=id_, says=Text({"en": words}), promise="") for id_, words in sentences.items())
    section = Section(id="one", heading=Text({"en": "One"}), sentences=said)
    return PolicyText(
        number="7", revision=1, approved_on=date(2025, 2, 1), title=Text({"en": title}), sections=(section,)
    )


@given(SENTENCES, SENTENCES)
def test_the_pieces_put_together_are_the_sentence_before_and_after(
    before: dict[str, str], after: dict[str, str]
) -> None:
    found = {each.id: each for each in changes.between(policy(before), policy(after), "en")}
    assert found.keys() == {id_ for id_ in before | after if before.get(id_) != after.get(id_)}
    for id_, change in found.items():
        was = "".join(piece.words for piece in change.pieces if piece.kind != Kind.ADDED)
        is_now = "".join(piece.words for piece in change.pieces if piece.kind != Kind.TAKEN_OUT)
        assert (was, is_now) == (before.get(id_, ""), after.get(id_, ""))


def test_a_word_that_changed_is_told_alone() -> None:
    (change,) = changes.between(
        policy({"a": "We keep it for three years."}), policy({"a": "We keep it for two years."}), "en"
    )
    assert [(piece.words, piece.kind) for piece in change.pieces] == [
        ("We keep it for ", Kind.SAME),
        ("three", Kind.TAKEN_OUT),
        ("two", Kind.ADDED),
        (" years.", Kind.SAME),
    ]


def test_a_title_is_part_of_the_policy() -> None:
    (change,) = changes.between(policy({}), policy({}, title="Your privacy"), "en")
    assert change.id == "title"


def test_where_no_word_changed_nothing_is_told() -> None:
    assert changes.between(policy({"a": "One."}), policy({"a": "One."}), "en") == ()
