"""The report of what was imported."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commonhall.imports import report, taking
from commonhall.staff.roles import Role
from commonhall.staff.walls import needs

READS_REPORTS = frozenset({Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.RECORDS_OFFICER})


@require_safe
@needs(*READS_REPORTS)
def imports(request: HttpRequest) -> HttpResponseBase:
    """The last imports: counts, and why rows did not come in; no word of any row."""
    return render(request, "imports/imports.html", {"shown": report.latest(is_running=taking.is_running())})
