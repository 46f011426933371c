"""Addresses of the policy."""

from django.urls import path

from commonhall.policy import views

app_name = "policy"

urlpatterns = [
    path("privacy/", views.privacy, name="privacy"),
    path("staff/privacy/", views.evidence, name="evidence"),
]
