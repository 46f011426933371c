"""Telephone numbers in what people read: a telephone calls them by a tap."""

import re
from collections.abc import Iterable

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString


def dialed(number: str) -> str:
    """The number as a telephone takes it."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")


def linked(text: str, numbers: Iterable[str]) -> SafeString:
    """The text, escaped, with each of these numbers in it as a link. What merely looks like a number is left."""
    known = sorted(filter(dialed, numbers), key=len, reverse=True)
    if not known:
        return conditional_escape(text)
    parts = re.split(rf"(?<!\d)({'|'.join(map(re.escape, known))})(?!\d)", text)
    return format_html_join("", "{}", ((_link(part) if part in known else part,) for part in parts))


def _link(number: str) -> SafeString:
    return format_html('<a href="tel:{}">{}</a>', dialed(number), number)
