"""The screens of webhooks, below /staff/webhooks/."""

from django.urls import path

from commonhall.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.endpoints, name="endpoints"),
    path("<uuid:endpoint>/", views.endpoint, name="endpoint"),
    path("<uuid:endpoint>/secret/", views.renew, name="renew"),
    path("<uuid:endpoint>/end/", views.end, name="end"),
    path("<uuid:endpoint>/again/", views.again, name="again"),
]
