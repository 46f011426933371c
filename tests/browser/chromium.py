"""The system's Chromium: where it is, and how it is started."""

import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
# Nothing of what it does by itself reaches for another host.
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TEXT_TWICE_AS_LARGE = "--blink-settings=defaultFontSize=32"


def executable() -> str | None:
    """Its path; None where there is none. `scripts/find-chromium` installs it."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or (str(MAC) if MAC.exists() else None)
