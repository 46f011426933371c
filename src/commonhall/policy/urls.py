"""Addresses of the policy."""

from django.urls import path

from commonhall.policy import views

app_name = "policy"

urlpatterns = [
    path("privacy/", views.privacy, name="privacy"),
    path("privacy/history/", views.history, name="history"),
    path("privacy/history/<int:revision>/", views.revision, name="revision"),
    path("privacy/history/<int:revision>/changes/", views.changes_in, name="changes"),
    path("privacy/history/<int:before>/<int:revision>/", views.differences, name="differences"),
    path("privacy/history/compare/", views.compare, name="compare"),
    path("privacy/history.json", views.revisions_as_json, name="revisions-json"),
    path("privacy/history/<int:revision>.json", views.revision_as_json, name="revision-json"),
    path("privacy/evidence.json", views.as_json, name="json"),
    path("privacy/feed.xml", views.as_feed, name="feed"),
    path("staff/privacy/", views.evidence, name="evidence"),
]
