"""Telephone numbers: kept as ITU-T E.164 writes them, shown as people here do."""

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from commonhall.errors import Refused

HOME = "US"
DIGITS_AT_HOME = 10  # of a number without its country
_MOBILE = {
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.UNKNOWN,  # possible and not in use, as numbers of examples are
}


class NobodyCouldCall(Refused):
    """What was typed is no telephone number."""

    def __init__(self) -> None:
        super().__init__(
            _("That does not look like a phone number. Write it with the area code, like 302-555-0147.")
        )


def dialable(typed: str) -> str:
    """A number as +13025550147; empty for nothing typed. Raises NobodyCouldCall."""
    if not typed.strip():
        return ""
    try:
        number = phonenumbers.parse(typed, HOME)
    except phonenumbers.NumberParseException:
        raise NobodyCouldCall from None
    if not phonenumbers.is_possible_number(number):
        raise NobodyCouldCall
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def takes_texts(kept: str) -> bool:
    """Whether a kept number may be a mobile one. North America's plan does not tell mobile numbers from others."""
    return bool(kept) and phonenumbers.number_type(phonenumbers.parse(kept)) in _MOBILE


def as_people_write(kept: str) -> str:
    """A kept number as (302) 555-0147, or with its country where that is another."""
    if not kept:
        return ""
    number = phonenumbers.parse(kept)
    is_home = number.country_code == phonenumbers.country_code_for_region(HOME)
    return phonenumbers.format_number(
        number, PhoneNumberFormat.NATIONAL if is_home else PhoneNumberFormat.INTERNATIONAL
    )
