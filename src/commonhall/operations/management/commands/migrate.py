"""`commonhall migrate`: bring the schema up to date. Stands in for Django's own, which it calls."""

from django.core.management.base import BaseCommand
from django.db.migrations.autodetector import MigrationAutodetector

from commonhall.operations import migrating
from commonhall.operations.backups import unfinished


class Command(BaseCommand):
    help = "Bring the database's schema up to date, as its owner, and set what each login may do."
    requires_system_checks = []
    autodetector = MigrationAutodetector  # Django checks that this is makemigrations' own

    def handle(self, verbosity: int, **options: object) -> None:
        migrating.refuse_no_owner()
        unfinished.refuse(migrating.OWNER)
        migrating.apply(verbosity=verbosity)
        self.stdout.write("The schema is up to date, and each login has its rights.")
