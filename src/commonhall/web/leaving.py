"""Links that leave the city's site: each is known here with its owner, whose policy applies there."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise as LazyText
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from commonhall.errors import Refused


class UnknownOutside(Refused):
    """A page links to a place outside that nobody registered."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("No outside link is registered as “%(name)s”. Register it in web/leaving.py first.")
            % {"name": name}
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Outside:
    """A page that is not the city's: what it is about, its address, who owns it and what policy they keep.

    `policy_url` is empty where the owner's policy has no address that we know.
    """

    name: str
    title: str | LazyText
    url: str
    owner: str | LazyText
    policy_url: str = ""


_known: dict[str, Outside] = {}


def register(outside: Outside) -> None:
    """Let pages link to it. Raises ValueError when the name is taken."""
    if outside.name in _known:
        raise ValueError(f"The outside link {outside.name} is registered twice")
    _known[outside.name] = outside


def named(name: str) -> Outside:
    """The outside page of that name. Raises UnknownOutside."""
    try:
        return _known[name]
    except KeyError:
        raise UnknownOutside(name) from None


def known() -> tuple[Outside, ...]:
    """Every registered outside page, by name."""
    return tuple(_known[name] for name in sorted(_known))


TRADE_REGULATOR = _("Federal Trade Commission")
TRADE_REGULATOR_POLICY = "https://www.ftc.gov/policy-notices/privacy-policy"
CYBERSECURITY_AGENCY = _("Cybersecurity and Infrastructure Security Agency")

register(
    Outside(
        name="online-safety",
        title=_("Online privacy and security"),
        url="https://consumer.ftc.gov/identity-theft-and-online-security/online-privacy-and-security",
        owner=TRADE_REGULATOR,
        policy_url=TRADE_REGULATOR_POLICY,
    )
)
register(
    Outside(
        name="phishing",
        title=_("How to recognize and avoid phishing scams"),
        url="https://consumer.ftc.gov/articles/how-recognize-and-avoid-phishing-scams",
        owner=TRADE_REGULATOR,
        policy_url=TRADE_REGULATOR_POLICY,
    )
)
register(
    Outside(
        name="secure-our-world",
        title=_("Secure our world"),
        url="https://www.cisa.gov/secure-our-world",
        owner=CYBERSECURITY_AGENCY,
        policy_url="https://www.cisa.gov/privacy-policy",
    )
)
register(
    Outside(
        name="records-law",
        title=lazystr(settings.CITY.records_law.name),
        url=settings.CITY.records_law.url,
        owner=settings.CITY.state,
    )
)
