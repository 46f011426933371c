"""Why a place was not found, in the words of the person who looks for it.

None of these repeats what was typed: where somebody lives may stand in it.
"""

from collections.abc import Sequence

from babel.lists import format_list
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonhall.calendar.city import Town
from commonhall.errors import NotNow, Refused
from commonhall.places.gazetteer import Street
from commonhall.places.place import Found


class PlaceNotFound(Refused):
    """`candidates` are what may be meant, likeliest first: to be offered beside the message."""

    def __init__(self, message: str, candidates: tuple[Found, ...] = ()) -> None:
        super().__init__(message)
        self.candidates = candidates


class NothingWritten(PlaceNotFound):
    def __init__(self, *, example: str) -> None:
        message = _(
            "Tell us where it is. A house number and street, a crossing, a park or the %(block)s is enough."
        )
        super().__init__(message % {"block": example})


class ManyFit(PlaceNotFound):
    def __init__(self, *, candidates: tuple[Found, ...]) -> None:
        super().__init__(_("More than one place fits. Choose the one you mean."), candidates)


class NoSuchStreet(PlaceNotFound):
    def __init__(self, *, city: str, candidates: tuple[Found, ...]) -> None:
        message = _("We know no street of that name in %(city)s.") % {"city": city}
        if candidates:
            advice = _("Is it one of these? If not, check the spelling.")
        else:
            advice = _("Check the spelling, or name a street close to it.")
        super().__init__(f"{message} {advice}", candidates)


class NoNumber(PlaceNotFound):
    """A street alone: some are miles long, and several may bear the name."""

    def __init__(self, *, streets: Sequence[Street]) -> None:
        if len(streets) == 1:
            message = _(
                "Which part of %(street)s? Add a house number or a block, from %(first)d to %(last)d."
            )
            super().__init__(message % _extent(streets[0]))
        else:
            message = _("Which street, and which part of it? Write %(streets)s with a house number or block.")
            either = format_list(
                [street.label for street in streets], style="or", locale=get_language() or "en"
            )
            super().__init__(message % {"streets": either})
        self.streets = tuple(streets)


class NoSuchNumber(PlaceNotFound):
    def __init__(self, *, street: Street, candidates: tuple[Found, ...]) -> None:
        message = _("We know no such number on %(street)s. Its blocks go from %(first)d to %(last)d.")
        super().__init__(f"{message % _extent(street)} {_('Check the number.')}", candidates)


class NoSuchCrossing(PlaceNotFound):
    def __init__(self) -> None:
        super().__init__(
            _("We know no place where these two streets meet. Write a house number and street, or a block.")
        )


class OtherTown(PlaceNotFound):
    def __init__(self, *, town: Town, city: str) -> None:
        message = _("That is in %(town)s, not %(city)s. %(town)s takes care of its own streets.")
        if town.phone:
            message += " " + _("Call %(phone)s.")
        super().__init__(message % {"town": town.name, "city": city, "phone": town.phone})


class OutsideTheCity(PlaceNotFound):
    """A position in no neighbour's bounds either."""

    def __init__(self, *, city: str, phone: str) -> None:
        message = _(
            "That is outside %(city)s, where other offices take care of the streets. "
            "If it is in %(city)s, type the street. Not sure? Call %(phone)s."
        )
        super().__init__(message % {"city": city, "phone": phone})


class NoStreetNear(PlaceNotFound):
    def __init__(self) -> None:
        super().__init__(
            _("We know no street close to that point. Type the nearest street, crossing or park.")
        )


class TooCoarse(PlaceNotFound):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Your device knows where you are only roughly, not which block. Type the street or the crossing."
            )
        )


class NoStreets(NotNow):
    """The city's blocks have not been loaded: an operator's mistake that a resident can go around."""

    def __init__(self, *, phone: str) -> None:
        message = _("We can’t look up places right now. Call %(phone)s, or try again later.")
        super().__init__(message % {"phone": phone})


def _extent(street: Street) -> dict[str, str | int]:
    return {"street": street.label, "first": min(street.blocks), "last": max(street.blocks)}
