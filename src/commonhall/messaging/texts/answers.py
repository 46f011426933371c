"""What a word such as STOP is answered with, once, in the language of the word."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from commonhall.messaging.content import Content
from commonhall.messaging.models import Word
from commonhall.messaging.texts.words import Known


def content(known: Known) -> Content:
    """The answer to a word."""
    with translation.override(known.language):
        return Content(subject="", text=_text(known.word), language=known.language)


def _text(word: Word) -> str:
    phone = {"short": settings.CITY.phone.short, "outside": settings.CITY.phone.outside}
    match word:
        case Word.STOP:
            return (
                _("You get no more texts from us. START begins them again. Questions: call %(outside)s.")
                % phone
            )
        case Word.START:
            return _("You get texts about what you asked us to do again. STOP ends them. HELP for help.")
        case Word.HELP:
            return (
                _(
                    "We text about what you asked us to do. STOP ends that, START begins it again. Questions: call "
                    "%(short)s or %(outside)s. Your carrier may charge for texts."
                )
                % phone
            )
