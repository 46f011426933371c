"""What a person is found by: some ninety tokens, hashed and forgotten.

A token is a kind and a value. The kinds stand here, for the index and for queries alike.
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache

from commonhall.people.contacts import Record
from commonhall.people.search import addresses, spelling
from commonhall.people.search.addresses import Home
from commonhall.vault.blind import Tokens

NAME_PREFIXES = range(3, 7)
STREET_PREFIXES = range(1, 7)
EMAIL_PREFIXES = range(4, 9)
PHONE_PREFIXES = range(6, 10)
LOCAL_PREFIXES = range(5, 7)  # of the number without its area code
LONGEST_STREET, LONGEST_LOCAL_PART = 9, 12  # letters that count where one may be missing


class Kind(StrEnum):
    """What a token says of a person; each is one sign, so that hashing costs little."""

    WORD = "w"  # a word of a name
    WORD_LESS = "x"  # less one letter
    WORD_BEGINS = "p"
    WORD_SOUNDS = "h"
    INITIAL = "i"  # an initial, and another word in full
    INITIAL_SOUNDS = "j"
    PHONE = "t"
    PHONE_LESS = "u"
    PHONE_BEGINS = "v"
    PHONE_LOCAL = "7"  # the last seven figures
    PHONE_LOCAL_BEGINS = "6"
    PHONE_ENDS = "4"  # the last four
    EMAIL = "m"
    EMAIL_LOCAL = "l"  # what stands before the @, letters and figures alone
    EMAIL_LESS = "k"
    EMAIL_BEGINS = "b"
    HOME = "a"  # number and street
    HOME_BEGINS = "c"
    HOME_LESS = "d"
    HOME_SOUNDS = "e"
    NUMBER_LESS = "f"  # the number less one figure, and the street
    STREET = "s"
    STREET_LESS = "r"
    STREET_WORD = "o"


def of(record: Record) -> Iterator[Tokens]:
    """The tokens of all a record holds, what earlier requests gave and other names too.

    Those of a word that many have are made once.
    """
    for name in record.names:
        yield from _of_name(name)
    yield from (of_phone(phone) for phone in _each(record, "phone"))
    yield from (of_email(email) for email in _each(record, "email"))
    for address in _each(record, "address"):
        home = addresses.read(address)
        yield of_street(home.street)
        yield of_home(home)


def _each(record: Record, part: str) -> list[str]:
    """What the record holds of this part, each once."""
    return [*dict.fromkeys(value for contact in record.contacts if (value := getattr(contact, part)))]


def _of_name(name: str) -> Iterator[Tokens]:
    named = spelling.words(name)
    for word in named:
        yield of_word(word)
    for word in named[1:]:
        yield of_initial(named[0][0], word)


@lru_cache(1 << 14)
def of_word(word: str) -> Tokens:
    """A word of a name: as it is, less a letter, as it begins, as it sounds."""
    return (
        Kind.WORD + word,
        *(Kind.WORD_LESS + less for less in spelling.with_one_less(word)),
        *(Kind.WORD_BEGINS + word[:length] for length in NAME_PREFIXES if length <= len(word)),
        *(Kind.WORD_SOUNDS + sound for sound in spelling.sounds(word)),
    )


@lru_cache(1 << 14)
def of_initial(initial: str, word: str) -> Tokens:
    """An initial with another word: J. Smith."""
    return (
        f"{Kind.INITIAL}{initial}{word}",
        *(f"{Kind.INITIAL_SOUNDS}{initial}{sound}" for sound in spelling.sounds(word)),
    )


def of_phone(kept: str) -> Tokens:
    """A number as it is kept; a number of this country without its country's."""
    figures = national(kept)
    local = figures[-7:]
    return (
        Kind.PHONE + figures,
        *(Kind.PHONE_LESS + less for less in spelling.with_one_less(figures)),
        *(Kind.PHONE_BEGINS + figures[:length] for length in PHONE_PREFIXES),
        Kind.PHONE_LOCAL + local,
        *(Kind.PHONE_LOCAL_BEGINS + local[:length] for length in LOCAL_PREFIXES),
        Kind.PHONE_ENDS + figures[-4:],
    )


def national(kept: str) -> str:
    """The figures of a kept number, without the country of North America's numbering plan."""
    figures = kept.lstrip("+")
    return figures[1:] if len(figures) == 11 and figures[0] == "1" else figures


def of_email(kept: str) -> Tokens:
    """An address; what follows a plus sign does not count."""
    local = local_part(kept)
    return (
        Kind.EMAIL + kept.casefold(),
        Kind.EMAIL_LOCAL + local,
        *(Kind.EMAIL_LESS + less for less in spelling.with_one_less(local[:LONGEST_LOCAL_PART])),
        *(Kind.EMAIL_BEGINS + local[:length] for length in EMAIL_PREFIXES if length <= len(local)),
    )


def local_part(address: str) -> str:
    """What stands before the last @, up to a plus sign, in small letters and figures alone."""
    local = address.casefold().rpartition("@")[0] or address.casefold()
    return "".join(sign for sign in local.partition("+")[0] if sign.isalnum())


@lru_cache(1 << 13)
def of_street(street: str) -> Tokens:
    """A street without a number."""
    if not street:
        return ()
    compact = street.replace(" ", "")
    return (
        Kind.STREET + compact,
        *(Kind.STREET_LESS + less for less in spelling.with_one_less(compact[:LONGEST_STREET])),
        *(Kind.STREET_WORD + word for word in street.split()),
    )


def of_home(home: Home) -> Tokens:
    """A number on a street."""
    if not (home.number and home.street):
        return ()
    number, compact = home.number, home.compact
    return (
        f"{Kind.HOME}{number}|{compact}",
        *(
            f"{Kind.HOME_BEGINS}{number}|{compact[:length]}"
            for length in STREET_PREFIXES
            if length <= len(compact)
        ),
        *(f"{Kind.HOME_LESS}{number}|{less}" for less in spelling.with_one_less(compact[:LONGEST_STREET])),
        *(f"{Kind.HOME_SOUNDS}{number}|{sound}" for sound in sounds_of_street(home.street)),
        *(f"{Kind.NUMBER_LESS}{less}|{compact}" for less in fewer_figures(number)),
    )


def sounds_of_street(street: str) -> frozenset[str]:
    """How the street's first word may sound; a number has no sound."""
    first = street.split(maxsplit=1)[0]
    return spelling.sounds(first) if first.isalpha() else frozenset()


def fewer_figures(number: str) -> frozenset[str]:
    """A house number with each of its figures left out in turn."""
    if len(number) < 3:
        return frozenset()
    return frozenset(number[:at] + number[at + 1 :] for at in range(len(number)))
