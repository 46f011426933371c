"""Every address of the site. The language is the first part of the path, so that no cookie has to keep it."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("", include("commonhall.web.urls_plain")),
    path("", include("commonhall.service_requests.urls_plain")),
    path("open-data/", include("commonhall.service_requests.urls_open_data")),
    path("open311/", include("commonhall.open311.urls_plain")),
    path("hooks/texts/", include("commonhall.messaging.urls_hooks")),
    path("api/v1/", include("commonhall.api.urls_plain")),
    path("hooks/", include("commonhall.messaging.urls_plain")),
    *i18n_patterns(
        path("", include("commonhall.service_requests.urls")),
        path("", include("commonhall.desk.urls")),
        path("", include("commonhall.appointments.urls")),
        path("staff/open311/", include("commonhall.open311.urls")),
        path("staff/tokens/", include("commonhall.api.urls")),
        path("staff/webhooks/", include("commonhall.webhooks.urls")),
        path("staff/mail/", include("commonhall.messaging.urls_received")),
        path("staff/outbox/", include("commonhall.messaging.urls")),
        path("staff/jobs/", include("commonhall.operations.urls")),
        path("staff/exports/", include("commonhall.operations.export.urls")),
        path("", include("commonhall.imports.urls")),
        path("", include("commonhall.policy.urls")),
        path("", include("commonhall.web.urls")),
        path("staff/", include("commonhall.people.urls")),
        path("staff/", include("commonhall.staff.urls")),
    ),
]
handler400 = "commonhall.web.views.not_understood"
handler403 = "commonhall.web.views.refused"
handler404 = "commonhall.web.views.not_found"
handler500 = "commonhall.web.views.broken"
