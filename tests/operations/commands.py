"""Our commands as processes of their own, on a database of the test's."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

from commonhall.operations import logins
from tests import cluster, running


def environment(database: str, *, login: str = logins.APPLICATION) -> dict[str, str]:
    """The settings of the tests, on that database, without the owner's login."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("COMMONHALL_")}
    del kept["COMMONHALL_OWNER_DATABASE_URL"]
    return running.outside() | kept | {"DATABASE_URL": cluster.url(login, database)}


def start(arguments: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """`commonhall` with these arguments, as a child."""
    return subprocess.Popen(
        [sys.executable, "-m", "commonhall.config.cli", *arguments],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def refusal(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """What the command says when it will not start."""
    process = start(arguments, environment)
    said, complaint = process.communicate(timeout=60)
    assert process.returncode in {1, 2}
    assert said == ""
    return complaint.strip()
