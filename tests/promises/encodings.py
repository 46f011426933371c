"""Every way the bytes of a text may stand in a file."""

import base64
import json
import quopri
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote, quote_plus

type Encoding = Callable[[str], bytes]


def _quoted_printable(text: str) -> bytes:
    return quopri.encodestring(text.encode(), quotetabs=True).replace(b"=\n", b"")


ENCODINGS: dict[str, Encoding] = {
    "UTF-8": str.encode,
    "UTF-16, little end first": lambda text: text.encode("utf-16-le"),
    "UTF-16, big end first": lambda text: text.encode("utf-16-be"),
    "Latin-1": lambda text: text.encode("latin-1"),
    "hex": lambda text: text.encode().hex().encode(),
    "hex in capitals": lambda text: text.encode().hex().upper().encode(),
    "URL": lambda text: quote(text, safe="").encode(),
    "URL, a space as +": lambda text: quote_plus(text).encode(),
    "URL of a form's data, twice": lambda text: quote(quote(text, safe=""), safe="").encode(),
    "quoted-printable": _quoted_printable,
    "JSON": lambda text: json.dumps(text)[1:-1].encode(),
    "HTML": lambda text: text.encode("ascii", "xmlcharrefreplace"),
    "Python": lambda text: text.encode("unicode_escape"),
    **{
        f"base64{name}, {offset} bytes before it": lambda text, o=offset, a=alphabet: _base64(text, o, a)
        for offset in range(3)
        for name, alphabet in (("", b"+/"), (" for URLs", b"-_"))
    },
}


def written(text: str) -> Iterator[tuple[str, bytes]]:
    """The bytes of a text, or of a part that is always there, in every encoding and case; digits also alone."""
    texts = {text, text.lower(), text.upper()}
    if len(digits := re.sub(r"\D", "", text)) > 6:
        texts.add(digits)
    seen = set()
    for each in sorted(texts):
        for name, encode in ENCODINGS.items():
            if (found := encode(each)) not in seen:
                seen.add(found)
                yield name, found


def _base64(text: str, offset: int, alphabet: bytes) -> bytes:
    """The signs that stand for the text alone: its neighbours have a part in the first and the last."""
    plain = text.encode()
    encoded = base64.b64encode(bytes(offset) + plain + bytes(3), alphabet)
    return encoded[-(-offset * 8 // 6) : (offset + len(plain)) * 8 // 6]
