"""The administrator's screens of message templates: listed, written, looked at by the gate meanwhile, and stopped."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonhall.errors import Refused
from commonhall.messaging import editor, message_templates
from commonhall.messaging.editor import Looked
from commonhall.messaging.gate import Draft
from commonhall.messaging.models import Basis, Channel, TemplateVersion
from commonhall.messaging.template_forms import TemplateForm
from commonhall.staff import walls
from commonhall.staff.roles import Role
from commonhall.staff.walls import needs
from commonhall.web.forms import MOST_WORDS
from commonhall.web.throttles import TooMany


@require_safe
@needs(Role.ADMINISTRATOR)
def templates(request: HttpRequest) -> HttpResponse:
    """All templates, by title."""
    return render(request, "messaging/templates.html", {"templates": message_templates.every()})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.ADMINISTRATOR)
def new_template(request: HttpRequest) -> HttpResponseBase:
    """Write a new one."""
    form = TemplateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            message_templates.add(form.wording(), by=walls.member(request))
        except Refused as refusal:
            form.add_error("title", str(refusal))
        else:
            messages.success(request, _("The template is added. Staff can choose it now."))
            return redirect("messaging:templates")
    return _form(request, form, [])


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.ADMINISTRATOR)
def template(request: HttpRequest, template: str) -> HttpResponseBase:
    """Change it, which makes a new version; the earlier ones stand below."""
    versions = message_templates.versions(template)
    if not versions:
        raise Http404
    form = TemplateForm(request.POST or None, newest=versions[0])
    if request.method == "POST" and form.is_valid():
        made = message_templates.change(template, form.wording(), by=walls.member(request))
        said = _("Version %(number)d is kept. Staff choose it from now on.") % {"number": made.number}
        messages.success(request, _("Nothing was changed.") if made.pk == versions[0].pk else said)
        return redirect("messaging:template", template)
    return _form(request, form, versions)


@require_POST
@needs(Role.ADMINISTRATOR)
def offer_template(request: HttpRequest, template: str) -> HttpResponseBase:
    """Stop offering it, or offer it again."""
    is_offered = request.POST.get("is_offered") == "1"
    message_templates.offer(template, is_offered=is_offered)
    said = _("Staff can choose it again.") if is_offered else _("Staff can’t choose it any more.")
    messages.success(request, said)
    return redirect("messaging:templates")


@require_POST
@needs(Role.ADMINISTRATOR)
def check_template(request: HttpRequest) -> HttpResponse:
    """What stands against it as far as it is written. Nothing is kept."""
    form, looked, later = TemplateForm(request.POST), Looked(), False
    try:
        editor.LOOKS.check(request, about=str(walls.member(request).pk))
        form.is_valid()
        looked = _look(form)
    except TooMany:
        later = True
    unknown = [str(said) for field in form.written for said in field.errors if "{" in str(field.value())]
    page = {"looked": looked, "later": later, "unknown": unknown}
    return render(request, "messaging/check.html", page)


def _look(form: TemplateForm) -> Looked:
    """What the gate says of all its texts, as far as they are written; as a reply, which is what staff write."""
    written = (str(field.value() or "")[:MOST_WORDS] for field in form.written)
    text = "\n\n".join(map(message_templates.fill, written))
    return editor.look(Draft(basis=Basis.REPLY, channel=Channel.EMAIL, text=text))


def _form(request: HttpRequest, form: TemplateForm, versions: list[TemplateVersion]) -> HttpResponse:
    page = {
        "form": form,
        "versions": versions,
        "newest": versions[0] if versions else None,
        "variables": message_templates.VARIABLES,
        "looked": _look(form) if form.is_bound else Looked(),
    }
    return render(request, "messaging/template.html", page, status=422 if form.errors else 200)
