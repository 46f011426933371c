"""When Django has loaded the rooms, each signs in: its tables, its controls, its cookies."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ConfigApp(AppConfig):
    name = "commonhall.config"

    def ready(self) -> None:
        autodiscover_modules("holding", "promises")
