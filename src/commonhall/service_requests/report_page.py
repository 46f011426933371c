"""The report page as a resident sees it, for controls: what it asks, what it requires, what it says beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from commonhall.people.contacts import Contact
from commonhall.places.lookup import Place
from commonhall.service_requests import question_fields
from commonhall.service_requests.draft import Draft
from commonhall.service_requests.models import Questionnaire, Service
from commonhall.service_requests.questions import Question
from commonhall.web import own_pages

NO_CONTACT = (
    "No contact is possible: we can’t tell you when it is fixed, and the crew can’t ask you anything."
)
CONTACT_FIELDS = ("name", "phone", "email", "address")
STEPS_WITH_FIELDS = ("where", "details", "contact")
NOWHERE = Place(street="", street_key="", hundred=0, number=None, latitude=0.0, longitude=0.0)
_CHOICES = frozenset({"radio", "checkbox"})
_UNSEEN = frozenset({"hidden", "submit", "button"}) | _CHOICES


@dataclass
class Form(HTMLParser):
    """The fields of a page, and the words that belong to each."""

    inputs: dict[str, dict[str, str]] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)  # by the id of the element they stand in
    labels: dict[str, str] = field(default_factory=dict)  # by the id of the field
    legends: dict[str, str] = field(default_factory=dict)  # by the name of a field within the group

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, str, str]] = []  # tag, id, the field it labels
        self._group: dict[str, str] = {}  # the attributes of the group one is in
        self._legend = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "fieldset":
            self._group, self._legend = given, ""
        if tag in {"input", "textarea", "select"}:
            self._note(given)
        if tag not in {"input", "img", "br", "link", "meta", "use"}:
            self._open.append((tag, given.get("id", ""), given.get("for", "")))

    def _note(self, given: dict[str, str]) -> None:
        """A field; of several to choose from, the group says what it is for."""
        name, described_by = given.get("name", ""), self._group.get("aria-describedby", "")
        self.legends[name] = self._legend
        if given.get("type", "text") not in _UNSEEN:
            self.inputs[name] = given
        elif given.get("type") in _CHOICES and described_by:
            self.inputs[name] = {"aria-describedby": described_by}

    def handle_endtag(self, tag: str) -> None:
        if tag == "fieldset":
            self._group = {}
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for tag, its_id, labelled in self._open:
            if tag == "legend":
                self._legend += data
            if its_id:
                self.words[its_id] = self.words.get(its_id, "") + data
            if labelled:
                self.labels[labelled] = self.labels.get(labelled, "") + data


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One step as it is shown in one language."""

    language: str
    html: str
    form: Form

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of what can be typed or chosen as a file."""
        return tuple(self.form.inputs)

    def says(self, sentence: str) -> bool:
        """Whether this sentence stands on the page, in its language."""
        with translation.override(self.language):
            return translation.gettext(sentence) in self.html

    @property
    def warns(self) -> bool:
        """Whether it asks if so much should be shared."""
        return self.says("Do you want to share this much?")

    def requires(self, name: str) -> bool:
        """Whether the field is missing, or cannot be left empty."""
        return "required" in self.form.inputs.get(name, {"required": ""})

    def marks_as_optional(self, name: str) -> bool:
        """Whether the field's label, or that of its group, says that it is optional."""
        its_id = self.form.inputs.get(name, {}).get("id", "")
        said = self.form.labels.get(its_id, "") + self.form.legends.get(name, "")
        with translation.override(self.language):
            return translation.gettext("(optional)") in said

    def of(self, question: Question) -> tuple[str, ...]:
        """The names of the fields that ask this question."""
        name = question_fields.name_of(question)
        return tuple(each for each in self.fields if each in {name, f"{name}_day", f"{name}_time"})

    def explains(self, name: str) -> bool:
        """Whether words beside the field say what it is for."""
        described_by = self.form.inputs[name].get("aria-describedby", "").split()
        return any(self.form.words.get(its_id, "").strip() for its_id in described_by)


def in_each_language(
    step: str,
    *,
    words: str = "-",
    contact: Contact | None = None,
    asked: Questionnaire | None = None,
    answers: Mapping[str, str] | None = None,
) -> Iterator[Shown]:
    """The step of the report page, as it answers a visitor who said so much; nothing where no service is offered."""
    service = asked.service_id if asked else _first_service()
    if not service:
        return
    draft = Draft(
        service=service,
        place=NOWHERE,
        words=words,
        questionnaire=asked.pk if asked else None,
        answers=dict(answers or {}),
        contact=contact,
        is_anonymous=contact is None,
    )
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            fields = {"draft": draft.token(), "step": "contact", "change": step}
            html = own_pages.send(reverse("service_requests:report"), fields).html
        form = Form()
        form.feed(html)
        yield Shown(language=language, html=html, form=form)


def _first_service() -> str:
    first = Service.objects.filter(is_offered=True).order_by("rank").first()
    return first.pk if first else ""
