"""The first view of each public page is light enough for a slow network, fonts and scripts included."""

import pytest

from tests.browser.first_view import MOST_BYTES, weights
from tests.browser.visitor import Visitor


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_public_page_weighs_more_than_is_promised_to_a_slow_network(phone: Visitor, language: str) -> None:
    heavy = {name: size for name, size in weights(phone.page, language) if not 10_000 < size <= MOST_BYTES}
    assert heavy == {}
