"""How residents find a service: in the city's order, by topic, or by everyday words."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from commonhall.service_requests.models import Service

_ENOUGH = 0.6  # of what was typed has to be found
_CLOSE = 82  # of 100: how alike two words must be to be one with a slip; “light” and “night” are not
_BEGINNING = 3  # so many letters of a word say which is meant
# Words that say nothing about what is wrong, in English and in Spanish.
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        """a an and at by for from in is it my near of on or the there to with
        al con cerca de del el en es esta hay la las lo los mi o para por que se un una y""",
    )
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """The services under one heading, in the city's order."""

    code: str
    name: str
    services: tuple[Service, ...]

    def __str__(self) -> str:
        return self.name


def offered(department: str | None = None) -> list[Service]:
    """The services residents can choose, in the city's order; with a department only those it does."""
    found = Service.objects.filter(is_offered=True).select_related("department").order_by("rank", "code")
    return list(found.filter(department=department) if department else found)


def topics(services: Iterable[Service]) -> list[Topic]:
    """These services under their headings; each heading stands where the first of its services does."""
    under: dict[str, list[Service]] = {}
    for service in services:
        under.setdefault(service.topic, []).append(service)
    return [
        Topic(code=code, name=Service.in_language(found[0].groups), services=tuple(found))
        for code, found in under.items()
    ]


def search(typed: str, services: list[Service]) -> list[Service]:
    """The services whose name or keywords come close to what was typed, best first; all of them for nothing typed."""
    wanted = _words(typed)
    if not wanted:
        return services
    scored = [(_closeness(wanted, service), service) for service in services]
    return [service for score, service in sorted(scored, key=lambda pair: -pair[0]) if score >= _ENOUGH]


def _closeness(wanted: list[str], service: Service) -> float:
    """How much of what was typed the service knows, from 0 to 1; above it where a keyword says exactly that."""
    texts = [
        _words(text)
        for text in (
            *service.names.values(),
            *(word for words in service.keywords.values() for word in words),
        )
    ]
    known = {word for text in texts for word in text}
    found = sum(max((_likeness(word, other) for other in known), default=0.0) for word in wanted) / len(
        wanted
    )
    if wanted in texts:
        return found + 1
    # Words that stand together in one keyword mean more than the same words from several.
    together = max(
        (len(set(wanted) & set(text)) / max(len(wanted), len(text)) for text in texts), default=0.0
    )
    return found + together / 2 if found >= _ENOUGH else found


def _best(typed: str, words: Collection[str]) -> float:
    return max((_likeness(typed, word) for word in words), default=0.0)


def _likeness(typed: str, word: str) -> float:
    if typed == word:
        return 1
    if len(typed) >= _BEGINNING and word.startswith(typed):
        return 0.9
    alike = fuzz.ratio(typed, word) if min(len(typed), len(word)) > _BEGINNING else 0
    return alike / 110 if alike >= _CLOSE else 0


def _words(text: str) -> list[str]:
    """The words of a text that mean something, without capitals and accents; all of them where none does."""
    plain = unicodedata.normalize("NFKD", text.lower())
    words = re.findall(r"\w+", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    return [word for word in words if word not in _EMPTY] or words
