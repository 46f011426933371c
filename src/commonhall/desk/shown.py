"""The desk as a call taker sees it, for controls: asked by nobody, stored nowhere."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import translation

from commonhall.desk import band
from commonhall.desk.views import call
from commonhall.service_requests.draft import Draft
from commonhall.service_requests.models import Service
from commonhall.service_requests.report_page import Form, Shown
from commonhall.staff.doors import Door
from commonhall.staff.models import Member
from commonhall.staff.roles import Role


def in_each_language() -> Iterator[Shown]:
    """A call about the first service, with nothing typed yet; nothing where no service is offered."""
    service = first_service()
    if service is None:
        return
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            answer = call.call(_request(service, language))
            assert isinstance(answer, HttpResponse)
            html = answer.content.decode()
        form = Form()
        form.feed(html)
        yield Shown(language=language, html=html, form=form)


def first_service() -> Service | None:
    """The service whose questions are looked at."""
    return Service.objects.filter(is_offered=True).order_by("rank").first()


def _request(service: Service, language: str) -> HttpRequest:
    """From a call taker who is in no table, with a session that is never saved."""
    request = HttpRequest()
    request.method, request.path = "POST", reverse("desk:call")
    request.user = Member(role=Role.CALL_TAKER)
    request.session = SessionStore()
    request.session[BACKEND_SESSION_KEY] = Door.TWO_PROOFS
    band.start(request.session)
    sent = QueryDict(mutable=True)
    sent.update({"draft": Draft(service="").token(), "service": service.pk, "language": language})
    request.POST = sent  # type: ignore[assignment]  # the stubs know only what came over the network
    return request
