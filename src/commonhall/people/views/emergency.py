"""Opening a contact in an emergency, against one's own wall."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from commonhall.errors import CommonhallError
from commonhall.people import emergencies, phones
from commonhall.people.contacts import Contact
from commonhall.people.emergencies import Emergency
from commonhall.people.forms import EmergencyForm
from commonhall.people.sight import BREAKS_GLASS
from commonhall.staff import walls
from commonhall.staff.walls import needs

OPEN_FOR_SECONDS = 600


@needs(*BREAKS_GLASS)
def emergency(request: HttpRequest) -> HttpResponseBase:
    """Ask for the reference and what the emergency is; then the contact shows for ten minutes."""
    form = EmergencyForm(
        request.POST if request.method == "POST" else None,
        initial={"reference": request.GET.get("reference", "")},
    )
    page: dict[str, object] = {"form": form, "minutes": OPEN_FOR_SECONDS // 60}
    if request.method == "POST" and form.is_valid():
        try:
            contact = emergencies.open_contact(Emergency(**form.cleaned_data), by=walls.member(request))
            page |= {"details": _details(contact), "seconds": OPEN_FOR_SECONDS}
        except CommonhallError as refusal:
            form.add_error(None, str(refusal))
    return render(request, "people/emergency.html", page, status=422 if form.errors else 200)


def _details(contact: Contact) -> list[tuple[str, str]]:
    labels = {"name": _("Name"), "phone": _("Phone"), "email": _("E-mail"), "address": _("Home address")}
    shown = {"phone": phones.as_people_write(contact.phone)}
    return [(labels[part], shown.get(part) or getattr(contact, part)) for part in contact.parts]
