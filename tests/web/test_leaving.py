"""Links that leave are known, each with whose policy applies there."""

import pytest

from commonhall.errors import Refused
from commonhall.web import leaving


def test_the_federal_advice_is_known_with_its_owner_s_policy() -> None:
    assert {"online-safety", "phishing"} <= {outside.name for outside in leaving.known()}
    for outside in leaving.known():
        assert outside.url.startswith("https://")
        assert outside.policy_url.startswith("https://") or not outside.policy_url
        assert str(outside.owner)
        assert str(outside.title)


def test_a_link_nobody_registered_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="nowhere"):
        leaving.named("nowhere")


def test_a_name_is_registered_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        leaving.register(leaving.named("phishing"))
