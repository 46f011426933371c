"""A QR code as the outline of an SVG: drawn by the page itself, without inline style and without another host."""

from dataclasses import dataclass

import segno

_QUIET = 4  # modules around it, as the standard asks for


@dataclass(frozen=True, slots=True)
class Drawing:
    """The side of its square, and the path of the dark modules within."""

    side: int
    path: str


def draw(text: str) -> Drawing:
    """The text as a QR code that a telephone reads from a screen."""
    rows = list(segno.make_qr(text, error="m").matrix_iter(border=_QUIET))
    dark = (
        f"M{column} {row}h1v1h-1z"
        for row, modules in enumerate(rows)
        for column, is_dark in enumerate(modules)
        if is_dark
    )
    return Drawing(side=len(rows), path="".join(dark))
