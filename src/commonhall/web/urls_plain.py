"""Addresses without a language: for machines, and for who comes by the bare name of the site."""

from django.urls import path

from commonhall.web import front_door, health

urlpatterns = [
    path("", front_door.to_a_language),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("robots.txt", front_door.robots),
    path("favicon.ico", front_door.favicon),
    path("mark.svg", front_door.mark, name="mark"),
]
