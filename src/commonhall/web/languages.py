"""The language of a page."""

from django.utils.translation import get_language


def spoken() -> str:
    """The language of the page that is being made, without its region: "en", "es"."""
    return (get_language() or "en").split("-")[0]
