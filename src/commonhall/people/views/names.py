"""The list of names that ring."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonhall.errors import Refused
from commonhall.people import names
from commonhall.people.forms import NameForm
from commonhall.people.sight import READS_THE_LOG
from commonhall.staff.walls import needs


@needs(*READS_THE_LOG)
def listed(request: HttpRequest) -> HttpResponseBase:
    """The names, and a field for one more."""
    form = NameForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            names.put(form.cleaned_data["name"])
            messages.success(request, _("The name is on the list."))
            return redirect("people:names")
        except Refused as refusal:
            form.add_error("name", str(refusal))
    page = {"form": form, "names": sorted(names.listed().items(), key=lambda each: each[1])}
    return render(request, "people/names.html", page, status=422 if form.errors else 200)


@require_POST
@needs(*READS_THE_LOG)
def take_out(request: HttpRequest, name: UUID) -> HttpResponseBase:
    """Take one off the list."""
    names.take_out(name)
    messages.success(request, _("The name is off the list."))
    return redirect("people:names")
