"""The browser finds what the server finds: same table, same vectors."""

import json
import subprocess
import sys
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from commonhall.holdings import oversharing
from commonhall.holdings.oversharing import table
from tests.holdings.test_stripping import texts
from tests.holdings.vectors import VECTORS

NODE = Path(sys.executable).with_name("node")
RUNNER = Path(__file__).with_name("run_vectors.mjs")


def browser_finds(written: list[str]) -> list[list[list[str]]]:
    """What the twin finds in each text: kind, words, advice and the Spanish replacement."""
    run = subprocess.run(
        [NODE, "--no-warnings", RUNNER, table.PATH.parent],
        input=json.dumps(written),
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    found: list[list[list[str]]] = json.loads(run.stdout)
    return found


def server_finds(text: str) -> list[list[str]]:
    return [
        [
            str(detail.kind),
            text[detail.start : detail.end],
            str(detail.advice),
            next(
                segment.text
                for segment in oversharing.take_out(text, [detail], language="es").segments
                if segment.kind
            ),
        ]
        for detail in oversharing.find(text)
    ]


def test_the_browser_finds_each_vector_that_needs_no_knowledge_of_the_city() -> None:
    vectors = [vector for vector in VECTORS if not vector.known and not vector.contact_address]
    found = browser_finds([vector.text for vector in vectors])
    assert [[detail[:3] for detail in details] for details in found] == [vector.found for vector in vectors]


def test_the_browser_takes_out_what_the_server_takes_out() -> None:
    written = [vector.text for vector in VECTORS]
    assert browser_finds(written) == [server_finds(text) for text in written]


def test_a_sign_that_takes_two_places_in_the_browser_counts_once() -> None:
    written = [
        "302 five five five 0147: \U0001f600³",
        "my birthday is\U0001f600\U0001f600\U0001f600 4 July",
        f"tracking {'\U0001f600' * 25} 4111 1111 1111 1111",
        "Rosa \U0001f600 Gomez called",
    ]
    assert browser_finds(written) == [server_finds(text) for text in written]


@settings(
    max_examples=8,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(texts(), min_size=20, max_size=40))
def test_the_browser_and_the_server_find_the_same_in_any_text(written: list[str]) -> None:
    found = browser_finds(written)
    differing = [text for text, details in zip(written, found, strict=True) if details != server_finds(text)]
    assert differing == []
