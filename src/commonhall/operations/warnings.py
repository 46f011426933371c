"""What is not wrong yet and soon will be: for `/readyz` and the screen of jobs."""

import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

LEAST_FREE_BYTES = 2 * 1024**3
LEAST_FREE_PART = 0.05
MOST_SECONDS_APART = 30.0


def disk() -> str:
    """Whether the disk of the home folder is almost full. When it is full, reports are refused before any is lost."""
    usage = shutil.disk_usage(_there(Path(settings.HOME)))
    if usage.free < min(LEAST_FREE_BYTES, LEAST_FREE_PART * usage.total):
        said = _(
            "The disk is almost full: %(left)d MB are left. Make room; when it is full, reports are refused."
        )
        return said % {"left": usage.free // 1024**2}
    return ""


def clock() -> str:
    """Whether this machine and the database's tell the same time: days, links and signatures go by it."""
    before = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone() or (before,)
    if apart(before, there) <= MOST_SECONDS_APART:
        return ""
    return _("The clocks of this machine and of the database differ. Let both be set by the network (NTP).")


def apart(here: datetime, there: datetime) -> float:
    """How far two clocks are apart, in seconds."""
    return abs((there - here).total_seconds())


def _there(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return folder if folder.exists() else _there(folder.parent)
