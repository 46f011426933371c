"""Every budget in one run: `make benchmarks`, or `python benchmarks [--many N] [--minutes N] [--people N] [ONLY …]`.

Each benchmark is a process of its own with a database of its own; at the end their ratios stand in one table.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import figures

HERE = Path(__file__).parent
FEW_PEOPLE = 10_000


def main() -> int:
    asked = _asked()
    steps = {
        "report": [],
        "api": [],
        "map": [asked.many, asked.minutes],
        "queue_page": [asked.many, asked.minutes],
        "open_data": [asked.many, asked.minutes],
        "search": [FEW_PEOPLE],
        "search, many": [asked.people],
        "imports": [],
        "mail_reading": [],
        "mail_in": [],
        "texts": [],
        "memory": [],
    }
    chosen = {name: given for name, given in steps.items() if not asked.only or _script(name) in asked.only}
    failed = []
    with figures.heard() as found:
        for name, given in chosen.items():
            if not _runs(_script(name), given):
                failed.append(name)
    said = figures.table(found)
    print(f"\n{said}")
    if asked.write:
        asked.write.write_text(f"{said}\n")
    if failed:
        print(f"Did not end: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("only", nargs="*", help="which ones: names of files here, such as report or imports")
    parser.add_argument("--many", type=int, default=1_000_000, help="requests beside ten thousand")
    parser.add_argument("--minutes", type=int, default=15, help="how long the many may be built, each time")
    parser.add_argument(
        "--people", type=int, default=100_000, help="people sought among, beside ten thousand"
    )
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the table there too")
    return parser.parse_args()


def _script(name: str) -> str:
    return name.partition(",")[0]


def _runs(script: str, given: Sequence[int]) -> bool:
    began = time.monotonic()
    print(f"\n== {script} {' '.join(map(str, given))}", flush=True)
    ended = subprocess.run([sys.executable, HERE / f"{script}.py", *map(str, given)], check=False)
    print(f"== {time.monotonic() - began:.0f} s", flush=True)
    return ended.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
