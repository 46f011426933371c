"""The report page: five questions, one at a time, at one address. The draft travels in the form, sealed."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from commonhall import calendar
from commonhall.holdings import oversharing
from commonhall.places import tiles
from commonhall.service_requests import (
    already_reported,
    catalogue,
    elsewhere,
    forgotten,
    intake,
    links,
    official,
    question_fields,
    questions,
    steps,
)
from commonhall.service_requests.draft import Draft, DraftIsLost
from commonhall.service_requests.elsewhere import Matter
from commonhall.service_requests.forms import StepForm
from commonhall.service_requests.models import Service
from commonhall.service_requests.steps import FORMS, STEPS
from commonhall.service_requests.views import me_too
from commonhall.service_requests.views.gallery import Picture, shown_small
from commonhall.service_requests.views.review import review
from commonhall.web import languages, uploads
from commonhall.web.headers import may_ask_where
from commonhall.web.requests import private_page, unlogged
from commonhall.web.throttles import Limit, throttled

elsewhere.current()  # a mistake in the city's file stops the start, as in its others
TITLES = {
    "where": _("Where is it?"),
    "details": _("What does the crew need to know?"),
    "contact": _("May we contact you about this?"),
    "check": _("Check it, then send it"),
}
LINK_IS_SHOWN = timedelta(
    minutes=10
)  # after sending; later whoever goes back on a shared computer would get it
NAMES = (_("What"), _("Where"), _("Details"), _("Contact"), _("Check and send"))
_CARRIED = frozenset({"draft", "csrfmiddlewaretoken"})  # of what a form sends: not written by anybody
_reports = Limit(
    purpose="report", most=300, seconds=3600
)  # a library, or a street's telephones, have one address


@dataclass
class Asked:
    """What the page shows: the step, the form as it stands, and the draft it came from."""

    step: str
    form: StepForm
    draft: Draft
    is_begun: bool = False  # by this page; nothing was sent yet

    @property
    def number(self) -> int:
        return STEPS.index(self.step) + 2

    @property
    def title(self) -> str:
        return str(TITLES[self.step])

    @property
    def photos(self) -> list[Picture]:
        """Small, to know them again by: the page has to come through a weak network, and so has its answer."""
        return shown_small(self.draft.photos)

    @property
    def names(self) -> tuple[object, ...]:
        return NAMES

    @property
    def back(self) -> str:
        """The step before; empty for the first, which is a page of its own."""
        return STEPS[STEPS.index(self.step) - 1] if self.step != STEPS[0] else ""

    @cached_property
    def service(self) -> Service:
        """Also one that the city stopped meanwhile: what was begun is finished."""
        return Service.objects.get(pk=self.draft.service)


@unlogged
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
@throttled(_reports)
def report(request: HttpRequest) -> HttpResponse:
    """Show the question that is due; after the last one, store the report and show the receipt."""
    if request.method != "POST":
        return _begin(request, request.GET.get("service", ""))
    if "what" in request.POST:  # by POST, so that no log or history notes what somebody looked for
        return _what(request, request.POST["what"].strip())
    if "forget" in request.POST:
        return _forget(request)
    try:
        draft = Draft.from_token(request.POST.get("draft", ""))
        return _answer(request, draft, request.POST.get("step", ""))
    except DraftIsLost:
        return render(request, "service_requests/report/lost.html", status=400)


def _begin(request: HttpRequest, service: str) -> HttpResponse:
    if not service:
        return _what(request)
    if catalogue.offered_as(service) is None:
        return _what(request, is_unknown=True)
    asked = _asked("where", steps.about(Draft(service=""), service))
    return _show(request, replace(asked, is_begun=True))


def _what(request: HttpRequest, typed: str = "", *, is_unknown: bool = False) -> HttpResponse:
    """The services to choose from. `is_unknown`: the address named one that the city does not offer."""
    services = catalogue.offered()
    found = catalogue.search(typed, services) if typed else []
    page = {
        "is_unknown": is_unknown,
        "services": found or [service for service in services if service.is_common],
        "topics": [] if found else catalogue.topics(services),
        "typed": typed,
        "found": len(found),
        "total": len(services),
        "names": NAMES,
        "heard": elsewhere.heard(typed),
    }
    return render(request, "service_requests/report/what.html", page, status=404 if is_unknown else 200)


def _forget(request: HttpRequest) -> HttpResponse:
    """Every draft that the tab kept; one that no page can answer any more is forgotten already. With them goes the
    browser's cache, where the map's pieces tell which streets were looked at.
    """
    for token in request.POST.getlist("draft"):
        with suppress(DraftIsLost):
            forgotten.drafts.note(Draft.from_token(token).request)
    response = redirect("service_requests:report")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _answer(request: HttpRequest, draft: Draft, step: str) -> HttpResponse:
    is_forgotten = draft.request in forgotten.drafts
    if step not in FORMS:
        raise DraftIsLost
    is_last = step == STEPS[-1] and not {"change", "strip", me_too.FIELD} & request.POST.keys()
    if (is_forgotten or not is_last) and (stored := intake.of_draft(draft.request)):
        return render(request, "service_requests/report/already_sent.html", {"request_": stored})
    if is_forgotten:
        return render(request, "service_requests/report/forgotten.html", status=410)
    sent = FORMS[step](request.POST, request.FILES, draft=draft, upload_refusals=uploads.refusals(request))
    is_valid = sent.is_valid()
    draft = sent.advanced()
    if said := request.POST.get(me_too.FIELD):
        return me_too.answer(request, said, draft)
    draft = draft.keeping(step, sent.left())
    if (wanted := request.POST.get("change", "")) in FORMS:  # back, or another language, keeping what stands
        return _show(request, _asked(_reached(wanted, draft), draft))
    if taken_out := request.POST.get("take_out", ""):
        draft = _without_photo(draft, taken_out)
        is_refused = "photo" in sent.errors
        return _show(request, Asked(step, sent, draft) if is_refused else _asked(step, draft))
    if "strip" in request.POST:
        return _show(request, _asked(step, _without_details(draft)))
    if not is_valid:
        return _show(request, Asked(step, sent, draft), status=422)
    if is_last and not steps.missing(draft):
        return _send(request, draft)
    if getattr(sent, "is_position", False):  # where the device is, or a tap on a map: to be confirmed
        return _show(request, _asked(step, draft))
    after = STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]
    return _show(request, _asked(_reached(after, draft), draft))


def _reached(wanted: str, draft: Draft) -> str:
    """The step that is wanted; instead of the last one the first that has no answer yet."""
    return (steps.missing(draft) if wanted == STEPS[-1] else "") or wanted


def _without_details(draft: Draft) -> Draft:
    """The draft without the personal details in what was written."""

    def taken_out(text: str) -> str:
        return oversharing.remove(text, known=official.known(), language=languages.spoken()).text

    free = question_fields.own_words(questions.asked_by(draft.questionnaire), draft.answers)
    answers = {**draft.answers, **{code: taken_out(text) for code, text in free.items()}}
    return replace(draft, words=taken_out(draft.words), answers=answers)


def _without_photo(draft: Draft, which: str) -> Draft:
    """The draft without that one of its photos; one that is not there is out already."""
    return replace(
        draft, photos=tuple(each for number, each in enumerate(draft.photos, 1) if str(number) != which)
    )


def _asked(step: str, draft: Draft) -> Asked:
    return Asked(step, FORMS[step](draft=draft, typed=draft.typed.get(step)), draft)


def _show(request: HttpRequest, asked: Asked, status: int = 200) -> HttpResponse:
    page = {
        "asked": asked,
        "form": asked.form,
        "service": asked.service,
        "answers": {"form": "report", "name": "change", "value": asked.step},
    }
    if asked.step == "check":
        page["review"] = review(steps.report(asked.draft, asked.service, language=languages.spoken()))
    page["help"] = _help(request, asked)
    if asked.step == "details" and asked.draft.place and "anyway" not in request.POST:
        page["near"] = already_reported.near(asked.draft.service, asked.draft.place, calendar.today())
    if asked.step == "where":
        page["candidates"] = getattr(asked.form, "candidates", ())
        page["base_map"] = tiles.base_map()
    response = render(request, f"service_requests/report/{asked.step}.html", page, status=status)
    return may_ask_where(response) if asked.step == "where" else response


def _help(request: HttpRequest, asked: Asked) -> list[Matter]:
    """Whom to call, where danger is heard in what was just written, wherever that was, or in what stands here."""
    written: list[object] = [text for name, text in request.POST.items() if name not in _CARRIED]
    if asked.step in {"details", "contact"}:
        written += [asked.draft.words, *asked.draft.answers.values()]
    return elsewhere.help_for(*(text for text in written if isinstance(text, str)))


def _send(request: HttpRequest, draft: Draft) -> HttpResponse:
    report = steps.report(draft, Service.objects.get(pk=draft.service), language=languages.spoken())
    receipt = intake.submit(report)
    stored = receipt.request
    page = {
        "request_": stored,
        "service": report.service,
        "anonymous": stored.is_anonymous,
        "was_stored": receipt.was_stored,
        "read_again_at": reverse("service_requests:public", args=[stored.reference]),
    }
    if stored.received_at and timezone.now() - stored.received_at < LINK_IS_SHOWN:
        page["link"] = links.follow(stored)
    return render(request, "service_requests/report/sent.html", page)
