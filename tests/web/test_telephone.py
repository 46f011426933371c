"""Numbers that can be called by a tap."""

import pytest

from commonhall.web import telephone


@pytest.mark.parametrize(
    ("number", "dialed"),
    [("(302) 555-0131", "3025550131"), ("+1 302 555 0131", "+13025550131"), ("none", "")],
)
def test_a_telephone_takes_digits_and_a_plus(number: str, dialed: str) -> None:
    assert telephone.dialed(number) == dialed


def test_a_number_that_is_known_becomes_a_link_and_the_rest_is_escaped() -> None:
    text = "Bear & Elsmere <b>: call (302) 555-0132, not (302) 555-0199."
    assert telephone.linked(text, ["(302) 555-0132", ""]) == (
        'Bear &amp; Elsmere &lt;b&gt;: call <a href="tel:3025550132">(302) 555-0132</a>, not (302) 555-0199.'
    )


def test_a_number_is_escaped_as_a_file_wrote_it() -> None:
    number = '555<i>"1'
    assert telephone.linked(f"Call {number}.", [number]) == (
        'Call <a href="tel:5551">555&lt;i&gt;&quot;1</a>.'
    )


def test_part_of_another_number_is_none() -> None:
    assert telephone.linked("1311 or 3110", ["311"]) == "1311 or 3110"
    assert telephone.linked("No number <here>", [""]) == "No number &lt;here&gt;"
