"""The screen of keys, below /staff/open311/."""

from django.urls import path

from commonhall.open311.views import keys

app_name = "open311"
urlpatterns = [
    path("", keys.keys, name="keys"),
    path("<uuid:key>/end/", keys.end, name="end-key"),
]
