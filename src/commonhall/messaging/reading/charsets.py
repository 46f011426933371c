"""Bytes to text, also where the charset is not named or is another one than named.

Nothing is lost that can be kept: what decodes as nothing else is read as Windows-1252, byte for byte.
"""

import codecs
import re
from functools import lru_cache

from charset_normalizer import from_bytes

# As browsers read them (https://encoding.spec.whatwg.org/): who writes the left means the right.
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
}
_NAMES = {"unicode-1-1-utf-7": "utf-7", "iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8"}
# Text encodings of Python's own that no mail is written in; idna takes quadratic time.
_NOT_OF_MAIL = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
_NOT_ASCII_ABOVE = ("utf-7", "utf-16", "utf-32", "iso2022", "hz")  # plain bytes may be other letters here
_FOR_A_GUESS = 2_048
_LETTER_OF_THE_WEST = re.compile(
    r"[áéíóúüñ¿¡àèìòùâêîôûäöëïçãõßåæøÁÉÍÓÚÜÑÀÈÌÒÙÂÊÎÔÛÄÖËÏÇÃÕÅÆØ«»“”‘’‚„–—…€£§°ºª·•©®™´\xa0\xad½¼¾×]"
)
_NO_STORE = re.compile("[\ud800-\udfff\0]")


def decode(data: bytes, declared: str = "") -> str:
    """The text of bytes, by the charset declared where that is true. Never raises; no NUL, no lone surrogate."""
    return _NO_STORE.sub("\ufffd", _decode(data, known(declared)))


@lru_cache(256)
def known(declared: str) -> str:
    """Python's name of the codec that is meant, "" for one that no mail is written in."""
    name = declared.strip().strip("\"'").lower()[:60]
    try:
        codec = codecs.lookup(_NAMES.get(name, name))
    except (LookupError, ValueError):
        return ""
    if codec.name in _NOT_OF_MAIL or not getattr(codec, "_is_text_encoding", True):
        return ""
    return _MEANT.get(codec.name, codec.name)


def _decode(data: bytes, codec: str) -> str:
    if data.isascii() and not codec.startswith(_NOT_ASCII_ABOVE):
        return data.decode("ascii")
    if not codec.startswith(_NOT_ASCII_ABOVE):
        try:  # the commonest lie: UTF-8 that says it is something else; the reverse hardly ever is valid UTF-8
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
    if codec == "utf-8":
        patched = data.decode("utf-8", "replace")
        # A letter cut in two somewhere, or Latin-1 all along: there each letter outside ASCII is broken.
        return (
            patched if patched.count("\ufffd") * 5 <= sum(sign > "\x7f" for sign in patched) else _guess(data)
        )
    try:
        return data.decode(codec) if codec else _guess(data)
    except (UnicodeError, ValueError):
        return _guess(data)


def _guess(data: bytes) -> str:
    western = _windows_1252(data)
    beyond = [sign for sign in western if sign > "\x7f"]
    letters = sum(sign.isalpha() for sign in western)
    # A guess by frequency needs a page: on "Sí, mañana" and on a line of French it is wrong. In what is written
    # in Latin letters most are ASCII, and the others are these.
    if len(beyond) * 3 <= letters and all(map(_LETTER_OF_THE_WEST.match, beyond)):
        return western
    speaking = b"\n".join(line for line in data[: _FOR_A_GUESS * 8].splitlines() if not line.isascii())
    if speaking and (best := from_bytes(speaking[:_FOR_A_GUESS]).best()):
        try:
            return data.decode(best.encoding)
        except UnicodeError:
            pass
    return western


def _windows_1252(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")  # five bytes have no letter there; browsers read them so, too
