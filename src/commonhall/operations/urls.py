"""The screen of jobs, below /staff/jobs/."""

from django.urls import path

from commonhall.operations import views

app_name = "operations"
urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("<int:job>/again/", views.again, name="again"),
]
