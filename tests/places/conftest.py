from pathlib import Path

import pytest
from pytest_django import Settings

from commonhall.calendar import city
from commonhall.places import loading

TINY = Path(__file__).parents[1] / "tinycity"


@pytest.fixture
def ocotillo(db: None, settings: Settings) -> None:
    """The tiny city of the tests: twenty blocks of seven streets."""
    settings.CITY = city.load(TINY)
    loading.load_places(TINY)
