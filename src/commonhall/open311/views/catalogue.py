"""What can be reported, and where Open311 answers."""

from django.utils.translation import gettext as _

from commonhall.open311 import catalogue, discovery
from commonhall.open311.calls import Call, answered
from commonhall.open311.documents import Document
from commonhall.open311.refusals import Unknown


@answered("GET")
def discover(call: Call) -> Document:
    """Service Discovery."""
    return discovery.document()


@answered("GET")
def services(call: Call) -> Document:
    """All services."""
    return catalogue.services()


@answered("GET")
def definition(call: Call, code: str) -> Document:
    """The questions of one service."""
    return catalogue.definition(code)


@answered("GET", "POST")
def nothing(call: Call) -> Document:
    """Every address that is none."""
    raise Unknown(_("There is nothing at this address. /open311/discovery.xml says what there is."))
