"""Where other machines hand in what came for the city: behind a path that nobody can guess, and that no log holds."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.request import UnreadablePostError
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_POST

from commonhall.messaging import receiving
from commonhall.messaging.models import Channel
from commonhall.web.origin import cross_site
from commonhall.web.requests import unlogged


@unlogged
@cross_site
@require_POST
def mail(request: HttpRequest, secret: str) -> HttpResponse:
    """A mail as it came (`message/rfc822`); 204 once it is stored. Handed in twice it is kept once."""
    refuse_unknown(secret, settings.EMAIL_HOOK_SECRET)
    try:
        raw = request.read(receiving.MOST_BYTES + 1)
    except UnreadablePostError:  # the line broke: they hand it in again
        return HttpResponseBadRequest()
    receiving.take_in(Channel.EMAIL, raw)
    return HttpResponse(status=204)


def refuse_unknown(secret: str, known: str | None) -> None:
    """Raise Http404 where the path is not the secret one: not even that there is one is told."""
    if not known or not constant_time_compare(secret, known):
        raise Http404
