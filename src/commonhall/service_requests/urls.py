"""Addresses of 311: the public's, and staff's below /staff/."""

from django.urls import include, path

from commonhall.service_requests import urls_catalogue
from commonhall.service_requests.views import (
    bulk,
    case,
    follow,
    front,
    me_too,
    merge,
    public,
    queue,
    report,
    undo,
    work_orders,
)

app_name = "service_requests"
urlpatterns = [
    path("", front.front, name="front"),
    path("report/", report.report, name="report"),
    path("requests/", public.list_requests, name="list"),
    path("requests/find/", public.find, name="find"),
    path("requests/<str:reference>/", public.show, name="public"),
    path("requests/<str:reference>/me-too/", me_too.say, name="me-too"),
    path("requests/<str:reference>/photos/<uuid:photo>/", public.photo, name="public-photo"),
    path("follow/<str:token>/", follow.show, name="follow"),
    path("follow/<str:token>/contact/", follow.correct, name="follow-correct"),
    path("follow/<str:token>/photos/<uuid:photo>/", follow.photo, name="follow-photo"),
    path("staff/catalogue/", include(urls_catalogue)),
    path("staff/queue/", queue.queue, name="queue"),
    path("staff/queue/find/", queue.find, name="find-words"),
    path("staff/queue/bulk/", bulk.change, name="bulk"),
    path("staff/queue/undo/", undo.take_back, name="undo"),
    path("staff/queue/work-orders/", work_orders.many, name="work-orders"),
    path("staff/queue/views/", queue.save_view, name="save-view"),
    path("staff/queue/views/<uuid:view>/", queue.change_view, name="change-view"),
    path("staff/queue/keys/", queue.show_keys, name="keys"),
    path("staff/requests/<str:reference>/", case.show, name="work"),
    path("staff/requests/<str:reference>/state/", case.change_state, name="change-state"),
    path("staff/requests/<str:reference>/assign/", case.assign, name="assign"),
    path("staff/requests/<str:reference>/transfer/", case.transfer, name="transfer"),
    path("staff/requests/<str:reference>/date/", case.move_date, name="move-date"),
    path("staff/requests/<str:reference>/merge/", merge.merge, name="merge"),
    path("staff/requests/<str:reference>/take-apart/", merge.take_apart, name="take-apart"),
    path("staff/requests/<str:reference>/work-order/", work_orders.one, name="work-order"),
    path("staff/requests/<str:reference>/public-note/", case.publish, name="publish"),
    path("staff/requests/<str:reference>/internal-note/", case.note_internally, name="note-internally"),
    path("staff/requests/<str:reference>/release/", case.release, name="release"),
    path("staff/requests/<str:reference>/contact/", case.open_contact, name="open-contact"),
    path("staff/requests/<str:reference>/hold/", case.hold, name="hold"),
    path("staff/requests/<str:reference>/lift/", case.lift, name="lift"),
    path("staff/requests/<str:reference>/photos/<uuid:photo>/", case.photo, name="work-photo"),
]
