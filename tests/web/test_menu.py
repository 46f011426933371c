"""Each role is shown the pages it may open, and no others."""

import pytest
from django.utils.translation import gettext_lazy as _

from commonhall.staff.roles import SEES_REQUESTS, Role
from commonhall.web import menu


def _pages(role: Role) -> set[str]:
    return {entry.url_name for entry in menu.of(role)}


@pytest.mark.parametrize("role", Role)
def test_the_queue_is_shown_to_those_who_work_on_requests(role: Role) -> None:
    assert ("service_requests:queue" in _pages(role)) == (role in SEES_REQUESTS)


@pytest.mark.parametrize("role", Role)
def test_the_evidence_is_shown_to_the_privacy_officer_alone(role: Role) -> None:
    assert ("policy:evidence" in _pages(role)) == (role is Role.PRIVACY_OFFICER)


def test_a_page_stands_there_once() -> None:
    entry = menu.Entry(url_name="policy:evidence", title=_("Evidence"), roles={Role.WORKER})
    with pytest.raises(ValueError, match="already"):
        menu.register(entry)
