"""What `commonhall demo` runs before web and worker: schema, city, staff, links. Not for operators."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand

from commonhall.demo import cast
from commonhall.operations import conditions, migrations
from commonhall.places import loading
from commonhall.service_requests import catalogue


class Command(BaseCommand):
    help = "Bring the demo's database up to date, and print the paths of its sign-in links as JSON."
    requires_system_checks = []

    def handle(self, **options: object) -> None:
        migrations.apply_if_missing()
        conditions.refuse_foreign_keys()
        loading.load_blocks(settings.CITY.folder)
        catalogue.load(settings.CITY.folder)
        self.stdout.write(json.dumps(cast.sign_in_paths()))
