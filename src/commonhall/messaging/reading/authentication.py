"""What our own mail server found out about the sender (RFC 8601)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from commonhall.messaging.reading.fields import Fields

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"\s*([a-z][a-z0-9-]{0,40})(?:\s*/\s*\d+)?\s*=\s*([a-z]{1,20})\b(.*)", re.I | re.S)
# What says whose domain was looked at, by method.
_DOMAIN = re.compile(
    r"(?:header\.(?:d|from|i)|smtp\.(?:mailfrom|helo))\s*=\s*\"?(?:[^\s;\"@]{0,64}@)?([\w.-]{1,255})", re.I
)


class Verdict(StrEnum):
    """RFC 8601, 2.7. An unknown word counts as none."""

    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    POLICY = "policy"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"
    NONE = "none"


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One result; `domain` it was reached for, "" where not told."""

    method: str
    verdict: Verdict
    domain: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Authentication:
    """The results of the server we trust. Of a method's several, such as two signatures, one that passes is enough."""

    checks: tuple[Check, ...] = ()

    @property
    def spf(self) -> Verdict:
        """Whether the host may send for the envelope's domain."""
        return self._of("spf")

    @property
    def dkim(self) -> Verdict:
        """Whether a domain signed it."""
        return self._of("dkim")

    @property
    def dmarc(self) -> Verdict:
        """Whether either of them stands for the domain of From."""
        return self._of("dmarc")

    def _of(self, method: str) -> Verdict:
        found = [check.verdict for check in self.checks if check.method == method]
        return Verdict.PASS if Verdict.PASS in found else next(iter(found), Verdict.NONE)


def read(fields: Fields, *, server: str) -> Authentication:
    """The results that `server` (its authserv-id) wrote; without one, none is believed.

    Servers write on top, so of each method the topmost field counts. That a sender's own field of that name is taken
    out on arrival is the server's to do (RFC 8601, 5); the operator's page says how.
    """
    if not server:
        return Authentication()
    checks: list[Check] = []
    for value in fields.every("authentication-results"):
        name, *results = _without_comments(value).split(";")
        if name.split()[:1] and name.split()[0].casefold() == server.casefold():
            known = {check.method for check in checks}
            checks += [check for check in map(_check, results) if check and check.method not in known]
    return Authentication(checks=tuple(checks))


def _without_comments(value: str) -> str:
    for _ in range(5):  # nested ones, from the inside
        value, removed = _COMMENT.subn(" ", value)
        if not removed:
            break
    return value


def _check(written: str) -> Check | None:
    found = _RESULT.match(written)
    if found is None:
        return None
    verdict = found[2].lower()
    domain = _DOMAIN.search(found[3])
    return Check(
        method=found[1].lower(),
        verdict=Verdict(verdict) if verdict in Verdict else Verdict.NONE,
        domain=domain[1].lower().rstrip(".") if domain else "",
    )
