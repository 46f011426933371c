"""The administrator's screen of jobs: what is behind, what waits, what failed. Nothing in it is of a person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonhall.operations import job_board
from commonhall.staff.roles import Role
from commonhall.staff.walls import needs
from commonhall.web import health


@require_http_methods(["GET", "HEAD"])
@needs(Role.ADMINISTRATOR)
def jobs(request: HttpRequest) -> HttpResponse:
    """Warnings first, then the jobs by the clock, what waits, and what was given up."""
    now = timezone.now()
    page = {
        "warnings": health.warnings(),
        "clocked": job_board.clocked(now),
        "queued": job_board.queued(now),
        "failed": job_board.failed(),
    }
    return render(request, "operations/jobs.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.ADMINISTRATOR)
def again(request: HttpRequest, job: int) -> HttpResponseBase:
    """Do a failed job again. Only a form that is sent does it; a link to its address leads to the list."""
    if request.method == "POST":
        if job_board.do_again(job):
            messages.success(request, _("It is done again."))
        else:
            messages.error(request, _("That job is not there any more, or was done meanwhile."))
    return redirect("operations:jobs")
