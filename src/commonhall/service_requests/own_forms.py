"""The forms of a resident's own page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from commonhall.service_requests import photos
from commonhall.service_requests.ratings import Score
from commonhall.web.forms import PlainForm, WordsField


class AdditionForm(PlainForm):
    """A note and a photo; each may be left out. `kept`: a photo that came with the form when it was sent before."""

    note = WordsField(
        label=gettext_lazy("Your note"),
        help_text=gettext_lazy(
            "What changed, or what the crew should know besides. Leave out names and numbers."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    photo = forms.FileField(
        label=gettext_lazy("Photo"),
        help_text=gettext_lazy(
            "It shows the crew what you mean. Up to 15 MB. Where, when and with what it was taken is removed at once."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        error_messages={"empty": gettext_lazy("That photo is empty. Choose it again, or go on without it.")},
    )
    remove_photo = forms.BooleanField(label=gettext_lazy("Take the photo out"), required=False)

    def __init__(self, *args: Any, kept: bytes = b"", upload_refusal: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept = kept
        self._upload_refusal = upload_refusal

    def clean_photo(self) -> bytes:
        upload = self.cleaned_data["photo"]
        try:
            return photos.prepare(upload, sender=upload.sender) if upload else b""
        except photos.NotAPhoto as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def clean(self) -> None:
        if self._upload_refusal:
            self.add_error("photo", self._upload_refusal)

    @property
    def jpeg(self) -> bytes:
        """The photo as it is kept: the one that came now, or the one of before."""
        given = getattr(self, "cleaned_data", {})
        return given.get("photo") or (b"" if given.get("remove_photo") else self._kept)


class SendBackForm(AdditionForm):
    note = WordsField(
        label=gettext_lazy("What is still wrong?"),
        help_text=gettext_lazy("So that the crew brings the right tools. Leave out names and numbers."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ("note", "photo", "remove_photo")


class JudgeForm(PlainForm):
    score = forms.TypedChoiceField(
        label=gettext_lazy("How well did it go?"),
        help_text=gettext_lazy("The office counts it, by service and never by name."),
        choices=Score.choices,
        coerce=lambda value: Score(int(value)),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the five.")},
    )
    words = WordsField(
        label=gettext_lazy("What went well, what did not?"),
        help_text=gettext_lazy("So that the department can do it better. Leave out names and numbers."),
        required=False,
    )
