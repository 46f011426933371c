"""`commonhall retention`: delete what passed its schedule, or say what that would be."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandParser

from commonhall import calendar
from commonhall.holdings import retention as schedules
from commonhall.holdings.retention import MOST_A_RUN, Outcome
from commonhall.operations import conditions, retention


class Command(BaseCommand):
    help = "Delete what has passed its schedule and is not held. The worker does it every night."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and delete nothing")
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *, dry_run: bool, json: bool, **options: object) -> None:
        today = calendar.today()
        if dry_run:
            conditions.of_the_database()
            outcomes = schedules.dry_run(today)
        else:
            conditions.of_the_owner()
            outcomes = retention.run(today)
        if json:
            self.stdout.write(_as_json(outcomes, today.isoformat(), dry_run=dry_run))
        else:
            self._tell(outcomes, dry_run=dry_run)

    def _tell(self, outcomes: tuple[Outcome, ...], *, dry_run: bool) -> None:
        self.stdout.write(f"{'':36}{'past':>6}{'held':>6}{'deleted':>9}  kept")
        for each in outcomes:
            deleted = "-" if dry_run else each.deleted
            self.stdout.write(f"{each.model:36}{each.count:6}{each.held:6}{deleted:>9}  {each.keep}")
            for model, count in each.along.items():
                self.stdout.write(f"  and with them{'':21}{count:6}  {model}")
            for name in each.past:
                self.stdout.write(f"  {name}")
        if any(each.count + each.held >= MOST_A_RUN for each in outcomes):
            self.stdout.write(f"At most {MOST_A_RUN} of each a run; the rest comes with the next one.")


def _as_json(outcomes: tuple[Outcome, ...], today: str, *, dry_run: bool) -> str:
    holdings = [{**asdict(each), "past": list(each.past)} for each in outcomes]
    return json.dumps({"day": today, "dry_run": dry_run, "holdings": holdings}, ensure_ascii=False, indent=1)
