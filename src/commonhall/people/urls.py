"""Addresses around looks at people; all below /staff/looks/."""

from django.urls import path

from commonhall.people.views import call, emergency, entries, names, watch

app_name = "people"
urlpatterns = [
    path("", watch.looks, name="looks"),
    path("call/", call.begin, name="call"),
    path("call/end/", call.end, name="end-call"),
    path("emergency/", emergency.emergency, name="emergency"),
    path("alarms/", watch.second_looks, name="alarms"),
    path("alarms/<uuid:alarm>/", watch.alarm, name="alarm"),
    path("entries/<uuid:entry>/", entries.entry, name="entry"),
    path("names/", names.listed, name="names"),
    path("names/<uuid:name>/take-out/", names.take_out, name="take-out-name"),
]
