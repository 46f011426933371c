"""What must hold before `serve` or `worker` may start, where no process has to be started to see it."""

import os
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.test import Client
from pytest_django.fixtures import Settings

from commonhall.errors import Refused
from commonhall.operations import conditions
from commonhall.places import loading
from commonhall.service_requests import catalogue
from commonhall.service_requests.models import ServiceRequest
from commonhall.vault import keyring
from tests.service_requests import making
from tests.service_requests.reporting import Reporter


def test_keys_of_another_database_are_refused(
    fresh_database: str, client: Client, settings: Settings, tmp_path: Path
) -> None:
    loading.load_places(configured.CITY.folder)
    catalogue.load(configured.CITY.folder)
    Reporter(client).report("Deep hole.")
    conditions.of_the_database()
    keyring.make(tmp_path / "keys.json")
    settings.KEYS_FILE = tmp_path / "keys.json"
    with pytest.raises(Refused, match="does not open what this database holds"):
        conditions.of_the_database()


def test_one_damaged_request_is_no_sign_of_another_key_file(fresh_database: str) -> None:
    making.catalogue_of_the_city()
    for _ in range(2):
        making.reported("Deep hole.")
    first = ServiceRequest.objects.order_by("pk").values("pk")[:1]
    ServiceRequest.objects.filter(pk__in=first).update(stripped_sealed=os.urandom(160))
    conditions.of_the_database()
    ServiceRequest.objects.update(stripped_sealed=os.urandom(160))
    with pytest.raises(Refused, match="does not open what this database holds"):
        conditions.of_the_database()
