"""Where providers of texts tell what became of them, and what residents write: signed, or by an address that is secret.

Nothing is said to who does not prove it: not even that there is such an address.
"""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from commonhall.messaging import gateways, hearing, receipts
from commonhall.messaging.hooks import refuse_unknown
from commonhall.messaging.texts import kannel, twilio
from commonhall.messaging.texts.provider import Incoming, Receipt
from commonhall.web.origin import cross_site
from commonhall.web.requests import unlogged

MOST_BYTES = 20_000  # of what is told: more than any text has
_NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


@cross_site
@unlogged
@require_GET
def kannel_told(request: HttpRequest, text: UUID, seal: str) -> HttpResponse:
    """What became of a text that Kannel took: `dlr-url`."""
    if not receipts.is_sealed(text, seal):
        raise Http404
    _note(kannel.receipt(text, request.GET.get("state", "")))
    return HttpResponse()


@cross_site
@unlogged
@require_POST
def kannel_heard(request: HttpRequest, secret: str) -> HttpResponse:
    """What a resident wrote: `post-url`. Kannel tells it again until it is answered well."""
    refuse_unknown(secret, settings.TEXT_HOOK_SECRET)
    if _is_too_large(request):
        raise Http404
    _hear(kannel.incoming(request.headers, request.body))
    return HttpResponse()


@cross_site
@unlogged
@require_POST
def twilio_told(request: HttpRequest, text: UUID) -> HttpResponse:
    """What became of a text that Twilio's protocol took: `StatusCallback`."""
    _note(twilio.receipt(text, _signed(request)))
    return HttpResponse(_NOTHING, content_type="text/xml")


@cross_site
@unlogged
@require_POST
def twilio_heard(request: HttpRequest) -> HttpResponse:
    """What a resident wrote. It is answered by a message of its own, if at all."""
    _hear(twilio.incoming(_signed(request)))
    return HttpResponse(_NOTHING, content_type="text/xml")


def _signed(request: HttpRequest) -> dict[str, str]:
    """The fields, where the provider signed them. Raises Http404."""
    gateway = settings.TEXT_GATEWAY
    if not isinstance(gateway, gateways.Twilio) or _is_too_large(request):
        raise Http404
    fields = {name: str(value) for name, value in request.POST.items()}
    url = f"{gateway.back or settings.SITE_URL}{request.get_full_path()}"
    if not twilio.is_signed(gateway.token, url, fields, request.headers.get("X-Twilio-Signature", "")):
        raise Http404
    return fields


def _is_too_large(request: HttpRequest) -> bool:
    return len(request.body) > MOST_BYTES


def _note(receipt: Receipt | None) -> None:
    if receipt:
        receipts.note(receipt)


def _hear(incoming: Incoming | None) -> None:
    if incoming:
        hearing.hear(incoming)
