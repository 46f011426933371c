"""The forms of who books: how to reach them, and where to come to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy

from commonhall.appointments.bookings import TimeIsGone
from commonhall.appointments.models import Schedule
from commonhall.appointments.slots import Slot
from commonhall.people.contact_fields import AddressField, EmailField, NameField, PhoneField
from commonhall.people.contacts import Contact
from commonhall.web import dates
from commonhall.web.forms import PlainForm


class TimeField(forms.Field):
    """A moment as `written` writes it."""

    def to_python(self, value: Any) -> datetime | None:
        return moment(str(value or ""))


class MoveForm(PlainForm):
    """A time. `others`: those that are offered where the one that was wanted is gone."""

    at = TimeField(
        label=gettext_lazy("Choose another time"),
        error_messages={"required": gettext_lazy("Choose a time.")},
        widget=forms.HiddenInput,
    )

    def offer(self, others: Sequence[Slot]) -> None:
        """Let one of these be chosen instead."""
        self.fields["at"].widget = forms.RadioSelect(
            choices=[(written(slot.starts_at), in_words(slot.starts_at)) for slot in others]
        )

    def refuse(self, gone: TimeIsGone) -> None:
        """Say that the time is gone, and let another one be chosen."""
        self.add_error("at", str(gone))
        self.offer(gone.others)


class WhoForm(MoveForm):
    """Who books. `is_known`: whose it will be is known, so that nobody is asked."""

    name = NameField(help_text=gettext_lazy("So that we know who comes, or whom to ask for."))
    phone = PhoneField(
        label=gettext_lazy("Mobile phone"),
        help_text=gettext_lazy("So that we can reach you if the time has to change."),
    )
    email = EmailField(
        help_text=gettext_lazy("So that you get a confirmation, and a reminder the working day before.")
    )
    place = AddressField(
        label=gettext_lazy("Where we should come to"),
        help_text=gettext_lazy("House number and street; the crew reads it."),
        required=True,
        error_messages={"required": gettext_lazy("Write where we should come to.")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("They read"),
        choices=lambda: settings.LANGUAGES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the language they read.")},
    )

    def __init__(
        self, *args: Any, schedule: Schedule, is_known: bool = False, by_staff: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        left_out = {"name", "phone", "email"} if is_known else set()
        left_out |= set() if schedule.is_visit else {"place"}
        left_out |= set() if by_staff and not is_known else {"language"}
        for name in left_out:
            del self.fields[name]
        if by_staff:
            for field in self.fields.values():
                field.widget.attrs["autocomplete"] = "off"

    def contact(self, language: str) -> Contact:
        """Who books, after `is_valid`; in the language of the page where the form does not ask."""
        typed = self.cleaned_data
        return Contact(
            name=typed.get("name", ""),
            phone=typed.get("phone", ""),
            email=typed.get("email", ""),
            language=typed.get("language") or language,
        )

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields that are text."""
        return [self[name] for name in ("name", "phone", "email", "place") if name in self.fields]


def moment(text: str) -> datetime | None:
    """A moment in an address or a form; None for anything else."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def written(at: datetime) -> str:
    """A moment for an address or a form, such as 2026-12-01T14:00Z."""
    return f"{at:%Y-%m-%dT%H:%MZ}"


def in_words(at: datetime) -> str:
    """Tue, Dec 1, 9:00 am."""
    return f"{dates.day(at)}, {dates.clock(at)}"
