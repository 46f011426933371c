"""The screen of messages, below /staff/outbox/."""

from django.urls import path

from commonhall.messaging import views

app_name = "messaging"
urlpatterns = [
    path("", views.outbox, name="outbox"),
    path("<uuid:message>/settle/", views.settle, name="settle"),
]
