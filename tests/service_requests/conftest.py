"""Requests, and those who work on them."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from commonhall.service_requests import photos
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.roles import Role
from tests.service_requests import making
from tests.service_requests.reporting import photograph


@pytest.fixture
def jpeg() -> bytes:
    """A photo as it is kept."""
    return photos.prepare(io.BytesIO(photograph(60, 40).read()))


@pytest.fixture
def named(services: None, photo_folder: Path, jpeg: bytes) -> ServiceRequest:
    """A named request with a photo."""
    return making.reported(
        "Deep hole beside my gate. Call Rosa Marin, 302-555-0147.",
        contact=making.ROSA,
        photos=(jpeg,),
    )


@pytest.fixture
def anonymous(services: None) -> ServiceRequest:
    return making.reported()


@pytest.fixture
def worker(browser_of: Callable[[Role], Client]) -> Client:
    return browser_of(Role.WORKER)


@pytest.fixture
def supervisor(browser_of: Callable[[Role], Client]) -> Client:
    return browser_of(Role.SUPERVISOR)
