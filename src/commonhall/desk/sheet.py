"""The one screen of a call: the forms of the report's steps all at once, filled from one draft.

The draft travels sealed in the form, as on the report page: nothing of a call lies on the server before it is sent.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Self

from django.forms import BoundField, Textarea, TextInput
from django.http import QueryDict
from django.utils.translation import gettext as _

from commonhall.desk import cutting, urgency
from commonhall.desk.forms import CallForm
from commonhall.desk.script import Urgency
from commonhall.desk.urgency import Heard
from commonhall.places.lookup import Place
from commonhall.service_requests import steps
from commonhall.service_requests.draft import Draft
from commonhall.service_requests.forms import ContactForm, StepForm
from commonhall.service_requests.intake import Report
from commonhall.service_requests.models import Channel, Service
from commonhall.service_requests.views.review import Review, review
from commonhall.web.forms import PlainForm

CHECK, CONTACT, WHERE = "check", "contact", "where"
NOT_BY_TELEPHONE = frozenset({"photo"})


@dataclass(kw_only=True)
class Sheet:
    """What is on the screen: the draft, its service, the forms as they stand, and all that was typed into them."""

    draft: Draft
    service: Service | None
    call: CallForm
    asked: dict[str, StepForm]
    typed: QueryDict

    @classmethod
    def blank(cls, language: str) -> Self:
        """A new call, in that language until the caller speaks another."""
        return cls.showing(Draft(service=""), QueryDict(f"language={language}"))

    @classmethod
    def showing(cls, draft: Draft, typed: QueryDict) -> Self:
        """A draft and what was typed, without a word about what is still missing."""
        service = _offered(draft.service)
        call = CallForm(is_anonymous=bool(draft.is_anonymous), has_service=service is not None)
        asked = {step: _unasked(steps.FORMS[step](draft=draft)) for step in _steps_of(draft)}
        for form in (call, *asked.values()):
            form.initial.update(_typed_into(form, typed))
        return cls(draft=draft, service=service, call=call, asked=asked, typed=typed)

    @classmethod
    def sent(cls, sent: QueryDict) -> Self:
        """What the call taker sent, looked through. Raises DraftIsLost."""
        draft, typed = Draft.from_token(sent.get("draft", "")), sent.copy()
        service = _offered(sent.get("service", draft.service))
        draft, asked = _answered(steps.about(draft, service.pk if service else ""), typed)
        if asked[WHERE].is_valid() and draft.place:
            typed["where"] = draft.place.label  # a candidate that was chosen sends its key
        call = CallForm(typed, is_anonymous=bool(draft.is_anonymous), has_service=service is not None)
        return cls(draft=draft, service=service, call=call, asked=asked, typed=typed)

    def as_typed(self, **changed: str) -> Self:
        """The same, without a word about what is still missing."""
        typed = self.typed.copy()
        for name, value in changed.items():
            typed[name] = value
        return self.showing(self.draft, typed)

    def gone_past(self, heard: tuple[Heard, ...]) -> Self:
        """The same, in spite of what was heard."""
        words = self.past.union(*(each.words for each in heard))
        return self.as_typed(past="|".join(sorted(words)))

    def cut(self) -> Self:
        """The same of a caller who stays anonymous: nothing in it knows them any more. There is no way back."""
        caller = cutting.Caller(
            name=self.typed.get("name", ""), address=self.typed.get("address", ""), language=self.language
        )
        draft, typed = cutting.cut(self.draft, self.typed, caller, self._words)
        return self.showing(_answered(draft, typed)[0], typed)

    def stripped(self) -> Self:
        """The same without the personal details that stand in words."""
        typed = cutting.strip(self.typed, cutting.Caller(language=self.language), self._words)
        return self.showing(_answered(self.draft, typed)[0], typed)

    @property
    def is_anonymous(self) -> bool:
        return bool(self.draft.is_anonymous)

    @property
    def language(self) -> str:
        """Which language the caller speaks."""
        return str(self.call["language"].value() or "en")

    @property
    def caller(self) -> str:
        """The handle of the person that the call is joined to; empty for none."""
        return str(self.typed.get("caller", ""))

    @property
    def was_told(self) -> bool:
        return bool(self.call["told"].value())

    @property
    def past(self) -> frozenset[str]:
        """Urgent words in spite of which the call taker went on."""
        return frozenset(str(self.call["past"].value() or "").split("|")) - {""}

    def heard(self, urgencies: tuple[Urgency, ...]) -> tuple[Heard, ...]:
        """What is urgent in the caller's words, and was not gone past. A place may be on Fire Station Road."""
        said = [self.typed.get("q", ""), *(self.typed.get(name, "") for name in self._words)]
        return urgency.hear("\n".join(said), urgencies, past=self.past)

    @property
    def is_complete(self) -> bool:
        """Whether all that a request needs is there, and in order."""
        return all(form.is_valid() for form in self._forms) and not steps.missing(self.draft)

    @cached_property
    def report(self) -> Report:
        """What is to be stored, once it is complete."""
        assert self.service is not None
        return steps.report(self.draft, self.service, language=self.language, channel=Channel.TELEPHONE)

    # The last look: an anonymous caller hears what is kept and agrees; of a named one it warns of too much.

    @cached_property
    def review(self) -> Review:
        return review(self.report)

    @cached_property
    def check(self) -> StepForm:
        """The answer to what is shown; no answer yet where something else was shown before."""
        was_shown = self.typed.get("checked", "") == self.mark
        form = steps.FORMS[CHECK](self.typed if was_shown else None, draft=self.draft)
        form.fields["ok"].required = self.is_anonymous
        form.fields["ok"].label = _("Read to the caller, who agrees that this is kept.")
        return form

    @property
    def mark(self) -> str:
        """Changes with anything that is to be stored."""
        kept = "\n".join(str(row.value) for row in self.review.rows)
        return hashlib.sha256(kept.encode()).hexdigest()

    @property
    def was_checked(self) -> bool:
        """Whether what is to be stored is what was looked at last."""
        needs_a_look = self.is_anonymous or bool(self.review.warned)
        return not needs_a_look or self.check.is_valid()

    # For the page

    @property
    def where(self) -> BoundField:
        return self.asked[WHERE]["where"]

    @cached_property
    def found(self) -> StepForm:
        """What was found for the place as it is typed."""
        typed = self.typed if self.typed.get("where") else None
        return steps.FORMS[WHERE](typed, draft=self.draft)

    @property
    def place(self) -> Place | None:
        """The one place that is meant, if one is."""
        return self.draft.place if self.found.is_valid() else None

    @property
    def details(self) -> list[BoundField]:
        """Whatever a report asks between place and contact."""
        return [field for step, form in self.asked.items() if step not in {WHERE, CONTACT} for field in form]

    @property
    def contact(self) -> list[BoundField]:
        """The contact's fields; none of an anonymous caller."""
        form = self.asked.get(CONTACT)
        return [form[part] for part in ContactForm.PARTS] if form else []

    @property
    def errors(self) -> dict[str, Any]:
        """What is wrong, by field."""
        return {name: errors for form in self._forms for name, errors in form.errors.items()}

    def __iter__(self) -> Iterator[BoundField]:
        return chain.from_iterable(self._forms)

    @property
    def _forms(self) -> tuple[PlainForm, ...]:
        return (self.call, *self.asked.values())

    @property
    def _words(self) -> tuple[str, ...]:
        """The names of the fields that hold the caller's own words."""
        fields = self.details
        return tuple(each.name for each in fields if isinstance(each.field.widget, TextInput | Textarea))


def _steps_of(draft: Draft) -> list[str]:
    """All but the last look; an anonymous caller is not asked for a contact."""
    return [step for step in steps.STEPS if step != CHECK and not (step == CONTACT and draft.is_anonymous)]


def _answered(draft: Draft, typed: QueryDict) -> tuple[Draft, dict[str, StepForm]]:
    """The draft with all that was typed, and the forms it was typed into, looked through."""
    typed["who"] = ContactForm.NAMED  # of an anonymous caller that form is not asked
    asked = {}
    for step in _steps_of(draft):
        asked[step] = _unasked(steps.FORMS[step](typed, draft=draft))
        asked[step].is_valid()
        draft = asked[step].advanced()
    return draft, asked


def _unasked(form: StepForm) -> StepForm:
    """Without what cannot be told by telephone; and nobody's browser keeps what a caller said."""
    for name in NOT_BY_TELEPHONE & form.fields.keys():
        del form.fields[name]
    for field in form.fields.values():
        field.widget.attrs["autocomplete"] = "off"
        if isinstance(field.widget, Textarea):
            field.widget.attrs["rows"] = 3
    return form


def _typed_into(form: PlainForm, typed: QueryDict) -> dict[str, Any]:
    widgets = {name: field.widget for name, field in form.fields.items()}
    return {
        name: widget.value_from_datadict(typed, {}, name)
        for name, widget in widgets.items()
        if not widget.value_omitted_from_data(typed, {}, name)
    }


def _offered(code: str) -> Service | None:
    return Service.objects.filter(pk=code, is_offered=True).first()
