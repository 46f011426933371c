"""What the frame around every page shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from commonhall.web import figures


def frame(request: HttpRequest) -> dict[str, Any]:
    """The city, and the promises' counts; those are read only where a template shows them."""
    return {"city": settings.CITY, "promises": figures.current}
