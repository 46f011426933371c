"""What a web worker and a job worker hold in memory at work. `python benchmarks/memory.py [PAGES]`.

A demo as it is served, with a year of requests in it. “Own” is what nobody shares (PSS: a page that two processes
share counts half), “resident” is what tools show (RSS).
"""

import re
import sys
import tempfile
from pathlib import Path

import figures
import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests import running

PAGES = int(sys.argv[1]) if len(sys.argv) > 1 else 400
REQUESTS = 2000
PATHS = (
    "/en/",
    "/en/requests/",
    "/es/requests/?state=all",
    "/en/report/?service=pothole",
    "/tiles/13/2376/3108",
)
MOST = 150  # MB a worker
SIGNALEN = 195


def main() -> None:
    with tempfile.TemporaryDirectory() as home, running.demo(Path(home), requests=REQUESTS) as demo:
        client = httpx.Client(base_url=demo.url)
        staff = httpx.Client(base_url=demo.url, follow_redirects=True)
        staff.get(demo.sign_in("call_taker"))
        for number in range(PAGES):
            client.get(PATHS[number % len(PATHS)])
            if number % 10 == 0:
                staff.get("/en/staff/queue/")
        for part, title in (("serve", "a web worker"), ("worker", "a job worker")):
            told(title, demo.pid_of(part))


def told(title: str, pid: int | None) -> None:
    """Of a process and those it started, the largest."""
    assert pid is not None, f"{title} does not run"
    sizes = [memory(each) for each in (pid, *running.children(pid))]
    resident, own = max(sizes)
    print(f"{title:16}{resident:6.0f} MB resident, {own:.0f} MB own, of {len(sizes)} processes the largest")
    figures.tell(
        what=f"memory of {title}",
        ours=f"{resident:.0f} MB",
        beside=f"Signalen {SIGNALEN} MB" if title == "a web worker" else "",
        ratio=f"{resident / SIGNALEN:.2f}" if title == "a web worker" else "",
        wanted=f"≤ {MOST} MB",
    )


def memory(pid: int) -> tuple[float, float]:
    """Megabytes, resident and own."""
    said = Path(f"/proc/{pid}/smaps_rollup").read_text()
    kilobytes = dict(re.findall(r"^(Rss|Pss):\s+(\d+) kB", said, re.MULTILINE))
    return int(kilobytes["Rss"]) / 1024, int(kilobytes["Pss"]) / 1024


if __name__ == "__main__":
    main()
