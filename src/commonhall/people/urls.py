"""Addresses around people, all below /staff/. None holds anything of a person: a sealed handle travels in the form."""

from django.urls import path

from commonhall.people.views import call, emergency, entries, names, person, watch

app_name = "people"
urlpatterns = [
    path("looks/", watch.looks, name="looks"),
    path("looks/call/", call.begin, name="call"),
    path("looks/call/end/", call.end, name="end-call"),
    path("looks/emergency/", emergency.emergency, name="emergency"),
    path("looks/alarms/", watch.second_looks, name="alarms"),
    path("looks/alarms/<uuid:alarm>/", watch.alarm, name="alarm"),
    path("looks/entries/<uuid:entry>/", entries.entry, name="entry"),
    path("looks/names/", names.listed, name="names"),
    path("looks/names/<uuid:name>/take-out/", names.take_out, name="take-out-name"),
    path("person/", person.open_person, name="open"),
    path("person/found/", person.open_found, name="open-found"),
    path("person/names/", person.add_name, name="add-name"),
    path("person/names/remove/", person.remove_name, name="remove-name"),
    path("person/consent/", person.note_consent, name="consent"),
    path("person/compare/", person.compare, name="compare"),
    path("person/merge/", person.merge, name="merge"),
    path("person/split/", person.split, name="split"),
    path("person/undo/", person.undo, name="undo"),
    path("person/hold/", person.hold, name="hold"),
    path("person/lift/", person.lift, name="lift"),
]
