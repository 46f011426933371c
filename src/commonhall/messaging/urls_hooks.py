"""Where providers of texts tell something, below /hooks/texts/."""

from django.urls import path

from commonhall.messaging import text_hooks

app_name = "messaging_hooks"
urlpatterns = [
    path("kannel/told/<uuid:text>/<str:seal>/", text_hooks.kannel_told, name="kannel-told"),
    path("kannel/<str:secret>/", text_hooks.kannel_heard, name="kannel-heard"),
    path("twilio/told/<uuid:text>/", text_hooks.twilio_told, name="twilio-told"),
    path("twilio/", text_hooks.twilio_heard, name="twilio-heard"),
]
