"""Texts on the terminal of the worker: for a demonstration, where nobody is real."""

import sys

from commonhall.messaging.texts.provider import Text


class Line:
    """The terminal."""

    def hand_over(self, text: Text) -> str:
        """Show one text."""
        sys.stdout.write(f"Text to {text.to}, {len(text.cut.parts)} part(s):\n{text.cut.words}\n\n")
        sys.stdout.flush()
        return str(text.id)

    def close(self) -> None:
        """Nothing was opened."""
