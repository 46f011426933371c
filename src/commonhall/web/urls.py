"""Pages of the frame, in each language."""

from django.urls import path

from commonhall.web import views

app_name = "web"
urlpatterns = [
    path("cookies/", views.cookies, name="cookies"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
