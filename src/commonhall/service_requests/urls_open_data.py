"""Addresses of open data without a language: they stay as they are."""

from django.urls import path

from commonhall.service_requests.views import open_data

app_name = "open-data"
urlpatterns = [path("<str:name>", open_data.file, name="file")]
