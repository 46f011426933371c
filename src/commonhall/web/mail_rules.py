"""Which lines of a Postfix configuration break a promise: what it would write of persons, keep, or send elsewhere.

`main.cf` is read with the `master.cf` and the `log.sed` beside it. The grammar is that of postconf(5) and master(5);
what is not said is what Postfix 3.7 takes. Why each matters: `docs/operate/what-else-writes-names.md`.
"""

import itertools
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from commonhall.web import beside
from commonhall.web.beside import Break, Looked, Unreadable

PROTECT: Final = "purpose.protect"
SHARE_LESS: Final = "purpose.share-less"
LONGEST_DAYS: Final = 1.0
_DAYS: Final = {"s": 1 / 86_400, "m": 1 / 1440, "h": 1 / 24, "d": 1.0, "w": 7.0}
_STANDARD_OUTPUT: Final = "/dev/stdout"
_COPIES: Final = ("always_bcc", "sender_bcc_maps", "recipient_bcc_maps")
_CHECKS: Final = re.compile(r"(?:(?:smtp|milter)_)?(?:header|body|mime_header|nested_header)_checks")
_QUIET: Final = frozenset({"IGNORE", "DUNNO"})
_ENVELOPE: Final = re.compile(
    r"\$\{?(sender|recipient|original_recipient|user|mailbox|extension|client_\w+|sasl_\w+)\b"
)
# What Postfix says of a mail, of a refusal, of a header and of a bad command: whose words may come through a filter?
_SAID: Final = """\
Nov 27 09:41:05 mail postfix/smtpd[31]: connect from quagmire.example[192.0.2.77]
Nov 27 09:41:05 mail postfix/smtpd[31]: 4D1F22A: client=quagmire.example[192.0.2.77], sasl_username=quagmire
Nov 27 09:41:05 mail postfix/cleanup[32]: 4D1F22A: message-id=<Quagmire.1@quagmire.example>
Nov 27 09:41:05 mail postfix/cleanup[32]: 4D1F22A: warning: header Subject: Quagmire; from=<q@quagmire.example>
Nov 27 09:41:05 mail postfix/qmgr[33]: 4D1F22A: from=<q@quagmire.example>, size=485, nrcpt=1 (queue active)
Nov 27 09:41:05 mail postfix/smtp[34]: 4D1F22A: to=<q@quagmire.example>, relay=quagmire.example[192.0.2.77]:25, \
delay=0.04, delays=0.01/0.02/0.01/0, dsn=5.1.1, status=bounced (host quagmire.example said: 550 5.1.1 No quagmire)
Nov 27 09:41:05 mail postfix/smtpd[31]: NOQUEUE: reject: RCPT from quagmire.example[192.0.2.77]: \
554 5.7.1 <q@quagmire.example>: Relay access denied; from=<q@quagmire.example> to=<q@quagmire.example> proto=ESMTP
Nov 27 09:41:05 mail postfix/smtpd[31]: warning: Illegal address syntax from quagmire[192.0.2.77] in RCPT: <quagmire>
Nov 27 09:41:05 mail postfix/pipe[35]: 4D1F22A: to=<q@quagmire.example>, relay=commonhall, delay=1, \
delays=0/0/0/1, dsn=4.3.0, status=deferred (temporary failure. Command output: quagmire )
Nov 27 09:41:05 mail postfix/smtpd[31]: fatal: unexpected <q@quagmire.example> 192.0.2.77
"""
_NAMES: Final = re.compile(r"quagmire|192\.0\.2\.77", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """`name = value`, and where it stands: of main.cf, or after -o in master.cf."""

    name: str
    value: str
    place: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """A service of master.cf: its command with its arguments, and where it stands."""

    words: tuple[str, ...]
    place: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Configuration:
    """What was read. Of settings that stand there twice the last holds, as in Postfix."""

    file: Path
    settings: tuple[Setting, ...]
    services: tuple[Service, ...]

    def main(self, name: str, default: str) -> Setting:
        """What holds where master.cf says nothing else."""
        said = [
            each for each in self.settings if each.name == name and each.place.startswith(f"{self.file}:")
        ]
        return said[-1] if said else Setting(name=name, value=default, place=f"{self.file}")

    def all(self, name: str, default: str) -> list[Setting]:
        """The same, and what single services say instead."""
        others = [each for each in self.settings if not each.place.startswith(f"{self.file}:")]
        return [self.main(name, default), *(each for each in others if each.name == name)]


def look(file: Path) -> Looked:
    """Read main.cf at that path, with what lies beside it. Raises Unreadable."""
    configuration = read(file)
    found = {(each.place, each.how): each for rule in _RULES for each in rule(configuration)}
    return Looked(
        file=file,
        count=len(configuration.settings) + len(configuration.services),
        breaks=tuple(found.values()),
    )


def read(file: Path) -> Configuration:
    """Read it, and the master.cf beside it if there is one. Raises Unreadable."""
    settings = [_setting(words, place) for words, place in _lines(file)]
    services: list[Service] = []
    master = file.with_name("master.cf")
    for words, place in _lines(master) if master.is_file() else ():
        command = tuple(words.split()[7:])
        if not command:
            raise Unreadable(f"{place} has fewer than the eight words of a service. Try `postfix check`.")
        services.append(Service(words=command, place=place))
        options = itertools.pairwise(command)
        settings += [_setting(value, place) for flag, value in options if flag == "-o"]
    return Configuration(file=file, settings=tuple(settings), services=tuple(services))


def _lines(file: Path) -> Iterator[tuple[str, str]]:
    """Logical lines: one that begins with a space goes on with the one before; comments may stand between."""
    words, place = "", ""
    for number, line in enumerate(beside.text_of(file).splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line[0].isspace():
            words += " " + line.strip()
            continue
        if words:
            yield words, place
        words, place = line.strip(), f"{file}:{number}"
    if words:
        yield words, place


def _setting(words: str, place: str) -> Setting:
    name, equals, value = words.partition("=")
    if not equals:
        raise Unreadable(f"{place} is no setting: “name = value” was expected. Try `postfix check`.")
    return Setting(name=name.strip(), value=value.strip(), place=place)


def _log(configuration: Configuration) -> Iterator[Break]:
    how = "logs sender, recipient and time of each mail; write maillog_file = /dev/stdout and start it through log.sed"
    for setting in configuration.all("maillog_file", ""):
        if setting.value != _STANDARD_OUTPUT:
            yield _break(PROTECT, setting, how)
    script = configuration.file.with_name("log.sed")
    if not script.is_file():
        yield Break(
            promise=PROTECT, place=str(script), how="is not there, so that nothing takes names out of the log"
        )
    elif _lets_names_through(script):
        yield Break(
            promise=PROTECT,
            place=str(script),
            how="lets names, addresses or words into the log; take the shipped one",
        )


def _lets_names_through(script: Path) -> bool:
    try:
        # --sandbox: whoever wrote the script runs nothing here.
        left = subprocess.run(
            ["sed", "--sandbox", "-unEf", script],
            input=_SAID,
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        raise Unreadable(f"{script} cannot be run by this sed. Take the shipped one, and GNU sed.") from None
    return bool(_NAMES.search(left.stdout))


def _talk(configuration: Configuration) -> Iterator[Break]:
    for service in configuration.services:
        if any(re.fullmatch(r"-[a-z]*v+", word) for word in service.words[1:]) and service.words[0] != "pipe":
            yield Break(promise=PROTECT, place=service.place, how="logs whole conversations; take -v out")
    for setting in configuration.all("debug_peer_list", ""):
        if setting.value:
            yield _break(PROTECT, setting, "logs whole conversations; take it out")
    for name in ("smtp_tls_loglevel", "smtpd_tls_loglevel"):
        for setting in configuration.all(name, "0"):
            if setting.value not in {"0", "1"}:
                yield _break(PROTECT, setting, "logs what is said within TLS; write 1")


def _checks(configuration: Configuration) -> Iterator[Break]:
    how = "writes subjects or words into the log; leave it IGNORE and DUNNO alone"
    for setting in configuration.settings:
        if _CHECKS.fullmatch(setting.name) and setting.value and not _is_quiet(setting.value):
            yield _break(PROTECT, setting, how)


def _is_quiet(tables: str) -> bool:
    """Whether each table is one of patterns whose actions are not logged."""
    for table in re.split(r"[,\s]+", tables):
        kind, _, path = table.partition(":")
        if kind not in {"regexp", "pcre"}:
            return False
        if not all(words.split()[-1] in _QUIET for words, _ in _lines(Path(path))):
            return False
    return True


def _queue(configuration: Configuration) -> Iterator[Break]:
    for name in ("maximal_queue_lifetime", "bounce_queue_lifetime"):
        for setting in configuration.all(name, "5d"):
            if _days(setting) > LONGEST_DAYS:
                yield _break(
                    PROTECT, setting, f"keeps mail in the queue for more than a day; write {name} = 1d"
                )
    for setting in configuration.all("address_verify_map", "btree:$data_directory/verify_cache"):
        if setting.value:
            yield _break(
                PROTECT, setting, "keeps addresses that were asked about; write address_verify_map ="
            )


def _days(setting: Setting) -> float:
    found = re.fullmatch(r"(\d+)([smhdw]?)", setting.value)
    if not found:
        raise Unreadable(f"{setting.place} has no time such as 1d in {setting.name}.")
    return int(found[1]) * _DAYS[found[2] or "d"]


def _copies(configuration: Configuration) -> Iterator[Break]:
    for name in _COPIES:
        for setting in configuration.all(name, ""):
            if setting.value:
                yield _break(SHARE_LESS, setting, "sends a copy of mail elsewhere; take it out")
    for setting in configuration.all("notify_classes", "resource, software"):
        if classes := set(re.split(r"[,\s]+", setting.value)) - {"resource", "software", "data", ""}:
            named = ", ".join(sorted(classes))
            yield _break(SHARE_LESS, setting, f"sends mail of others to the postmaster; take {named} out")


def _tls(configuration: Configuration) -> Iterator[Break]:
    for name in ("smtp_tls_security_level", "smtpd_tls_security_level"):
        for setting in configuration.all(name, ""):
            if setting.value in {"", "none"}:
                yield _break(PROTECT, setting, f"lets mail be read on the way; write {name} = may")


def _arguments(configuration: Configuration) -> Iterator[Break]:
    for service in configuration.services:
        if service.words[0] == "pipe" and (found := _ENVELOPE.search(" ".join(service.words))):
            how = (
                f"shows addresses to every user of the machine; write flags=DORq in place of ${{{found[1]}}}"
            )
            yield Break(promise=PROTECT, place=service.place, how=how)


_RULES: Final[tuple[Callable[[Configuration], Iterator[Break]], ...]] = (
    _log,
    _talk,
    _checks,
    _queue,
    _copies,
    _tls,
    _arguments,
)


def _break(promise: str, at: Setting, how: str) -> Break:
    """Where a setting is missing, its name is said: there is no line to point at."""
    place = at.place if re.search(r":\d+$", at.place) else f"{at.place}, without {at.name},"
    return Break(promise=promise, place=place, how=how)
