"""The web server: Granian, calling Django through WSGI in one or more processes."""

import signal

from django.conf import settings
from django.core.servers.basehttp import get_internal_wsgi_application
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from commonhall.operations import door, leash, memory
from commonhall.operations.door import Door

MOST_BUFFERED = (
    64 * 1024
)  # bytes of one connection, its request's head among them; Granian's own 400 kB add up
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
        http1_settings=HTTP1Settings(max_buffer_size=MOST_BUFFERED),
        blocking_threads=door.WAITING_THREADS,
        log_level=LogLevels.warning,
        log_access=False,
        log_dictconfig=settings.LOGGING,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_FINISH,
    ).serve(target_loader=_application)


def _application(target: str) -> Door:
    """Called in each process. It ends with the one that started it: else it would go on holding the port."""
    leash.wear(signal.SIGTERM)
    memory.keep_together()
    return Door(get_internal_wsgi_application(), settings.THREADS)
