"""Addresses of appointments: of who has one, by its signed link alone; and staff's below /staff/appointments/."""

from django.urls import path

from commonhall.appointments.views import booking, inviting, own, schedules, staff

app_name = "appointments"
urlpatterns = [
    path("appointments/book/<str:token>/", inviting.book, name="book"),
    path("appointments/<str:token>/", own.show, name="own"),
    path("appointments/<str:token>/confirm/", own.confirm, name="own-confirm"),
    path("appointments/<str:token>/move/", own.move, name="own-move"),
    path("appointments/<str:token>/cancel/", own.cancel, name="own-cancel"),
    path("appointments/<str:token>/calendar/", own.calendar, name="own-calendar"),
    path("staff/appointments/", staff.home, name="home"),
    path("staff/appointments/schedules/", schedules.schedules, name="schedules"),
    path("staff/appointments/schedules/new/", schedules.new, name="new-schedule"),
    path("staff/appointments/schedules/<int:schedule>/", schedules.change, name="schedule"),
    path("staff/appointments/booking/<str:reference>/", booking.show, name="booking"),
    path("staff/appointments/booking/<str:reference>/confirm/", booking.confirm, name="confirm"),
    path("staff/appointments/booking/<str:reference>/move/", booking.move, name="move"),
    path("staff/appointments/booking/<str:reference>/cancel/", booking.cancel, name="cancel"),
    path("staff/appointments/booking/<str:reference>/outcome/", booking.outcome, name="outcome"),
    path("staff/appointments/<int:schedule>/", staff.week, name="week"),
    path("staff/appointments/<int:schedule>/book/", staff.book, name="book-for"),
    path("staff/appointments/<int:schedule>/invite/", staff.invite, name="invite"),
]
