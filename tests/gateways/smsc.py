"""A mobile network of the tests' own: what a text-message centre says by SMPP 3.4, and each byte it was sent.

Kannel's fakesmsc speaks a protocol without alphabets, parts on the wire, failures or late receipts. Numbers of chapters
are those of "Short Message Peer to Peer Protocol Specification v3.4".
"""

import contextlib
import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from tests import running

# 5.1.3 Error codes
OK: Final = 0x00
INVALID_RECIPIENT: Final = 0x0B
THROTTLED: Final = 0x58
QUEUE_FULL: Final = 0x14
# 5.2.19 Data coding
GSM_7: Final = 0
UCS_2: Final = 8
# 5.2.28 Message state, and Appendix B
STATES: Final = {
    "DELIVRD": 2,
    "EXPIRED": 3,
    "DELETED": 4,
    "UNDELIV": 5,
    "ACCEPTD": 6,
    "UNKNOWN": 7,
    "REJECTD": 8,
}

_BINDS: Final = frozenset({0x00000001, 0x00000002, 0x00000009})  # receiver, transmitter, both
_SUBMIT, _DELIVER, _UNBIND, _ENQUIRE = 0x00000004, 0x00000005, 0x00000006, 0x00000015
_ANSWER: Final = 0x80000000
_HAS_HEADER: Final = 0x40  # 5.2.12: a user data header stands before the words
_IS_RECEIPT: Final = 0x04
_HEADER: Final = struct.Struct(">IIII")
# 3GPP TS 23.038, 6.2.1: the letters by their number; after an escape those of 6.2.1.1.
LETTERS: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPED: Final = {0x0A: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|",
                  0x65: "€"}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """What came in one submission. `header` is the user data header without its length; `body` what follows it."""

    id: str
    sender: str
    recipient: str
    coding: int
    header: bytes
    body: bytes
    wants_receipt: bool

    @property
    def words(self) -> str:
        """The body in letters."""
        return _in_letters(self.coding, self.body)

    @property
    def place(self) -> tuple[int, int, int]:
        """Of a long text: which text it belongs to, of how many parts, and which of them; else zero, one, one."""
        if self.header[:2] == b"\x00\x03":
            return self.header[2], self.header[3], self.header[4]
        return 0, 1, 1


@dataclass(kw_only=True, slots=True)
class Network:
    """The centre. Change `answer` and `is_silent` while it runs: they hold for what is submitted from then on."""

    port: int
    answer: int = OK
    is_silent: bool = False
    parts: list[Part] = field(default_factory=list)
    refused: int = 0
    _bound: list[socket.socket] = field(default_factory=list)
    _serial: Iterator[int] = field(default_factory=lambda: count(1))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _acknowledged: set[int] = field(default_factory=set)

    def is_bound(self) -> bool:
        """Whether a gateway is connected and signed in."""
        return bool(self._bound)

    def texts(self) -> list[str]:
        """The words of each text that came whole, its parts put together; the first first."""
        by_text: dict[tuple[object, ...], dict[int, Part]] = {}
        for part in list(self.parts):
            number, of, place = part.place
            key = (part.sender, part.recipient, number, of, part.id if of == 1 else "")
            by_text.setdefault(key, {})[place] = part
        return [
            _in_letters(parts[1].coding, b"".join(parts[place].body for place in sorted(parts)))
            for (*_, of, _), parts in by_text.items()
            if len(parts) == of
        ]

    def wait_for(self, parts: int, seconds: float = 20) -> list[Part]:
        """The parts, once so many are there; fails after that time."""
        running.until(lambda: len(self.parts) >= parts, seconds)
        return list(self.parts)

    def forget(self) -> None:
        """Take all again, and nothing was taken until now."""
        self.answer, self.is_silent, self.refused = OK, False, 0
        self.parts.clear()

    def receipt(self, part: Part, state: str) -> None:
        """Say what became of a part, such as DELIVRD or UNDELIV, and wait until that was heard."""
        words = (
            f"id:{part.id} sub:001 dlvrd:{int(state == 'DELIVRD'):03} submit date:2611270230 done date:2611270231 "
            f"stat:{state} err:000 text:"
        )
        options = _option(0x001E, part.id.encode() + b"\0") + _option(0x0427, bytes([STATES[state]]))
        self._deliver(part.recipient, part.sender, _IS_RECEIPT, GSM_7, words.encode(), options)

    def text(self, sender: str, recipient: str, words: str) -> None:
        """Hand in what a resident wrote, in parts if it is long, and wait until it was taken."""
        coding = GSM_7 if all(letter in LETTERS or letter in ESCAPED.values() for letter in words) else UCS_2
        body = to_gsm(words) if coding == GSM_7 else words.encode("utf-16-be")
        room, within_part = (160, 153) if coding == GSM_7 else (140, 134)
        if len(body) <= room:
            self._deliver(sender, recipient, 0, coding, body, b"")
            return
        pieces = [body[at : at + within_part] for at in range(0, len(body), within_part)]
        text = next(self._serial) % 256
        for place, piece in enumerate(pieces, 1):
            header = bytes([5, 0, 3, text, len(pieces), place])
            self._deliver(sender, recipient, _HAS_HEADER, coding, header + piece, b"")

    def hang_up(self) -> None:
        """Cut every connection, as in an outage."""
        for line in list(self._bound):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def serve(self, line: socket.socket) -> None:
        """Speak with a gateway until it goes."""
        try:
            while head := _exactly(line, _HEADER.size):
                length, command, status, sequence = _HEADER.unpack(head)
                self._hear(line, command, status, sequence, _exactly(line, length - _HEADER.size))
        except OSError:
            pass
        finally:
            if line in self._bound:
                self._bound.remove(line)

    def _hear(self, line: socket.socket, command: int, status: int, sequence: int, body: bytes) -> None:
        if command in _BINDS:
            self._say(line, command | _ANSWER, OK, sequence, b"network\0")
            self._bound.append(line)
        elif command == _SUBMIT:
            self._take(line, sequence, body)
        elif command == _DELIVER | _ANSWER:
            if status == OK:
                self._acknowledged.add(sequence)
        elif command in {_ENQUIRE, _UNBIND}:
            self._say(line, command | _ANSWER, OK, sequence, b"")

    def _take(self, line: socket.socket, sequence: int, body: bytes) -> None:
        if self.is_silent:
            return
        if self.answer != OK:
            self.refused += 1
            self._say(line, _SUBMIT | _ANSWER, self.answer, sequence, b"\0")
            return
        part = _part(f"{next(self._serial):08x}", body)
        self.parts.append(part)
        self._say(line, _SUBMIT | _ANSWER, OK, sequence, part.id.encode() + b"\0")

    def _deliver(
        self, sender: str, recipient: str, kind: int, coding: int, words: bytes, options: bytes
    ) -> None:
        """4.6.1 deliver_sm"""
        sequence = next(self._serial) + 1_000_000
        addresses = b"\0\1\1" + sender.encode() + b"\0\1\1" + recipient.encode() + b"\0"
        body = addresses + bytes([kind, 0, 0, 0, 0, 0, 0, coding, 0, len(words)]) + words + options
        running.until(self.is_bound)
        self._say(self._bound[-1], _DELIVER, OK, sequence, body)
        running.until(lambda: sequence in self._acknowledged)

    def _say(self, line: socket.socket, command: int, status: int, sequence: int, body: bytes) -> None:
        with self._lock:
            line.sendall(_HEADER.pack(_HEADER.size + len(body), command, status, sequence) + body)


@contextmanager
def network(port: int = 0) -> Iterator[Network]:
    """A centre at that port, or a free one, to which gateways may connect under any name; and its end."""

    class Line(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            centre.serve(self.request)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", port), Line) as server:
        centre = Network(port=server.server_address[1])
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield centre
        finally:
            server.shutdown()
            centre.hang_up()


def _in_letters(coding: int, body: bytes) -> str:
    """A part may end between the two units of a sign: then they stand alone."""
    return body.decode("utf-16-be", "surrogatepass") if coding == UCS_2 else from_gsm(body)


def from_gsm(packed: bytes) -> str:
    """The words of octets that hold a letter of 7 bits each."""
    words, octets = "", iter(packed)
    for octet in octets:
        words += ESCAPED.get(next(octets, 0), " ") if octet == 0x1B else LETTERS[octet]
    return words


def to_gsm(words: str) -> bytes:
    """The reverse. Raises KeyError or ValueError for a letter that has no number."""
    numbers = {letter: number for number, letter in ESCAPED.items()}
    return b"".join(
        bytes([LETTERS.index(each)]) if each in LETTERS else bytes([0x1B, numbers[each]]) for each in words
    )


def _part(made_id: str, body: bytes) -> Part:
    """4.4.1 submit_sm"""
    _, rest = _word(body)
    sender, rest = _word(rest[2:])
    recipient, rest = _word(rest[2:])
    kind, rest = rest[0], rest[3:]
    _, rest = _word(rest)
    _, rest = _word(rest)
    receipt, _, coding, _, length = rest[:5]
    words = rest[5 : 5 + length]
    header = words[1 : 1 + words[0]] if kind & _HAS_HEADER else b""
    return Part(
        id=made_id,
        sender=sender,
        recipient=recipient,
        coding=coding,
        header=header,
        body=words[1 + len(header) :] if header else words,
        wants_receipt=bool(receipt & 3),
    )


def _word(octets: bytes) -> tuple[str, bytes]:
    word, _, rest = octets.partition(b"\0")
    return word.decode("ascii"), rest


def _option(tag: int, value: bytes) -> bytes:
    return struct.pack(">HH", tag, len(value)) + value


def _exactly(line: socket.socket, length: int) -> bytes:
    """So many octets; fewer only where the other side went away."""
    octets = b""
    while len(octets) < length and (more := line.recv(length - len(octets))):
        octets += more
    return octets
