"""Addresses of 311 without a language: the tiles of the city's map."""

from django.urls import path

from commonhall.service_requests.views import map as map_views

app_name = "map"
urlpatterns = [path("tiles/<int:zoom>/<int:x>/<int:y>", map_views.tile, name="tile")]
