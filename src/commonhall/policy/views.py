"""The policy's public pages, the same for programs, and the page on which the privacy officer sees what is wrong."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from commonhall.policy import changes, feed, page, revisions
from commonhall.policy.revisions import Published
from commonhall.staff.roles import Role
from commonhall.staff.walls import needs


def public[R: HttpResponse](view: Callable[..., R]) -> Callable[..., R]:
    """A page to be read only, packed on its way out by Django's own means.

    What is packed tells by its size how much of a guess it repeats (BREACH). Here that is nothing: such a page is the
    same for everybody and holds no token, so this is for no page that has a form to be sent or knows who reads it.
    """
    return require_safe(gzip_page(view))


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """Every sentence beside its verdict and what that rests on."""
    return render(request, "policy/privacy.html", {"policy": page.read()})


@public
def as_json(request: HttpRequest) -> HttpResponse:
    """The same for programs, in all languages of the policy."""
    return _for_programs(page.as_data(page.read()))


@public
def as_feed(request: HttpRequest) -> HttpResponse:
    """What changed lately, for who follows it: an Atom feed of revisions and of how sentences stand."""
    written = feed.written(page.read(), revisions.published(), request.build_absolute_uri)
    return HttpResponse(written, content_type="application/atom+xml; charset=utf-8")


@public
def history(request: HttpRequest) -> HttpResponse:
    """Every revision that was published, and the choice of two to put beside each other."""
    return _history(request)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """To what differs between the two revisions that were chosen, whichever was named first."""
    try:
        found = revisions.pair(int(request.GET["one"]), int(request.GET["other"]))
    except (KeyError, ValueError):
        found = None
    if found is None:
        raise Http404
    earlier, later = (each.text.revision for each in found)
    if earlier == later:
        return _history(request, is_the_same=True)
    return redirect("policy:differences", earlier, later)


@public
def revisions_as_json(request: HttpRequest) -> HttpResponse:
    """Every revision for programs: its number, its days, and where it can be read."""
    return _for_programs(
        {"revisions": [page.revision_as_data(each, settings.SITE_URL) for each in revisions.published()]}
    )


@public
def revision(request: HttpRequest, revision: int) -> HttpResponse:
    """The policy as it was in that revision."""
    now, before = _revisions(revision)
    return render(request, "policy/revision.html", {"revision": now, "before": before})


@public
def revision_as_json(request: HttpRequest, revision: int) -> HttpResponse:
    """That revision whole, for programs, in all languages it has."""
    now, _before = _revisions(revision)
    return _for_programs({**page.revision_as_data(now, settings.SITE_URL), "policy": now.text.as_data()})


@public
def changes_in(request: HttpRequest, revision: int) -> HttpResponse:
    """What that revision changed beside the one before."""
    now, before = _revisions(revision)
    if before is None:
        raise Http404
    return _differences(request, before, now)


@public
def differences(request: HttpRequest, before: int, revision: int) -> HttpResponse:
    """What is other in one revision than in any earlier one."""
    found = revisions.pair(before, revision) if before < revision else None
    if found is None:
        raise Http404
    return _differences(request, *found)


@require_safe
@needs(Role.PRIVACY_OFFICER)
def evidence(request: HttpRequest) -> HttpResponseBase:
    """Which rows are wrong, and what is not looked at yet."""
    return render(request, "policy/evidence.html", {"policy": page.read()})


def _history(request: HttpRequest, *, is_the_same: bool = False) -> HttpResponse:
    shown = {"revisions": revisions.published(), "is_the_same": is_the_same}
    return render(request, "policy/history.html", shown, status=422 if is_the_same else 200)


def _differences(request: HttpRequest, before: Published, now: Published) -> HttpResponse:
    found = changes.between(before.text, now.text, get_language() or "")
    shown = {"revision": now, "before": before, "changes": found, "tally": changes.tally(found)}
    return render(request, "policy/changes.html", shown)


def _for_programs(data: Mapping[str, Any]) -> JsonResponse:
    """Any site may read it."""
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _revisions(number: int) -> tuple[Published, Published | None]:
    now, before = revisions.of(number)
    if now is None:
        raise Http404
    return now, before
