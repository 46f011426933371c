"""The screen of messages, below /staff/outbox/."""

from django.urls import path

from commonhall.messaging import template_views, views

app_name = "messaging"
urlpatterns = [
    path("", views.outbox, name="outbox"),
    path("<uuid:message>/settle/", views.settle, name="settle"),
    path("templates/", template_views.templates, name="templates"),
    path("templates/new/", template_views.new_template, name="new-template"),
    path("templates/check/", template_views.check_template, name="check-template"),
    path("template/<slug:template>/", template_views.template, name="template"),
    path("template/<slug:template>/offer/", template_views.offer_template, name="offer-template"),
]
