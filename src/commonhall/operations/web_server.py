"""The web server: Granian, calling Django through WSGI in one or more processes."""

import signal

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import get_internal_wsgi_application
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from commonhall.operations import leash

SECONDS_TO_FINISH = 10  # what a page may still take when the server is told to end


def run(host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; pages under way are finished first.

    No access log: which pages are noted, and how, is decided in `web/requests.py`.
    """
    Server(
        target=settings.WSGI_APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.WEB_PROCESSES,
        blocking_threads=settings.THREADS,
        log_level=LogLevels.warning,
        log_access=False,
        log_dictconfig=settings.LOGGING,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_FINISH,
    ).serve(target_loader=_application)


def _application(target: str) -> WSGIHandler:
    """Called in each process. It ends with the one that started it: else it would go on holding the port."""
    leash.wear(signal.SIGTERM)
    return get_internal_wsgi_application()
