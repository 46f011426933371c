"""The form of a schedule: what can be booked, and in which times."""

from collections.abc import Iterator
from datetime import time
from typing import Any

from django import forms
from django.conf import settings
from django.utils.dates import WEEKDAYS as DAYS_OF_THE_WEEK
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.appointments.models import MOST_SEATS, Schedule
from commonhall.messaging import gate
from commonhall.messaging.gate import Draft
from commonhall.messaging.models import Basis, Channel
from commonhall.staff.models import Department
from commonhall.web.forms import PlainForm, WordsField

WEEKDAYS = [(number + 1, name) for number, name in DAYS_OF_THE_WEEK.items()]
_TIME = gettext_lazy("Write a time like 08:30.")


def _clock(label: Any, *, required: bool = True, hint: Any = "") -> forms.TimeField:
    return forms.TimeField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages=dict.fromkeys(("required", "invalid"), _TIME),
    )


def _number(label: Any, least: int, most: int, hint: Any = "") -> forms.IntegerField:
    said = format_lazy(
        gettext_lazy("Write a whole number from {least} to {most}."), least=str(least), most=str(most)
    )
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), said),
    )


class ScheduleForm(PlainForm):
    department = forms.ModelChoiceField(
        label=gettext_lazy("Department"),
        queryset=Department.objects.filter(is_active=True).order_by("rank"),
        empty_label=None,
        error_messages={"required": gettext_lazy("Choose the department.")},
    )
    place = forms.CharField(
        label=gettext_lazy("Where people come to"),
        help_text=gettext_lazy(
            "Address and room, as everyone may read it. Leave it empty where the city comes to them."
        ),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Days"),
        help_text=gettext_lazy("On the city’s holidays nothing can be booked."),
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one day.")},
    )
    opens = _clock(gettext_lazy("From"))
    closes = _clock(gettext_lazy("To"))
    pause_begins = _clock(gettext_lazy("Pause from"), required=False)
    pause_ends = _clock(gettext_lazy("Pause to"), required=False)
    minutes = _number(gettext_lazy("Minutes of one appointment"), 5, 480)
    travel_minutes = _number(
        gettext_lazy("Minutes between two"),
        0,
        240,
        gettext_lazy("For the way from one visit to the next, or to put things in order."),
    )
    capacity = _number(
        gettext_lazy("How many at once"), 1, MOST_SEATS, gettext_lazy("Windows at the counter, or crews.")
    )
    notice_hours = _number(
        gettext_lazy("Hours before"), 0, 720, gettext_lazy("A time that is nearer cannot be booked.")
    )
    days_ahead = _number(gettext_lazy("Days ahead"), 1, 180, gettext_lazy("How far ahead people can book."))
    is_active = forms.BooleanField(
        label=gettext_lazy("It can be booked"),
        help_text=gettext_lazy("Without the tick those that are booked stay, and no more are taken."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, language in settings.LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(
                label=_("What it is called (%(language)s)") % {"language": language},
                max_length=60,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
                error_messages={"required": _("Write what it is called in each language.")},
            )
            self.fields[f"advice_{code}"] = WordsField(
                label=_("What to bring or put out (%(language)s)") % {"language": language},
                help_text=_("It stands in every confirmation and reminder."),
                max_length=600,
                required=False,
            )

    @property
    def texts(self) -> list[forms.BoundField]:
        """What it is called and what to bring, a field for each language."""
        parts = ("name", "advice")
        return [self[f"{part}_{code}"] for part in parts for code, _name in settings.LANGUAGES]

    @property
    def hours(self) -> list[forms.BoundField]:
        """From when to when."""
        return [self[name] for name in ("opens", "closes", "pause_begins", "pause_ends")]

    @property
    def numbers(self) -> list[forms.BoundField]:
        """How long, how many, how soon."""
        names = ("minutes", "travel_minutes", "capacity", "notice_hours", "days_ahead")
        return [self[name] for name in names]

    @classmethod
    def filled(cls, schedule: Schedule) -> "ScheduleForm":
        """With what the schedule has."""
        texts = {f"name_{code}": text for code, text in schedule.names.items()}
        texts |= {f"advice_{code}": text for code, text in schedule.advice.items()}
        plain = {name: getattr(schedule, name) for name in _PLAIN}
        days = [day for day, _name in WEEKDAYS if schedule.weekdays >> (day - 1) & 1]
        return cls(initial={**plain, **texts, "department": schedule.department_id, "weekdays": days})

    def clean(self) -> None:
        typed = self.cleaned_data
        opens, closes = typed.get("opens"), typed.get("closes")
        if opens and closes and opens >= closes:
            self.add_error("closes", _("It must be later than “From”."))
        self._clean_pause(opens, closes)
        for name, text in self._texts():
            draft = Draft(basis=Basis.APPOINTMENT, channel=Channel.EMAIL, text=text)
            for refusal in gate.check(draft):
                self.add_error(name, str(refusal))

    def put_into(self, schedule: Schedule) -> Schedule:
        """The schedule with what was typed, not saved; after `is_valid`."""
        typed = self.cleaned_data
        for name in _PLAIN:
            setattr(schedule, name, typed[name])
        schedule.department = typed["department"]
        schedule.weekdays = sum(1 << (day - 1) for day in typed["weekdays"])
        schedule.names = {code: typed[f"name_{code}"] for code, _name in settings.LANGUAGES}
        schedule.advice = {
            code: typed[f"advice_{code}"] for code, _name in settings.LANGUAGES if typed[f"advice_{code}"]
        }
        return schedule

    def _clean_pause(self, opens: time | None, closes: time | None) -> None:
        begins, ends = self.cleaned_data.get("pause_begins"), self.cleaned_data.get("pause_ends")
        if (begins is None) != (ends is None):
            self.add_error("pause_ends", _("Write both times of the pause, or none."))
        elif begins and ends and opens and closes and not opens < begins < ends < closes:
            self.add_error("pause_ends", _("The pause must lie within the hours, and end after it begins."))

    def _texts(self) -> Iterator[tuple[str, str]]:
        """What stands in messages."""
        names = ["place"]
        names += [f"{part}_{code}" for part in ("name", "advice") for code, _name in settings.LANGUAGES]
        for name in names:
            if text := self.cleaned_data.get(name):
                yield name, str(text)


_PLAIN = (
    "place",
    "opens",
    "closes",
    "pause_begins",
    "pause_ends",
    "minutes",
    "travel_minutes",
    "capacity",
    "notice_hours",
    "days_ahead",
    "is_active",
)
