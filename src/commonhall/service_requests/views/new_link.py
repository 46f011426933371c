"""A lost link is given again: by the desk, to a person who was opened for a reason."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from commonhall.errors import Refused
from commonhall.people import handles
from commonhall.people.pace import TooFast
from commonhall.service_requests import links, references
from commonhall.service_requests.views.case import form_of_the_page
from commonhall.staff import walls
from commonhall.staff.roles import OPENS_CONTACTS
from commonhall.staff.walls import needs
from commonhall.web.requests import private_page, unlogged


@unlogged
@private_page
@form_of_the_page
@needs(*OPENS_CONTACTS)
def give(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Make it and show it once; sent again with `ends_others`, the links of before are over."""
    member, handle = walls.member(request), request.POST.get("person", "")
    ends_others = "ends_others" in request.POST
    try:
        look = handles.look_again(handle, by=member)
        found, link = links.give(references.normal(reference), look, by=member, ends_others=ends_others)
    except (Refused, TooFast) as refusal:
        messages.error(request, str(refusal))
        return redirect("staff:home")
    page = {"request_": found, "link": link, "handle": handle, "ends_others": ends_others}
    return render(request, "service_requests/link_given.html", page)
