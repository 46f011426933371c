"""What looks personal and is the city's own: its telephone numbers and mail domains are never taken out of a text."""

from functools import lru_cache

from django.conf import settings

from commonhall.holdings.oversharing import Known


def known() -> Known:
    """The numbers and domains that the city's own files name."""
    city = settings.CITY
    towns = tuple(town.phone for town in city.neighbours if town.phone)
    own_domain = city.accessibility.email.partition("@")[2]
    return _of((city.phone.outside, city.accessibility.phone, *towns), own_domain)


@lru_cache(maxsize=2)
def _of(phones: tuple[str, ...], domain: str) -> Known:
    return Known.of(phones=phones, domains=[domain])
