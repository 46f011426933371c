"""The link in each mail that tells of a change, by which there are no more of them (RFC 8058): no sign-in, one click.

Opened it only asks, for programs that look at mails open every link. Sent, by its button or the mail program's, it
stops them.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from commonhall.service_requests import links, telling
from commonhall.vault.tokens import UnusableToken
from commonhall.web.origin import cross_site
from commonhall.web.requests import private_page, unlogged
from commonhall.web.throttles import Limit, throttled

_stops = Limit(
    purpose="stop news", most=600, seconds=600
)  # the mail programs of many come from few addresses


@cross_site
@unlogged
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
@throttled(_stops)
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask; or stop. It tells nothing of the request, since mails are passed on."""
    try:
        found = links.request_to_stop(token)
    except UnusableToken:
        return render(request, "service_requests/follow_expired.html", status=410)
    if request.method == "POST":
        telling.choose(found, wants_news=False)
    return render(request, "service_requests/own/stop.html", {"is_stopped": request.method == "POST"})
