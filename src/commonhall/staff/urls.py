"""Addresses for staff; all below /staff/."""

from django.urls import path

from commonhall.staff import views

app_name = "staff"
urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("set-up/<str:token>/", views.set_up, name="set-up"),
    path("demo/<str:token>/", views.demo_sign_in, name="demo-sign-in"),
]
