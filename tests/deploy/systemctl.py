"""Stands in for `systemctl` where no systemd runs: `systemctl.py ROOT start|enable … UNITS` does what the units say.

A service gets the environment that its files name, and no more. Run by `test_install.py`, not by hand.
"""

import os
import subprocess
import sys
from pathlib import Path

DROP_INS = "commonhall-.service.d"


def main(root: Path, verb: str, names: list[str]) -> int:
    if verb not in {"start", "enable"}:
        return 0
    units = root / "etc/systemd/system"
    return max((_start(root, units, name) for name in names if name.startswith("commonhall")), default=0)


def _start(root: Path, units: Path, name: str) -> int:
    said = [units / f"{name}.service", *sorted((units / DROP_INS).glob("*.conf"))]
    lines = [line.partition("=")[::2] for file in said for line in file.read_text().splitlines()]
    given = {key: value for key, value in lines if not key.startswith("#")}
    environment = {"PATH": "/usr/bin:/bin", **_environment(lines)}
    log = Path(given["StandardOutput"].removeprefix("append:").replace("%N", name))
    with log.open("ab") as out:
        process = subprocess.Popen(
            given["ExecStart"].split(),
            env=environment,
            cwd=given["WorkingDirectory"],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    if given["Type"] == "oneshot":
        return process.wait()
    (root / f"{name}.pid").write_text(str(process.pid))
    return 0


def _environment(lines: list[tuple[str, ...]]) -> dict[str, str]:
    """Files over what stands in the unit, as systemd has it."""
    files = [Path(value).read_text() for key, value in lines if key == "EnvironmentFile"]
    told = [value for key, value in lines if key == "Environment"]
    told += [line for text in files for line in text.splitlines() if line]
    return dict(each.partition("=")[::2] for each in told)


if __name__ == "__main__":
    os.chdir("/")
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:]))
