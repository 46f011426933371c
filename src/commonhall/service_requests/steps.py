"""The questions of a report in their order, each with its form; what is still missing; and the report that comes of it.

Every door that asks a person asks these: the report page one at a time, the desk all at once.
"""

from dataclasses import replace

from commonhall.service_requests import question_fields, questions
from commonhall.service_requests.draft import Draft
from commonhall.service_requests.forms import CheckForm, ContactForm, DetailsForm, StepForm, WhereForm
from commonhall.service_requests.intake import Report
from commonhall.service_requests.models import Channel, Service
from commonhall.web.forms import MOST_WORDS

FORMS: dict[str, type[StepForm]] = {
    "where": WhereForm,
    "details": DetailsForm,
    "contact": ContactForm,
    "check": CheckForm,
}
STEPS = list(FORMS)


def about(draft: Draft, service: str) -> Draft:
    """The draft of a report about that service: which questions are asked may depend on it."""
    if draft.service == service:
        return draft
    asks = questions.current(service)
    return replace(draft, service=service, questionnaire=asks.pk if asks else None, answers={})


def missing(draft: Draft) -> str:
    """The first step that has no answer yet; empty when all have."""
    questionnaire = questions.asked_by(draft.questionnaire)
    says_something = bool(draft.words) or questions.say_enough(questionnaire)
    is_taken = len(draft.words) <= MOST_WORDS and question_fields.are_taken(questionnaire, draft.answers)
    answers = {
        "where": draft.place,
        "details": says_something and is_taken,  # going back keeps even what cannot be taken
        "contact": draft.is_anonymous or (draft.contact and draft.contact.parts),
    }
    return next((step for step, answer in answers.items() if not answer), "")


def report(draft: Draft, service: Service, *, language: str, channel: Channel = Channel.WEB) -> Report:
    """What is to be stored of a draft that has a place."""
    assert draft.place is not None
    return Report(
        request=draft.request,
        service=service,
        place=draft.place,
        words=draft.words,
        contact=None if draft.is_anonymous else draft.contact,
        wants_news=draft.wants_news and not draft.is_anonymous,
        answers=question_fields.read(questions.asked_by(draft.questionnaire), draft.answers),
        photos=draft.photos,
        language=language,
        channel=channel,
    )
