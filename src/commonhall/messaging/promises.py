"""What messages sign in with the rooms below, and the controls of what may leave the city."""

import re
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from commonhall import calendar
from commonhall.evidence import Evidence, control
from commonhall.messaging import confidential, gate, outbox, reply_addresses
from commonhall.messaging import text_controls as text_controls  # they sign in when they are loaded
from commonhall.messaging.confidential import Page
from commonhall.messaging.gate import AsksForConfidentialData, Draft, LeadsToConfidentialPage
from commonhall.messaging.models import Basis, Channel, Message, Received
from commonhall.staff.roles import OPENS_MESSAGES, Role
from commonhall.web import menu, own_pages

_ASKS = re.compile(r'type="password"|autocomplete="(?:one-time-code|cc-|bday|current-password|new-password)')
_UNSOLICITED = (Basis.SUBSCRIPTION, Basis.APPOINTMENT, Basis.BILL)
WINDOW = timedelta(days=7)
SAMPLE = 500
MAY_WAIT = timedelta(hours=1)  # the worker comes by every quarter of a minute
_LOOKED_AT_MAIL = _("e-mails that were written, and what came in by e-mail")
_LOOKED_AT_TEXTS = _("texts that were written, and what came in by text")
_ASKING = (
    "Please reply with your Social Security number.",
    "To keep your account, enter your card number and the code on its back.",
    "Confirm your bank account number by return mail.",
    "Send us your password so that we can check it.",
    "We need your date of birth and your driver’s license number.",
    "Tell us your health conditions and your immigration status.",
    "Responda con su número de Seguro Social.",
    "Confirme su contraseña y el número de su tarjeta.",
    "Envíenos su fecha de nacimiento y una foto de su pasaporte.",
)

menu.register(menu.Entry(url_name="received:held", title=_("Held messages"), roles=OPENS_MESSAGES))
menu.register(menu.Entry(url_name="messaging:outbox", title=_("Messages"), roles={Role.ADMINISTRATOR}))
for _url_name in (
    "staff:sign-in",
    "staff:second-proof",
    "staff:set-up",
    "staff:second-factor",
    "staff:add-app",
):
    confidential.register(Page(url_name=_url_name, title=_("Sign-in of staff")))


@control("311.contact", "e-mail")
def mail_leaves_and_answers_are_read() -> Evidence:
    """No e-mail waits beyond the time it may, none that came in lies unread, and an answer finds what it answers.

    Of what was written lately the address it is answered at is looked at: it names that thing, and changed, nothing.
    """
    if settings.MAIL_SERVER is None or not reply_addresses.is_set_up():
        return Evidence(looked_at=_LOOKED_AT_MAIL, count=0)
    since = calendar.today() - WINDOW
    wrong = _waits_too_long(Channel.EMAIL)
    lately = Message.objects.filter(channel=Channel.EMAIL, written_at__gte=calendar.start_of(since))
    written = list(lately.order_by("-written_at").values_list("pk", "room", "about")[:SAMPLE])
    wrong += [str(pk) for pk, room, about in written if not _is_answered(room, about)]
    count = len(written) + Received.objects.filter(channel=Channel.EMAIL, day__gte=since).count()
    return Evidence(looked_at=_LOOKED_AT_MAIL, since=since, count=count, wrong=tuple(wrong))


@control("311.contact", "text")
def texts_leave_and_answers_are_read() -> Evidence:
    """No text waits beyond the time it may, and none that came in lies unread."""
    if settings.TEXT_GATEWAY is None:
        return Evidence(looked_at=_LOOKED_AT_TEXTS, count=0)
    since = calendar.today() - WINDOW
    written = Message.objects.filter(channel=Channel.TEXT, written_at__gte=calendar.start_of(since))
    count = written.count() + Received.objects.filter(channel=Channel.TEXT, day__gte=since).count()
    wrong = tuple(_waits_too_long(Channel.TEXT))
    return Evidence(looked_at=_LOOKED_AT_TEXTS, since=since, count=count, wrong=wrong)


@control("phishing.never-asks", "refuse")
def no_unsolicited_message_asks_for_confidential_data() -> Evidence:
    """A message that asks for each kind of it, in both languages, on each ground but a reply, is refused.

    And what was sent lately on such a ground is read again, as the rules are now.
    """
    tried = [(basis, text) for basis in (None, *_UNSOLICITED) for text in _ASKING]
    wrong = [text for basis, text in tried if not _asks(basis, text)]
    since = calendar.today() - WINDOW
    sent = outbox.lately(_UNSOLICITED, since=calendar.start_of(since), most=SAMPLE)
    wrong += [str(pk) for pk, basis, said in sent if _asks(basis, said.whole)]
    return Evidence(
        looked_at=_("messages that ask for confidential data, tried; and messages sent lately"),
        since=since,
        count=len(tried) + len(sent),
        wrong=tuple(wrong),
    )


@control("phishing.never-links", "know")
def every_page_that_asks_is_known() -> Evidence:
    """Each page that a visitor can open is looked at for fields of passwords, codes and cards."""
    asking = [page.path for page in own_pages.every() if _ASKS.search(page.html)]
    wrong = tuple(path for path in asking if confidential.reached_by(f"{settings.SITE_URL}{path}") is None)
    return Evidence(looked_at=_("pages that ask for confidential data"), count=len(asking), wrong=wrong)


@control("phishing.never-links", "follow")
def links_that_lead_on_are_followed() -> Evidence:
    """Of every page that leads a visitor on, whether where it ends is found out."""
    leading = [page for page in own_pages.every() if page.leads_to]
    asking = [page.path for page in leading if _ends_confidential(page)]
    wrong = tuple(path for path in asking for tail in ("", "?x=1") if not _is_found(f"{path}{tail}"))
    return Evidence(looked_at=_("addresses of ours that lead on"), count=len(leading), wrong=wrong)


@control("phishing.never-links", "refuse")
def no_unsolicited_message_links_there() -> Evidence:
    """A message to each confidential page, by each basis that nobody asked for in that moment, is refused."""
    links = [f"{settings.SITE_URL}{path}" for path in _confidential_paths()]
    tried = [(basis, link) for basis in (None, *_UNSOLICITED) for link in links]
    wrong = tuple(link for basis, link in tried if not _is_refused(basis, link))
    return Evidence(
        looked_at=_("messages that link to such a page, tried"), count=len(tried), wrong=tuple(wrong)
    )


def _waits_too_long(channel: Channel) -> list[str]:
    """What should have left, or been read, an hour ago."""
    then = timezone.now() - MAY_WAIT
    waiting = Message.objects.filter(channel=channel, state=Message.State.WAITING, due_at__lt=then)
    unread = Received.objects.filter(channel=channel, state=Received.State.WAITING, came_at__lt=then)
    return [str(pk) for rows in (waiting, unread) for pk in rows.values_list("pk", flat=True)[:SAMPLE]]


def _is_answered(room: str, about: UUID) -> bool:
    address = reply_addresses.to_answer(room, about)
    local, _at, domain = address.rpartition("@")
    changed = f"{local[:-9]}{'a' if local[-9] != 'a' else 'b'}{local[-8:]}@{domain}"
    named = [(meant.room, meant.id) for meant in reply_addresses.of([address])]
    return named == [(room, about)] and not reply_addresses.of([changed])


def _asks(basis: Basis | None, text: str) -> bool:
    draft = Draft(basis=basis, channel=Channel.EMAIL, text=text)
    return any(isinstance(refusal, AsksForConfidentialData) for refusal in gate.check(draft))


def _ends_confidential(page: own_pages.Page) -> bool:
    """By following as a browser would, not as the gate does."""
    for _step in range(confidential.MOST_STEPS):
        if not page.leads_to.startswith("/"):
            break
        page = own_pages.ask(page.leads_to)
    return bool(_ASKS.search(page.html))


def _is_found(path: str) -> bool:
    return confidential.reached_by(f"{settings.SITE_URL}{path}") is not None


def _confidential_paths() -> list[str]:
    """Each registered page in each language; what its address takes is made up."""
    paths = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for page in confidential.registered():
                try:
                    paths.append(reverse(page.url_name))
                except NoReverseMatch:
                    paths.append(reverse(page.url_name, args=["made-up"]))
    return paths


def _is_refused(basis: Basis | None, link: str) -> bool:
    draft = Draft(basis=basis, channel=Channel.EMAIL, text=f"Look here: {link}")
    return any(isinstance(refusal, LeadsToConfidentialPage) for refusal in gate.check(draft))
