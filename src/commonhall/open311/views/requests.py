"""Requests: searched, read, sent, and what happened to them. Where something is sent, no log has a line."""

from django.utils.translation import gettext as _

from commonhall.open311 import given_out, keys, searching, sending, updates
from commonhall.open311.calls import Call, answered
from commonhall.open311.documents import Document, Listed
from commonhall.open311.refusals import BadCall
from commonhall.service_requests.views import public
from commonhall.web.requests import unlogged


@unlogged
@answered("GET", "POST")
def requests(call: Call) -> Document:
    """A search, or a report."""
    if call.request.method == "POST":
        keys.let_in(call.request, call.given("api_key"))
        return sending.send(call)
    return given_out.document(searching.found(call), extended=call.is_on("extensions"))


@unlogged
@answered("GET")
def request(call: Call, reference: str) -> Document:
    """One request, also one that no list shows yet; slowed against guessing."""
    found = public.request_of(call.request, reference)
    return given_out.document([found], extended=call.is_on("extensions"))


@unlogged
@answered("GET")
def token(call: Call, token: str) -> Document:
    """Every report gets its id at once, which is its token too."""
    found = public.request_of(call.request, token)
    row = {"service_request_id": found.reference, "token": found.reference}
    return Listed(root="service_requests", each="request", rows=[row])


@unlogged
@answered("GET", "POST")
def request_updates(call: Call) -> Document:
    """What happened, or what another site passes on."""
    if call.request.method != "POST":
        return updates.document(call)
    key = keys.let_in(call.request, call.given("api_key"))
    if not call.given("service_request_id"):
        raise BadCall(_("service_request_id is missing."))
    return updates.take(call, public.request_of(call.request, call.given("service_request_id")), key)
