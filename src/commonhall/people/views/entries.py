"""One entry of the log: shut, then open for a reason of one's own."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from commonhall.people import log_book, reviewing
from commonhall.people.forms import ReviewForm
from commonhall.people.reasons import ReviewReason
from commonhall.people.sight import TAKES_SECOND_LOOKS
from commonhall.staff import walls
from commonhall.staff.walls import needs

OPEN_FOR_SECONDS = 600


@needs(*TAKES_SECOND_LOOKS)
def entry(request: HttpRequest, entry: UUID) -> HttpResponseBase:
    """When, who and why; with a reason also at whom, for ten minutes, and that is logged."""
    reader = walls.member(request)
    row = reviewing.readable(entry, by=reader)
    if row is None:
        raise Http404
    form = ReviewForm(request.POST if request.method == "POST" else None)
    opened = None
    if request.method == "POST" and form.is_valid():
        opened = reviewing.open_entry(row.pk, ReviewReason(form.cleaned_data["reason"]), by=reader)
    (told,) = log_book.told([row])
    page = {"row": told, "form": form, "opened": opened, "seconds": OPEN_FOR_SECONDS}
    return render(request, "people/entry.html", page, status=422 if form.errors else 200)
