"""From a query to slots: for each of its parts the tokens that may stand for it, each with its weight.

The weights say how sure a token makes: as it was typed, begun so, short for it, one slip away, two, or sounding alike.
"""

from collections.abc import Sequence

from commonhall.people.search import spelling
from commonhall.people.search.addresses import Home
from commonhall.people.search.query import Query
from commonhall.people.search.tokens import (
    EMAIL_PREFIXES,
    LOCAL_PREFIXES,
    LONGEST_LOCAL_PART,
    LONGEST_STREET,
    NAME_PREFIXES,
    PHONE_PREFIXES,
    STREET_PREFIXES,
    Kind,
    fewer_figures,
    local_part,
    sounds_of_street,
)
from commonhall.vault.blind.reader import Slot

SURE = 0.85  # a token of this weight or more needs no slip to be right
_AS_TYPED, _BEGINS, _NICKNAME, _SLIP, _TWO_SLIPS, _SOUND = 1.0, 0.9, 0.82, 0.75, 0.7, 0.6
_STREET_ALONE, _HALF = 0.4, 0.5


def of(query: Query) -> Sequence[Slot]:
    """One slot for each word of a name, for the number, and for each address. The last word may be half typed."""
    slots = [_word(word) for word in query.names]
    if len(query.names) > 1:
        slots.append(_initials(query.names))
    if query.is_one_word:
        slots[0] |= _street_alone(query.names[0], _AS_TYPED * 0.8)
    if query.phone:
        slots.append(_phone(query.phone))
    slots += [_email(typed) for typed in query.emails]
    if query.homes:
        slots.append({token: weight for home in query.homes for token, weight in _home(home).items()})
    return slots


def sure(slots: Sequence[Slot]) -> Sequence[Slot]:
    """Of each slot what needs no slip: few tokens, which find most of what is sought."""
    return [{token: weight for token, weight in slot.items() if weight >= SURE} for slot in slots]


def _word(word: str) -> dict[str, float]:
    slot = {Kind.WORD_SOUNDS + sound: _SOUND for sound in spelling.sounds(word)} if len(word) > 2 else {}
    less = spelling.with_one_less(word)
    slot |= {Kind.WORD_LESS + each: _TWO_SLIPS for each in less}
    slot |= {Kind.WORD + each: _SLIP for each in less}
    slot |= {Kind.WORD + other: _NICKNAME for other in spelling.called(word)}
    if len(word) >= spelling.SHORTEST_WITH_A_SLIP:
        slot[Kind.WORD_LESS + word] = _SLIP
    if len(word) in NAME_PREFIXES:
        slot[Kind.WORD_BEGINS + word] = _BEGINS
    elif len(word) > NAME_PREFIXES[-1]:
        slot[Kind.WORD_BEGINS + word[: NAME_PREFIXES[-1]]] = _HALF
    slot[Kind.WORD + word] = _AS_TYPED
    return slot


def _initials(names: Sequence[str]) -> dict[str, float]:
    """J. Smith, Smith J., and for Jon Smith those who are called J. and sound like Smith."""
    slot: dict[str, float] = {}
    for one, other in ((names[0], names[-1]), (names[-1], names[0])):
        weight = _AS_TYPED if len(one) == 1 else _HALF
        slot |= {f"{Kind.INITIAL_SOUNDS}{one[0]}{sound}": _SOUND * weight for sound in spelling.sounds(other)}
        slot[f"{Kind.INITIAL}{one[0]}{other}"] = weight
    return slot


def _phone(figures: str) -> dict[str, float]:
    length = len(figures)
    slot: dict[str, float] = {}
    if length >= 9:
        less = spelling.with_one_less(figures)
        slot |= {Kind.PHONE_LESS + each: _TWO_SLIPS for each in less}
        slot |= {Kind.PHONE + each: _SLIP for each in less}
        slot[Kind.PHONE_LESS + figures] = _SLIP
        slot[Kind.PHONE_LOCAL + figures[-7:]] = _SOUND
        slot[Kind.PHONE + figures] = _AS_TYPED
    if length in PHONE_PREFIXES:
        slot[Kind.PHONE_BEGINS + figures] = _BEGINS
    if length in LOCAL_PREFIXES:
        slot[Kind.PHONE_LOCAL_BEGINS + figures] = _BEGINS
    if length == 7:
        slot[Kind.PHONE_LOCAL + figures] = _AS_TYPED
    if length == 4:
        slot[Kind.PHONE_ENDS + figures] = _AS_TYPED
    return slot


def _email(typed: str) -> dict[str, float]:
    local = local_part(typed)
    short = local[:LONGEST_LOCAL_PART]
    slot = {Kind.EMAIL_LESS + less: _TWO_SLIPS for less in spelling.with_one_less(short)}
    slot |= {Kind.EMAIL_LOCAL + less: _SLIP for less in spelling.with_one_less(local)}
    slot[Kind.EMAIL_LESS + short] = _SLIP
    if len(local) >= EMAIL_PREFIXES[0]:
        slot[Kind.EMAIL_BEGINS + local[: EMAIL_PREFIXES[-1]]] = _BEGINS
    slot[Kind.EMAIL_LOCAL + local] = 0.95
    slot[Kind.EMAIL + typed] = _AS_TYPED
    return slot


def _home(home: Home) -> dict[str, float]:
    number, street = home.number, home.compact
    short = street[:LONGEST_STREET]
    fewer = fewer_figures(number)
    slot = _street_alone(street, _STREET_ALONE)
    slot |= {f"{Kind.NUMBER_LESS}{less}|{street}": 0.65 for less in fewer}
    slot |= {f"{Kind.HOME}{less}|{street}": _TWO_SLIPS for less in fewer}
    slot[f"{Kind.NUMBER_LESS}{number}|{street}"] = _TWO_SLIPS
    slot |= {f"{Kind.HOME_SOUNDS}{number}|{sound}": _SOUND for sound in sounds_of_street(home.street)}
    slot |= {f"{Kind.HOME_LESS}{number}|{less}": _TWO_SLIPS for less in spelling.with_one_less(short)}
    slot |= {f"{Kind.HOME}{number}|{less}": _SLIP for less in spelling.with_one_less(street)}
    slot[f"{Kind.HOME_LESS}{number}|{short}"] = _SLIP
    slot[f"{Kind.HOME_BEGINS}{number}|{street[: STREET_PREFIXES[2]]}"] = _HALF
    slot[f"{Kind.HOME_BEGINS}{number}|{street[: STREET_PREFIXES[-1]]}"] = _BEGINS
    slot[f"{Kind.HOME}{number}|{street}"] = _AS_TYPED
    return slot


def _street_alone(street: str, weight: float) -> dict[str, float]:
    slot = {Kind.STREET + less: weight * _SLIP for less in spelling.with_one_less(street)}
    slot |= {
        Kind.STREET_LESS + less: weight * _TWO_SLIPS
        for less in spelling.with_one_less(street[:LONGEST_STREET])
    }
    slot[Kind.STREET_LESS + street[:LONGEST_STREET]] = weight * _SLIP
    return slot | {Kind.STREET_WORD + street: weight * 0.9, Kind.STREET + street: weight}
