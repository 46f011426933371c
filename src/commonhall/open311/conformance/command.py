"""`commonhall check-open311 URL`: whether a server, ours or another, keeps to GeoReport v2."""

import argparse
import sys
from collections.abc import Sequence

from commonhall.open311.conformance import server
from commonhall.open311.conformance.checks import CHECKS

MOST_SAID = 5  # of one check: the same mistake often stands in each row


def main(arguments: Sequence[str]) -> int:
    """Run all checks and print what each found; 1 when something is wrong. Raises Refused, NotNow."""
    asked = _parser().parse_args(arguments)
    found = server.at(asked.url)
    wrong = 0
    for check in CHECKS:
        said = list(check(found))
        wrong += bool(said)
        sys.stdout.write(f"{'WRONG' if said else 'ok':7}{check.__doc__}\n")
        sys.stdout.writelines(f"       {each}\n" for each in said[:MOST_SAID])
        if len(said) > MOST_SAID:
            sys.stdout.write(f"       and {len(said) - MOST_SAID} more\n")
    return 1 if wrong else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="commonhall check-open311",
        description="Look whether an Open311 server keeps to GeoReport v2. It reads, and sends nothing that is stored.",
    )
    parser.add_argument("url", help="where its addresses begin, such as https://city.example/open311/v2")
    return parser
