"""Addresses without a language, for machines: below /hooks/."""

from django.urls import path

from commonhall.messaging import hooks

app_name = "hooks"
urlpatterns = [path("mail/<str:secret>", hooks.mail, name="mail")]
