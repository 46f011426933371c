"""The policy's public pages, the same for programs, and the page on which the privacy officer sees what is wrong."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from commonhall.policy import changes, feed, page, revisions
from commonhall.policy.revisions import Published
from commonhall.staff.roles import Role
from commonhall.staff.walls import needs


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Every sentence beside its verdict and what that rests on."""
    return render(request, "policy/privacy.html", {"policy": page.read()})


@require_safe
def as_json(request: HttpRequest) -> HttpResponse:
    """The same for programs, in all languages of the policy; any site may read it."""
    response = JsonResponse(page.as_data(page.read()), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def as_feed(request: HttpRequest) -> HttpResponse:
    """What changed lately, for who follows it: an Atom feed of revisions and of how sentences stand."""
    written = feed.written(page.read(), revisions.published(), request.build_absolute_uri)
    return HttpResponse(written, content_type="application/atom+xml; charset=utf-8")


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """Every revision that was published."""
    return render(request, "policy/history.html", {"revisions": revisions.published()})


@require_safe
def revision(request: HttpRequest, revision: int) -> HttpResponse:
    """The policy as it was in that revision."""
    now, before = _revisions(revision)
    return render(request, "policy/revision.html", {"revision": now, "before": before})


@require_safe
def changes_in(request: HttpRequest, revision: int) -> HttpResponse:
    """What that revision changed."""
    now, before = _revisions(revision)
    if before is None:
        raise Http404
    found = changes.between(before.text, now.text, get_language() or "")
    return render(request, "policy/changes.html", {"revision": now, "before": before, "changes": found})


@require_safe
@needs(Role.PRIVACY_OFFICER)
def evidence(request: HttpRequest) -> HttpResponseBase:
    """Which rows are wrong, and what is not looked at yet."""
    return render(request, "policy/evidence.html", {"policy": page.read()})


def _revisions(number: int) -> tuple[Published, Published | None]:
    now, before = revisions.of(number)
    if now is None:
        raise Http404
    return now, before
