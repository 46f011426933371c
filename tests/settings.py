"""Settings of the tests: the real ones, with an environment of their own in a temporary folder.

pytest's first process makes the folder and its workers inherit it; `conftest.py` starts the database in it.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from commonhall.operations import logins, postgres
from commonhall.vault import keyring

PASSWORDS = logins.Passwords(
    dict.fromkeys((logins.SUPERUSER, logins.OWNER, logins.APPLICATION, logins.READONLY), "tests")
)


PROJECT = Path(__file__).parents[1]


def _run_folder() -> Path:
    if named := os.environ.get("COMMONHALL_TESTS"):
        return Path(named)
    if "PYTEST_VERSION" in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="commonhall-tests-"))
        os.environ["COMMONHALL_TESTS"] = str(folder)
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    else:
        folder = PROJECT / "build" / "settings"  # mypy and Django's own commands, which leave nothing in it
    (folder / "static").mkdir(parents=True, exist_ok=True)
    keys = folder / "keys.json"
    if keys.exists():
        keyring.upgrade(keys)  # one in build/ may be of an earlier version
    else:
        keyring.make(keys)
    return folder


RUN = _run_folder()
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
DATABASE = f"tests_{WORKER}"
SOCKETS = postgres.socket_folder(RUN)

os.environ.update(
    {
        "COMMONHALL_HOME": str(RUN / WORKER),
        "COMMONHALL_KEYS": str(RUN / "keys.json"),
        "COMMONHALL_CITY": str(PROJECT / "src" / "commonhall" / "demo" / "city"),
        "COMMONHALL_COOKIES_STRICT": "yes",
        "DATABASE_URL": PASSWORDS.url(logins.APPLICATION, SOCKETS, DATABASE),
        "COMMONHALL_OWNER_DATABASE_URL": PASSWORDS.url(logins.OWNER, SOCKETS, DATABASE),
        "COMMONHALL_READONLY_DATABASE_URL": PASSWORDS.url(logins.READONLY, SOCKETS, DATABASE),
    }
)

from commonhall.config.settings import *  # noqa: E402, F403

STATIC_ROOT = RUN / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one takes half a second
