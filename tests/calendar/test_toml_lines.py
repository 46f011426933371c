"""Where something stands in a TOML file."""

import pytest

from commonhall.calendar.toml_lines import Lines

FILE = '''# A comment = [
name = "x"
title = { en = "a = b", es = "c" }
long = [
  "one",  # [[not.a.header]]
  "two",
]

[[service]]
code = "sand"

[service.keywords]
en = ["a"]
"quoted" = 1

[[service.question]]
code = "deep"
text.en = """
[[service]]
"""

[[service]]
[[service.question]]
code = "wide"
[phone.hours]
en = 1
'''


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("name", 2),
        ("title.es", 3),
        ("long", 4),
        ("service[1].code", 10),
        ("service[1].keywords.en", 13),
        ("service[1].keywords.quoted", 14),
        ("service[1].question[1].code", 17),
        ("service[1].question[1].text.en", 18),
        ("service[1].question[1].why", 16),  # missing: its block
        ("service[1].keywords.es", 12),
        ("service", 9),
        ("service[2]", 22),
        ("service[2].question[1].values[3].name.en", 23),
        ("phone.hours.en", 26),
    ],
)
def test_the_line_of_a_key_or_of_the_table_it_is_missing_in(name: str, line: int) -> None:
    assert Lines(FILE).of(name) == line


def test_what_is_missing_of_the_file_itself_has_no_line() -> None:
    assert Lines(FILE).of("time_zone") is None
