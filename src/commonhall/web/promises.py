"""Controls of what every page keeps: the cookies, and no request to anybody else's computers."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise as LazyText
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from commonhall.evidence import Evidence, control
from commonhall.web import cookies, outside_hosts, own_pages, third_parties
from commonhall.web.models import RefusedCookie

WINDOW = timedelta(days=30)


@control("cookies.functional", "register")
def every_cookie_has_its_entry() -> Evidence:
    """Of the cookies the program may set, and of scripts, which could set one past the register."""
    register = cookies.registered()
    wrong = [
        cookie.name
        for cookie in register
        if not all((cookie.name, str(cookie.purpose), str(cookie.lifetime), str(cookie.set_by)))
    ]
    known = {cookie.name for cookie in register}
    wrong += [name for name in _set_by_django() if name not in known]
    scripts = [(name, path) for name, path in outside_hosts.files() if path.suffix not in outside_hosts.STYLE]
    wrong += [
        name
        for name, path in scripts
        if outside_hosts.SETS_A_COOKIE.search(path.read_text("utf-8", "replace"))
    ]
    return Evidence(
        looked_at=_("cookies in the register, and files that could set one past it"),
        count=len(register) + len(scripts),
        wrong=tuple(wrong),
    )


@control("cookies.functional", "publish")
def the_published_page_lists_every_cookie() -> Evidence:
    """The page is asked for as a visitor does, in each language."""
    wrong = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            page = own_pages.ask(reverse("web:cookies"))
            for cookie in cookies.registered():
                if not _shows(page, cookie.name, cookie.purpose, cookie.lifetime, cookie.set_by):
                    wrong.append(f"{page.path} {cookie.name}")
            for kept in cookies.kept_in_browsers():
                if not _shows(page, kept.name, kept.purpose, kept.lifetime):
                    wrong.append(f"{page.path} {kept.name}")
    return Evidence(
        looked_at=_("cookies and what pages keep, on the published page, in each language"),
        count=(len(cookies.registered()) + len(cookies.kept_in_browsers())) * len(settings.LANGUAGES),
        wrong=tuple(wrong),
    )


@control("cookies.functional", "refuse")
def no_page_tries_to_set_another_cookie() -> Evidence:
    """What was refused in the last 30 days shows that a page tried; none sets any for a visitor now."""
    since = timezone.localdate() - WINDOW
    pages = list(own_pages.every())
    wrong = [f"{page.path} {name}" for page in pages for name in sorted(page.cookies)]
    refused = RefusedCookie.objects.filter(day__gte=since).order_by("day", "name")
    wrong += [f"{row.day} {row.name}" for row in refused]
    return Evidence(
        looked_at=_("answers to a visitor, and cookies refused"),
        since=since,
        count=len(pages) + len(refused),
        wrong=tuple(wrong),
    )


@control("visits.third-parties", "own")
def no_page_asks_another_host() -> Evidence:
    """Files as they lie on the disk, pages as they leave. Declared tools are another verb's matter."""
    looked_at = list(_asked())
    declared = _declared_hosts()
    wrong = [f"{where} {host}" for where, hosts in looked_at for host in sorted(hosts - declared)]
    return Evidence(
        looked_at=_("pages, templates, styles and scripts"), count=len(looked_at), wrong=tuple(wrong)
    )


@control("visits.third-parties", "declared")
def only_declared_tools_are_allowed() -> Evidence:
    """Each answer's content security policy allows declared hosts alone; the cookie page names the tools."""
    pages = [page for page in own_pages.every() if page.html]
    wrong = [
        f"{page.path} {host}"
        for page in pages
        for host in sorted(outside_hosts.allowed_by(page.security_policy) - _declared_hosts())
    ]
    published = own_pages.ask(reverse("web:cookies"))
    wrong += [
        tool.owner for tool in third_parties.declared() if not _shows(published, tool.owner, *tool.hosts)
    ]
    return Evidence(
        looked_at=_("what each page allows a browser to load"),
        count=len(pages) + len(third_parties.declared()),
        wrong=tuple(wrong),
    )


def _set_by_django() -> Iterator[str]:
    yield settings.SESSION_COOKIE_NAME
    if not settings.CSRF_USE_SESSIONS:
        yield settings.CSRF_COOKIE_NAME


def _asked() -> Iterator[tuple[str, set[str]]]:
    for name, path in outside_hosts.files():
        yield name, outside_hosts.asked_by(path.read_text("utf-8", "replace"), path.suffix)
    ours = own_pages.host()
    for page in own_pages.every():
        yield page.path, outside_hosts.asked_by(page.html, ".html") - {ours}


def _declared_hosts() -> set[str]:
    return {host for tool in third_parties.declared() for host in tool.hosts}


def _shows(page: own_pages.Page, *texts: str | LazyText) -> bool:
    return page.status == 200 and all(escape(str(text)) in page.html for text in texts)
