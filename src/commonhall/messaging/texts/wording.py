"""A message as a text: who writes, what, where to answer, and how to end it."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from commonhall.messaging.content import LINK, Content


def compose(content: Content) -> str:
    """All of the text, in the recipient's language. An answer to a word such as STOP ends as it is."""
    with translation.override(content.language):
        lines = [_("%(city)s: %(text)s") % {"city": settings.CITY.title, "text": content.as_read}]
        if content.link and LINK not in content.text:
            lines.append(_("Read or answer: %(link)s") % {"link": content.link})
        if content.link:
            lines.append(_("STOP ends these texts."))
    return "\n".join(lines)
