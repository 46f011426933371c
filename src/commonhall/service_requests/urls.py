"""Addresses of 311: the public's, and staff's below /staff/."""

from django.urls import include, path

from commonhall.service_requests import urls_catalogue
from commonhall.service_requests.views import case, follow, front, public, queue, report

app_name = "service_requests"
urlpatterns = [
    path("", front.front, name="front"),
    path("report/", report.report, name="report"),
    path("requests/", public.list_requests, name="list"),
    path("requests/find/", public.find, name="find"),
    path("requests/<str:reference>/", public.show, name="public"),
    path("requests/<str:reference>/photos/<uuid:photo>/", public.photo, name="public-photo"),
    path("follow/<str:token>/", follow.show, name="follow"),
    path("follow/<str:token>/contact/", follow.correct, name="follow-correct"),
    path("follow/<str:token>/photos/<uuid:photo>/", follow.photo, name="follow-photo"),
    path("staff/catalogue/", include(urls_catalogue)),
    path("staff/queue/", queue.queue, name="queue"),
    path("staff/requests/<str:reference>/", case.show, name="work"),
    path("staff/requests/<str:reference>/state/", case.change_state, name="change-state"),
    path("staff/requests/<str:reference>/assign/", case.assign, name="assign"),
    path("staff/requests/<str:reference>/public-note/", case.publish, name="publish"),
    path("staff/requests/<str:reference>/internal-note/", case.note_internally, name="note-internally"),
    path("staff/requests/<str:reference>/release/", case.release, name="release"),
    path("staff/requests/<str:reference>/contact/", case.open_contact, name="open-contact"),
    path("staff/requests/<str:reference>/hold/", case.hold, name="hold"),
    path("staff/requests/<str:reference>/lift/", case.lift, name="lift"),
    path("staff/requests/<str:reference>/photos/<uuid:photo>/", case.photo, name="work-photo"),
]
