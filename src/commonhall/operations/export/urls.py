"""The screens of opened exports, below /staff/exports/."""

from django.urls import path

from commonhall.operations.export import views

app_name = "exports"
urlpatterns = [
    path("", views.exports, name="exports"),
    path("<int:number>/", views.export, name="export"),
    path("<int:number>/approve/", views.approve, name="approve"),
    path("<int:number>/refuse/", views.refuse, name="refuse"),
]
