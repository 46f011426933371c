"""Where Open311 answers, and since when it says what it says."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from commonhall.open311 import catalogue, moments
from commonhall.open311.documents import Format, Single

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
_FORMATS = ("text/xml", "application/json")


def document() -> Single:
    """Service Discovery, as GeoReport's clients look for it."""
    city = settings.CITY
    changeset = moments.written(catalogue.changed_at())
    base = settings.SITE_URL + reverse("georeport:services", args=[Format.XML]).removesuffix("/services.xml")
    endpoint = {
        "specification": SPECIFICATION,
        "url": base,
        "changeset": changeset,
        "type": "production",
        "formats": list(_FORMATS),
    }
    row = {
        "changeset": changeset,
        "contact": f"{city.title}, {city.phone.outside}",
        "key_service": _("Keys are given by the city: call %(phone)s.") % {"phone": city.phone.outside},
        "endpoints": [endpoint],
    }
    return Single(root="discovery", row=row)
