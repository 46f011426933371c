"""Addresses of the API, without a language: the header Accept-Language says it."""

from commonhall.api import door

app_name = "api"
urlpatterns = door.addresses()
