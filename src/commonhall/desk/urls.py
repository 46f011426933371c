"""Addresses of the desk, all below /staff/."""

from django.urls import path

from commonhall.desk.views import call, finding

app_name = "desk"
urlpatterns = [
    path("staff/desk/", call.call, name="call"),
    path("staff/desk/begin/", call.begin, name="begin"),
    path("staff/desk/end/", call.end, name="end"),
    path("staff/desk/services/", call.services, name="services"),
    path("staff/desk/place/", call.place, name="place"),
    path("staff/desk/person/", finding.person, name="person"),
    path("staff/find/", finding.find, name="find"),
]
