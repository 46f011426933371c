"""What `commonhall demo` runs before web and worker: schema, city, staff, residents, links. Not for operators."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from commonhall.demo import cast, visits
from commonhall.demo import residents as people
from commonhall.operations import city_folder, conditions, migrating


class Command(BaseCommand):
    help = "Bring the demo's database up to date, and print its sign-in links' paths, its token and its key as JSON."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--residents", type=int, default=0)
        parser.add_argument("--requests", type=int, default=0)

    def handle(self, *, residents: int, requests: int, **options: object) -> None:
        migrating.apply_if_missing()
        conditions.refuse_foreign_keys()
        city_folder.take_in(city_folder.read(settings.CITY.folder))
        is_new = people.load(settings.CITY.folder, residents, requests)
        if visits.load() or is_new:
            people.tidy()
        said = {
            "sign_in": cast.sign_in_paths(),
            "api_token": cast.api_token(),
            "open311_key": cast.open311_key(),
        }
        self.stdout.write(json.dumps(said))
