"""How residents find a service: in the city's order, by topic, or by everyday words."""

import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.core.validators import slug_re
from rapidfuzz import fuzz

from commonhall.service_requests.models import Service
from commonhall.vault.asking import Question

_OFFERED_AS = Question(lambda code: Service.objects.filter(pk=code, is_offered=True))
_ENOUGH = 0.5  # of what was typed and is known at all has to be found
_BESIDE_THE_BEST = 0.4  # what fits so much less than the best is left out
_ONLY_SAID_OF_IT = 0.6  # of a word that stands in the description alone
_CLOSE = 82  # of 100: how alike two words must be to be one with a slip; “light” and “night” are not
_BEGINNING = 3  # so many letters of a word say which is meant
_ENDING = re.compile(r"(?:ings?|ers?|ed|es|s|ies|y|os?|as?|ad[oa]s?|and?o|ar|e)$")
# Words that say nothing about what is wrong, in English and in Spanish.
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        """a about all am an and are at be been but by came come cant do does doesnt dont for from get gets go goes got
        had has have i in is it its just me my near need needs never next nobody not of off on or our over please
        she so some somebody someone that the their them there they this to too up us very want was we were when where
        will with wont you your
        a al algo alguien algun alguna como con cerca de del desde donde el ella ellos en entre es esa ese eso esta este
        esto estan fue ha hace han hay la las le lo los me mi mis muy necesito nos nuestra nuestro o para pero por
        porque que quiero se ser son su sus tan tengo un una unas unos y ya yo""",
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


def offered_as(code: str) -> Service | None:
    """The service of that code, where residents can choose it; what can be no code finds none."""
    return _OFFERED_AS.first(code) if slug_re.fullmatch(code) else None


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
    """The services that a word or a whole sentence may mean, best first; all of them for nothing typed.

    A word that few services know says more than one that many do; one that none knows says nothing.
    """
    wanted = _words(typed)
    if not wanted:
        return services
    known = [_Known.of(service) for service in services]
    vocabulary = frozenset().union(*(each.words | each.said_of_it for each in known))
    near = {word: _near(word, vocabulary) for word in dict.fromkeys(wanted)}
    weights = {
        word: math.log(1 + len(services) / knowing)
        for word, others in near.items()
        if (knowing := sum(each.likeness(others) > 0 for each in known))
    }
    scored = [
        (each.score(wanted, near, weights), service) for each, service in zip(known, services, strict=True)
    ]
    best = max((score for score, _service in scored), default=0.0)
    least = max(_ENOUGH, best * _BESIDE_THE_BEST)
    return [service for score, service in sorted(scored, key=lambda pair: -pair[0]) if score >= least]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Known:
    """By which words a service is known: its names and keywords, each as a list of words; and those of what it is."""

    texts: list[tuple[str, ...]]
    words: frozenset[str]
    said_of_it: frozenset[str]

    @classmethod
    def of(cls, service: Service) -> "_Known":
        keywords = (keyword for of_language in service.keywords.values() for keyword in of_language)
        texts = [_words_of_a_service(text) for text in (*service.names.values(), *keywords)]
        words = frozenset(word for text in texts for word in text)
        described = (word for text in service.descriptions.values() for word in _words_of_a_service(text))
        return cls(texts=texts, words=words, said_of_it=frozenset(described) - words)

    def likeness(self, near: Mapping[str, float]) -> float:
        """How close the service's own words come to one that was typed, from 0 to 1; `near`: words close to that."""
        return max(
            (
                alike if word in self.words else alike * _ONLY_SAID_OF_IT
                for word, alike in near.items()
                if word in self.words or word in self.said_of_it
            ),
            default=0.0,
        )

    def score(
        self, wanted: tuple[str, ...], near: Mapping[str, Mapping[str, float]], weights: Mapping[str, float]
    ) -> float:
        """The share of what was said that the service knows; above 1 where a keyword says exactly that."""
        if not weights:
            return 0
        whole = sum(weights.values())
        found = sum(self.likeness(near[word]) * weight for word, weight in weights.items()) / whole
        if wanted in self.texts:
            return found + 1
        # Words that stand together in one keyword mean more than the same words from several.
        together = max((_together(text, near, weights) for text in self.texts), default=0.0)
        return found + together / whole / 2


def _together(
    text: Collection[str], near: Mapping[str, Mapping[str, float]], weights: Mapping[str, float]
) -> float:
    """How much of a keyword was said, by the weight of the words that say it."""
    said = [word for word in weights if any(other in near[word] for other in text)]
    meant = {other for other in text if any(other in near[word] for word in said)}
    return sum(weights[word] for word in said) * len(meant) / max(len(text), 1)


def _near(typed: str, vocabulary: Collection[str]) -> dict[str, float]:
    """The words that one may mean: itself and its forms; if nobody knows it, what it begins and what is a slip away."""
    stem = _stem(typed)
    same = {
        word: 1.0 if word == typed else 0.9
        for word in vocabulary
        if word[:3] == stem[:3] and _stem(word) == stem
    }
    if typed in same:
        return same
    return same | {
        word: alike for word in vocabulary if (alike := _likeness(typed, word)) and word not in same
    }


def _likeness(typed: str, word: str) -> float:
    if len(typed) >= _BEGINNING and word.startswith(typed):
        return 0.9
    alike = fuzz.ratio(typed, word) if min(len(typed), len(word)) > _BEGINNING else 0
    return alike / 110 if alike >= _CLOSE else 0


def _stem(word: str) -> str:
    """The word without the endings of its forms: plowed, plowing and plows are one; so are suelto and sueltos."""
    ending = _ENDING.search(word, 4)
    return word[: ending.start()] if ending else word


def _words(text: str) -> tuple[str, ...]:
    """The words of a text that mean something, without capitals, accents and apostrophes; all where none does."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("’", "").replace("'", ""))
    words = re.findall(r"\w+", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    return tuple(word for word in words if word not in _EMPTY) or tuple(words)


@lru_cache(1 << 13)
def _words_of_a_service(text: str) -> tuple[str, ...]:
    """As above, and kept: each search reads the whole catalogue. What people type is never kept."""
    return _words(text)
