"""What the public list can be asked for: near where, and the filters of `public_filters`."""

from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy

from commonhall.errors import NotNow
from commonhall.places import lookup
from commonhall.places.lookup import Found, Place, PlaceNotFound
from commonhall.places.refusals import NoNumber
from commonhall.service_requests import catalogue
from commonhall.service_requests.public_filters import DAYS, STATES, PublicFilters
from commonhall.web.forms import PlainForm

FILTERS = ("service", "days", "state")


class ListingForm(PlainForm):
    """`near` is the place that was typed, `street` the key of a street that was typed without a number."""

    place = forms.CharField(
        label=gettext_lazy("Near an address, a crossing or a street"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    service = forms.ChoiceField(label=gettext_lazy("Service"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False, choices=STATES)
    days = forms.ChoiceField(label=gettext_lazy("Reported"), required=False, choices=DAYS)

    near: Place | None = None
    street = ""
    candidates: tuple[Found, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services = [(service.code, str(service)) for service in catalogue.offered()]
        self._field("service").choices = [("", gettext_lazy("All services")), *services]

    @classmethod
    def of(cls, filters: PublicFilters) -> Self:
        """The form as it stands above a list with these filters."""
        days = str(filters.days or "")
        return cls(initial={"service": filters.service, "state": filters.state, "days": days})

    @property
    def is_about_a_place(self) -> bool:
        return bool(self.data.get("place", "").strip())

    @property
    def chosen(self) -> list[str]:
        """What the filters say now, in words."""
        options = (option for name in FILTERS for option in self[name].subwidgets)
        return [str(option.choice_label) for option in options if option.data["selected"]]

    @property
    def narrows(self) -> bool:
        """Whether any filter was changed."""
        return any(self[name].value() for name in FILTERS)

    def clean_place(self) -> str:
        """A street alone will do here. What was typed is looked up; the page says the block, never a house."""
        typed = str(self.cleaned_data["place"])
        if not typed:
            return ""
        try:
            self.near = lookup.resolve(typed)
            self.data = dict(self.data.items()) | {"place": self.near.block_label}
        except NoNumber as alone:
            if len(alone.streets) != 1:
                raise forms.ValidationError(str(alone)) from None
            self.street = alone.streets[0].key
        except PlaceNotFound as refusal:
            self.candidates = refusal.candidates
            raise forms.ValidationError(str(refusal)) from None
        except NotNow as later:
            raise forms.ValidationError(str(later)) from None
        return typed

    def _field(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field
