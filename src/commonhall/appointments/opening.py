"""Whether each sealed column of appointments opens: for the control of encryption."""

from commonhall.appointments import whose
from commonhall.appointments.models import Booking, BookingKey
from commonhall.vault.sealing import CannotOpen


def contact(row: Booking) -> bool:
    try:
        whose.contact_link(row)
    except CannotOpen:
        return False
    return True


def place(row: Booking) -> bool:
    try:
        whose.place_with(row, whose.key_of(row.pk))
    except CannotOpen:
        return False
    return True


def key(row: BookingKey) -> bool:
    try:
        whose.unwrapped(row)
    except CannotOpen:
        return False
    return True
