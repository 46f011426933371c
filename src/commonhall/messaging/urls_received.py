"""The screens of what came in, below /staff/mail/."""

from django.urls import path

from commonhall.messaging import held_views

app_name = "received"
urlpatterns = [
    path("", held_views.held_messages, name="held"),
    path("<uuid:message>/", held_views.message, name="message"),
    path("<uuid:message>/accept/", held_views.accept, name="accept"),
    path("<uuid:message>/put-aside/", held_views.put_aside, name="put-aside"),
    path("<uuid:message>/stop/", held_views.stop, name="stop"),
]
