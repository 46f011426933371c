"""Addresses of the catalogue's screens, below /staff/catalogue/."""

from django.urls import path

from commonhall.service_requests.views import catalogue, catalogue_files, departments, questions

urlpatterns = [
    path("", catalogue.services, name="catalogue"),
    path("topics/move/", catalogue.move_topic, name="move-topic"),
    path("services/new/", catalogue.new_service, name="new-service"),
    path("services/<slug:service>/", catalogue.service, name="service"),
    path("services/<slug:service>/move/", catalogue.move_service, name="move-service"),
    path("services/<slug:service>/offer/", catalogue.offer, name="offer-service"),
    path("services/<slug:service>/questions/new/", questions.new_question, name="new-question"),
    path("services/<slug:service>/questions/<slug:question>/", questions.question, name="question"),
    path(
        "services/<slug:service>/questions/<slug:question>/move/",
        questions.move_question,
        name="move-question",
    ),
    path(
        "services/<slug:service>/questions/<slug:question>/remove/",
        questions.remove_question,
        name="remove-question",
    ),
    path("departments/", departments.departments, name="departments"),
    path("departments/new/", departments.new_department, name="new-department"),
    path("departments/<slug:department>/", departments.department, name="department"),
    path("departments/<slug:department>/move/", departments.move_department, name="move-department"),
    path("departments/<slug:department>/activate/", departments.activate, name="activate-department"),
    path("files/", catalogue_files.files, name="catalogue-files"),
    path("files/compare/", catalogue_files.compare, name="compare-catalogue"),
    path("files/bring-in/", catalogue_files.bring_in, name="bring-in-catalogue"),
    path("files/<str:name>", catalogue_files.download, name="download-catalogue"),
]
