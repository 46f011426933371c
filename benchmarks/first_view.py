"""Bytes of the first view of each kind of public page, as the server sends it. `python benchmarks/first_view.py`.

A telephone's browser that keeps nothing, at a demo of its own with a year of requests in it. Needs the system's
Chromium.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests import running
from tests.browser.chromium import ARGUMENTS, executable
from tests.browser.first_view import MOST_BYTES, weights

LANGUAGES = ("en", "es")
PHONE = {"width": 390, "height": 844}
REQUESTS = 2000


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as home,
        running.demo(Path(home), requests=REQUESTS) as demo,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        weighed: dict[str, list[int]] = {}
        for language in LANGUAGES:
            page = browser.new_context(base_url=demo.url, viewport=PHONE).new_page()
            for name, size in weights(page, language):
                weighed.setdefault(name, []).append(size)
        browser.close()
    print(f"{'kB, at most ' + f'{MOST_BYTES / 1000:.0f}':18}{''.join(f'{each:>8}' for each in LANGUAGES)}")
    for name, sizes in weighed.items():
        print(f"{name:18}{''.join(f'{size / 1000:8.1f}' for size in sizes)}")


if __name__ == "__main__":
    main()
