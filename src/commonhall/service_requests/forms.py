"""The forms of a report, one a step: each puts what was typed into the draft, valid or not. And two small ones."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonhall.holdings import oversharing
from commonhall.people import phones
from commonhall.people.contact_fields import AddressField, EmailField, NameField, PhoneField
from commonhall.people.contacts import Contact
from commonhall.people.reasons import Reason
from commonhall.places import lookup, position, refusals
from commonhall.places.refusals import NoStreets
from commonhall.service_requests import official, photos, question_fields, questions
from commonhall.service_requests.draft import Draft
from commonhall.service_requests.models import Service
from commonhall.web.forms import PlainForm, WordsField


def _number(sent: str) -> float:
    try:
        return float(sent)
    except ValueError:
        return math.nan


class StepForm(PlainForm):
    """A step of the report: filled from the draft, and giving the draft back with what was said.

    `half_typed`: the fields whose words the draft cannot hold as what they are before they can be taken.
    """

    half_typed: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        *args: Any,
        draft: Draft,
        typed: Mapping[str, str] | None = None,
        upload_refusals: Mapping[int, str] | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {**self.initial_of(draft), **(typed or {})}
        super().__init__(*args, **kwargs)
        self.draft = draft
        self.upload_refusals = upload_refusals or {}

    @classmethod
    def initial_of(cls, draft: Draft) -> dict[str, Any]:
        return {}

    def advanced(self) -> Draft:
        """The draft with what this step said; after `is_valid`, and also where something is still wrong."""
        return self.draft

    def left(self) -> dict[str, str]:
        """What was typed and cannot be taken; after `is_valid`. Nothing of it is judged before it is sent again."""
        return {name: str(self.data.get(name, "")) for name in self.half_typed} if self.errors else {}


class WhereForm(StepForm):
    """A place, by typing or by a position that a script sent. A position is answered with the place it is on, to be
    confirmed; it is forgotten with the answer.
    """

    where = forms.CharField(
        label=gettext_lazy("Address, crossing or place"),
        help_text=gettext_lazy(
            "A house number and a street, a crossing, a park or a public building. "
            "We keep a house number for the crew; everyone else sees the block."
        ),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy(
                "Tell us where it is. A house number and a street, or a crossing is enough."
            )
        },
    )
    latitude = forms.CharField(max_length=30, required=False, widget=forms.HiddenInput)
    longitude = forms.CharField(max_length=30, required=False, widget=forms.HiddenInput)
    accuracy = forms.CharField(max_length=30, required=False, widget=forms.HiddenInput)  # metres; of a device

    half_typed = ("where",)
    candidates: tuple[lookup.Found, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_position = bool(self.data.get("latitude") and self.data.get("longitude"))
        self.fields["where"].required = not self.is_position

    @classmethod
    def initial_of(cls, draft: Draft) -> dict[str, Any]:
        return {"where": draft.place.label if draft.place else ""}

    def clean_where(self) -> lookup.Place | None:
        return None if self.is_position else self._found(lambda: lookup.resolve(self.cleaned_data["where"]))

    def clean(self) -> None:
        if self.is_position:
            try:
                self.cleaned_data["where"] = self._found(self._place_of_position)
            except forms.ValidationError as refusal:
                self.add_error("where", refusal)

    def close_by(self) -> tuple[lookup.Found, ...]:
        """The crossings, parks and buildings that a position may have meant besides the block it became."""
        if not self.is_position or self.errors:
            return ()
        return position.named_near(self._number("latitude"), self._number("longitude"))

    def _place_of_position(self) -> lookup.Place:
        within_metres = self._number("accuracy") if self.data.get("accuracy") else 0.0
        return position.at(self._number("latitude"), self._number("longitude"), within_metres=within_metres)

    def _number(self, name: str) -> float:
        return _number(str(self.cleaned_data.get(name, "")))

    def _found(self, seek: Callable[[], lookup.Place]) -> lookup.Place:
        try:
            return seek()
        except refusals.PlaceNotFound as refusal:
            self.candidates = refusal.candidates
            raise forms.ValidationError(str(refusal)) from None
        except NoStreets as later:
            raise forms.ValidationError(str(later)) from None

    def advanced(self) -> Draft:
        return replace(self.draft, place=self.cleaned_data.get("where", self.draft.place))


class PhotosInput(forms.FileInput):
    """Several at once. Choosing again later adds to those that are in the draft."""

    allow_multiple_selected = True


class PhotosField(forms.Field):
    """All files that were chosen, as they came."""

    widget = PhotosInput(attrs={"accept": "image/*"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)


class DetailsForm(StepForm):
    taken: tuple[bytes, ...] = ()  # the photos that came with this step and can be kept
    words = WordsField(
        label=gettext_lazy("What should the crew know?"),
        help_text=gettext_lazy(
            "What you see, how long, how to find it. Leave out names and numbers; the crew does not need them."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": gettext_lazy(
                "Say in a sentence what is wrong, so that the crew brings the right tools."
            ),
        },
    )
    photo = PhotosField(
        label=gettext_lazy("Photos"),
        help_text=gettext_lazy(
            "They show the crew what you mean: up to five, 15 MB each. Where, when and with what they were taken is "
            "removed at once."
        ),
    )

    def __init__(self, *args: Any, draft: Draft, **kwargs: Any) -> None:
        super().__init__(*args, draft=draft, **kwargs)
        questionnaire = questions.asked_by(draft.questionnaire)
        self.asked = question_fields.add(self, questionnaire)
        self.order_fields(question_fields.name_of(each.question) for each in self.asked)
        if questions.say_enough(questionnaire):
            self.fields["words"].required = False
            self.fields["words"].label = _("Anything else?")

    @classmethod
    def initial_of(cls, draft: Draft) -> dict[str, Any]:
        return {"words": draft.words, **question_fields.initial(draft.answers)}

    def clean_photo(self) -> None:
        """Take those that can be taken; of each other one it is said why it cannot, and it alone is left out."""
        taken: list[bytes] = []
        refused = dict(self.upload_refusals)
        for upload in self.cleaned_data["photo"]:
            if len(self.draft.photos) + len(taken) == photos.MOST_REPORTED:
                refused.setdefault(upload.which, _no_more(upload.which))
                break
            with upload:  # let go of each once it is small
                try:
                    taken.append(photos.prepare(upload, upload.which, sender=upload.sender))
                except photos.NotAPhoto as refusal:
                    refused[upload.which] = str(refusal)
        self.taken = tuple(taken)
        if refused:
            raise forms.ValidationError([refused[which] for which in sorted(refused)])

    def advanced(self) -> Draft:
        words = self.cleaned_data.get("words") or str(self.data.get("words", ""))
        answers = question_fields.typed_in(self.asked)
        kept = photos.fitting((*self.draft.photos, *self.taken)) if self.taken else self.draft.photos
        return replace(self.draft, words=words, answers=answers, photos=kept)


class ContactForm(StepForm):
    ANONYMOUS, NAMED = "anonymous", "named"

    who = forms.ChoiceField(
        choices=[
            (ANONYMOUS, gettext_lazy("No, stay anonymous")),
            (NAMED, gettext_lazy("Yes, here is how")),
        ],
        widget=forms.RadioSelect,
        label=gettext_lazy("May we contact you about this?"),
        error_messages={"required": gettext_lazy("Choose one: stay anonymous, or say how we can reach you.")},
    )
    name = NameField(help_text=gettext_lazy("So that staff know whom to ask for."))
    phone = PhoneField(help_text=gettext_lazy("So that staff can call you if they cannot find it."))
    email = EmailField(help_text=gettext_lazy("So that staff can write to you."))
    news = forms.BooleanField(
        label=gettext_lazy("Write to me when something changes"),
        help_text=gettext_lazy("When a crew has it, when work waits, when it is done. One click stops it."),
        required=False,
    )
    address = AddressField(help_text=gettext_lazy("Only if staff should write you a letter."))
    PARTS: ClassVar[tuple[str, ...]] = ("name", "phone", "email", "address")
    half_typed = ("who", *PARTS)

    @classmethod
    def initial_of(cls, draft: Draft) -> dict[str, Any]:
        contact = draft.contact or Contact()
        who = {None: "", True: cls.ANONYMOUS, False: cls.NAMED}[draft.is_anonymous]
        parts = {part: getattr(contact, part) for part in cls.PARTS}
        phone = phones.as_people_write(contact.phone)
        return {"who": who, **parts, "phone": phone, "news": draft.wants_news}

    def clean(self) -> None:
        given = [part for part in self.PARTS if self.data.get(part, "").strip()]
        if self.cleaned_data.get("who") == self.NAMED and not given:
            self.add_error("name", _("Give at least one of the four, or choose to stay anonymous."))
        if self.cleaned_data.get("who") == self.ANONYMOUS:  # what stands in closed fields is dropped unread
            for part in self.PARTS:
                self.errors.pop(part, None)

    def advanced(self) -> Draft:
        who = self.cleaned_data.get("who")
        if who == self.ANONYMOUS:
            return replace(self.draft, is_anonymous=True, contact=None, wants_news=False)
        if who == self.NAMED:
            parts = {part: self.cleaned_data.get(part, "") for part in self.PARTS}
            wants_news = bool(parts["email"] and self.cleaned_data.get("news"))
            return replace(self.draft, is_anonymous=False, contact=Contact(**parts), wants_news=wants_news)
        return self.draft


class CheckForm(StepForm):
    """The last look. Where details are taken out of what is anonymous, the reporter confirms what is left."""

    ok = forms.BooleanField(
        label=gettext_lazy("This is the text to be kept."),
        error_messages={"required": gettext_lazy("Confirm that this is the text to be kept, or change it.")},
    )

    def __init__(self, *args: Any, draft: Draft, **kwargs: Any) -> None:
        super().__init__(*args, draft=draft, **kwargs)
        questionnaire = questions.asked_by(draft.questionnaire)
        own_words = [draft.words, *question_fields.own_words(questionnaire, draft.answers).values()]
        is_home = Service.objects.filter(pk=draft.service, is_home=True).exists()
        own = draft.place.label if draft.place and is_home else None
        loses = any(
            oversharing.remove(text, known=official.known(), contact_address=own).removed
            for text in own_words
        )
        self.fields["ok"].required = bool(draft.is_anonymous and loses)


class ReferenceForm(PlainForm):
    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        help_text=gettext_lazy("The reference we gave you, like 4KT 7M2."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={
            "required": gettext_lazy("Type the reference that we gave you. It has six signs, like 4KT 7M2.")
        },
    )


class ReasonForm(PlainForm):
    reason = forms.ChoiceField(
        choices=Reason, error_messages={"required": gettext_lazy("Choose why you open it.")}
    )


class GivenForm(PlainForm):
    """What a request gave of its reporter, to put right: the same four parts, each may be left empty."""

    name = ContactForm.base_fields["name"]
    phone = ContactForm.base_fields["phone"]
    email = ContactForm.base_fields["email"]
    address = ContactForm.base_fields["address"]

    @classmethod
    def filled(cls, contact: Contact) -> "GivenForm":
        parts = {part: getattr(contact, part) for part in ContactForm.PARTS}
        return cls(initial={**parts, "phone": phones.as_people_write(contact.phone)})

    def contact(self) -> Contact:
        """What was typed; after `is_valid`."""
        return Contact(**{part: self.cleaned_data[part] for part in ContactForm.PARTS})


def _no_more(which: int) -> str:
    return ngettext(
        "There can be %(most)d photo. Photo %(which)d was left out; take one out to make room.",
        "There can be %(most)d photos. Photo %(which)d and those after it were left out; take some out to make room.",
        photos.MOST_REPORTED,
    ) % {"most": photos.MOST_REPORTED, "which": which}
