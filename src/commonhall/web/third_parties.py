"""Tools of others that a page may load. None comes with Commonhall: a city that adds one declares it here.

What is declared is shown on the cookie page, and only its hosts may stand in the content security policy.
"""

from dataclasses import dataclass

from django.utils.functional import Promise as LazyText


@dataclass(frozen=True, kw_only=True, slots=True)
class ThirdParty:
    """A tool that somebody else runs: who, what for, and the hosts a browser asks because of it."""

    owner: str
    purpose: str | LazyText
    hosts: frozenset[str]
    policy_url: str


_declared: dict[str, ThirdParty] = {}


def declare(tool: ThirdParty) -> None:
    """Publish a tool on the cookie page. Raises ValueError when its owner has one there already."""
    if tool.owner in _declared:
        raise ValueError(f"{tool.owner} is declared twice")
    _declared[tool.owner] = tool


def declared() -> tuple[ThirdParty, ...]:
    """Every declared tool, by owner."""
    return tuple(_declared[owner] for owner in sorted(_declared))
