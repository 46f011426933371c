"""`commonhall serve`: answer web requests."""

from django.core.management.base import BaseCommand, CommandParser

from commonhall.operations import conditions, ports, web_server


class Command(BaseCommand):
    help = "Answer web requests, as the application's login."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--host", default="127.0.0.1", help="address to listen at (default: this machine alone)"
        )
        parser.add_argument(
            "--port", type=ports.number, default=8000, help="port to listen at (default: 8000)"
        )

    def handle(self, host: str, port: int, **options: object) -> None:
        conditions.of_the_web(host, port)
        conditions.of_the_database()
        web_server.run(host, port)
