"""Whether a port is free to listen at."""

import argparse
import socket

from commonhall.errors import Refused


def number(written: str) -> int:
    """A port as the command line gives it. Raises ArgumentTypeError for what is none."""
    if not written.isdecimal() or not 1 <= int(written) <= 65535:
        raise argparse.ArgumentTypeError(f"{written} is no port; choose a number from 1 to 65535")
    return int(written)


def refuse_busy(host: str, port: int) -> None:
    """Raise Refused when something answers at that port already, or it may not be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise Refused(
                f"Port {port} is reserved to root. Choose another with --port, above 1023."
            ) from None
        except OSError:
            raise Refused(
                f"Port {port} is in use by another program. Stop it, or choose another with --port."
            ) from None


def refuse_busy_by_name(port: int) -> None:
    """Raise Refused when something answers at that port of localhost: by either address that has the name."""
    refuse_busy("127.0.0.1", port)
    if _has_the_newer_address():
        refuse_busy("::1", port)


def _has_the_newer_address() -> bool:
    if not socket.has_ipv6:
        return False
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            return False
    return True
