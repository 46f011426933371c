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


def _run_folder() -> Path:
    if "COMMONHALL_TESTS" not in os.environ:
        os.environ["COMMONHALL_TESTS"] = tempfile.mkdtemp(prefix="commonhall-tests-")
        atexit.register(shutil.rmtree, os.environ["COMMONHALL_TESTS"], ignore_errors=True)
        keyring.make(Path(os.environ["COMMONHALL_TESTS"], "keys.json"))
        Path(os.environ["COMMONHALL_TESTS"], "static").mkdir()
    return Path(os.environ["COMMONHALL_TESTS"])


RUN = _run_folder()
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
DATABASE = f"tests_{WORKER}"
SOCKETS = postgres.socket_folder(RUN)

os.environ.update(
    {
        "COMMONHALL_HOME": str(RUN / WORKER),
        "COMMONHALL_KEYS": str(RUN / "keys.json"),
        "COMMONHALL_CITY": str(Path(__file__).parents[1] / "src" / "commonhall" / "demo" / "city"),
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
