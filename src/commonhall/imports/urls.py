"""The address of the report, and its place in the console's menu."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from commonhall.imports import views
from commonhall.web import menu

app_name = "imports"
urlpatterns = [path("staff/imports/", views.imports, name="imports")]
menu.register(menu.Entry(url_name="imports:imports", title=_("Imports"), roles=views.READS_REPORTS))
