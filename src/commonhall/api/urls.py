"""The screen of tokens, below /staff/tokens/."""

from django.urls import path

from commonhall.api.views import tokens

app_name = "tokens"
urlpatterns = [
    path("", tokens.tokens, name="tokens"),
    path("<uuid:token>/end/", tokens.end, name="end-token"),
]
