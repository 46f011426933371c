"""Which lines of an nginx configuration break a promise: what it would write of persons, keep, or open.

Why each matters: `docs/operate/what-else-writes-names.md`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from commonhall.web import nginx
from commonhall.web.beside import Break, Looked
from commonhall.web.nginx import Directive

MINIMAL: Final = "visits.minimal"
PROTECT: Final = "purpose.protect"
SECURITY: Final = "visits.security"
COOKIES: Final = "cookies.functional"
THIRD_PARTIES: Final = "visits.third-parties"
_OLD_TLS: Final = frozenset({"SSLv2", "SSLv3", "TLSv1", "TLSv1.1"})
_SEEN: Final = frozenset({"$remote_addr", "$proxy_add_x_forwarded_for"})
# What each must say where something is passed on, what nginx takes where it says nothing, and what another value does.
_PASSING: Final = (
    ("proxy_request_buffering", "off", "on", "puts what is sent into files"),
    ("proxy_max_temp_file_size", "0", "1024m", "puts what is answered into files"),
    ("proxy_cache", "off", "off", "keeps what is answered"),
    ("proxy_store", "off", "off", "keeps what is answered"),
    ("client_body_in_file_only", "off", "off", "puts what is sent into files"),
)


def look(file: Path) -> Looked:
    """Read that configuration, with what it includes. Raises Unreadable."""
    return judge(nginx.read(file))


def judge(whole: Directive) -> Looked:
    """The same of a configuration that was read."""
    found = {(each.promise, each.place, each.how): each for rule in _RULES for each in rule(whole)}
    return Looked(file=whole.file, count=sum(1 for _ in whole.every()), breaks=tuple(found.values()))


def _logs_of_requests(whole: Directive) -> Iterator[Break]:
    for each in whole.every():
        if each.name == "access_log" and each.words[:1] != ("off",):
            yield _break(MINIMAL, each, "logs address, time and path of each request; write access_log off")
    for http in _blocks(whole, "http"):
        if not http.in_force("access_log"):
            yield _break(MINIMAL, http, "without access_log off nginx logs each request with its address")


def _logs_of_errors(whole: Directive) -> Iterator[Break]:
    how = "logs address and path of each request that fails; inside http write error_log /dev/null emerg"
    for http in _blocks(whole, "http"):
        within = [each for each in http.every() if each.name == "error_log"]
        own = [each for each in within if each.parent is http]
        if not own:
            yield _break(MINIMAL, (http.in_force("error_log") or [http])[0], how)
        for each in within:
            if each.words[:1] != ("/dev/null",) and each.words[1:] != ("emerg",):
                yield _break(MINIMAL, each, how)
    for each in whole.every():
        if each.name == "debug_connection":
            yield _break(MINIMAL, each, "logs all that is read of that connection; take it out")


def _files(whole: Directive) -> Iterator[Break]:
    for passing in _passing(whole):
        for name, wanted, default, how in _PASSING:
            in_force = passing.in_force(name)
            value = in_force[0].words[:1] if in_force else (default,)
            if value != (wanted,):
                yield _break(PROTECT, in_force[0] if in_force else passing, f"{how}; write {name} {wanted}")
    for each in whole.every():
        if each.name == "mirror" and each.words != ("off",):
            yield _break(PROTECT, each, "sends a copy of each request elsewhere; take it out")


def _addresses(whole: Directive) -> Iterator[Break]:
    how = "does not tell the address it saw, so that one visitor's limit is everybody's"
    for passing in _passing(whole):
        told = [
            each
            for each in passing.in_force("proxy_set_header")
            if each.words and each.words[0].lower() == "x-forwarded-for"
        ]
        if not any(each.words[1:2] and each.words[1] in _SEEN for each in told):
            at = told[0] if told else passing
            yield _break(SECURITY, at, f"{how}; write proxy_set_header X-Forwarded-For $remote_addr")


def _tls(whole: Directive) -> Iterator[Break]:
    for each in whole.every():
        if each.name == "ssl_protocols" and (old := sorted(_OLD_TLS & set(each.words))):
            yield _break(
                PROTECT, each, f"lets in {', '.join(old)}, which can be read on the way; take it out"
            )
    for server in _blocks(whole, "server"):
        listens = [each for each in server.inside if each.name == "listen"]
        if not any(_passing(server)):
            continue
        for each in listens or [server]:
            if "ssl" not in each.words:
                yield _break(PROTECT, each, "takes in without TLS what is sent; write listen 443 ssl")
        tickets = server.in_force("ssl_session_tickets")
        if not tickets or tickets[0].words != ("off",):
            at = tickets[0] if tickets else server
            yield _break(
                MINIMAL, at, "gives each visitor a ticket to be known by; write ssl_session_tickets off"
            )


def _browsers(whole: Directive) -> Iterator[Break]:
    for each in whole.every():
        if each.name == "userid" and each.words not in {("off",), ("log",)}:
            yield _break(COOKIES, each, "sets a cookie that tells visitors apart; take it out")
        if each.name == "add_header" and each.words and each.words[0].lower() == "set-cookie":
            yield _break(COOKIES, each, "sets a cookie that no register knows; take it out")
        if each.name in {"sub_filter", "add_before_body", "add_after_body"}:
            yield _break(THIRD_PARTIES, each, "puts something of its own into pages; take it out")


_RULES: Final[tuple[Callable[[Directive], Iterator[Break]], ...]] = (
    _logs_of_requests,
    _logs_of_errors,
    _files,
    _addresses,
    _tls,
    _browsers,
)


def _blocks(whole: Directive, name: str) -> Iterator[Directive]:
    return (each for each in whole.every() if each.name == name and each.inside)


def _passing(block: Directive) -> Iterator[Directive]:
    """The blocks that pass requests on to a program behind."""
    for each in block.every():
        if each.name == "proxy_pass" and each.parent is not None and not _is_within(each, "stream"):
            yield each.parent


def _is_within(directive: Directive, name: str) -> bool:
    around = directive.parent
    while around is not None and around.name != name:
        around = around.parent
    return around is not None


def _break(promise: str, at: Directive, how: str) -> Break:
    return Break(promise=promise, place=at.place, how=how)
