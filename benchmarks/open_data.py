"""The day's open data: out of a million requests beside out of a tenth of them.
`python benchmarks/open_data.py [MANY [MINUTES]]`.

All files are written and given out, as the worker does at night. Memory is what the writer takes beyond what the
process held before; it must not grow with the rows.
"""

import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import figures
import ground
import map as requests
from django.conf import settings

from commonhall import calendar
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.open_data import writing

STATUS, PEAK_BEGINS_ANEW = Path("/proc/self/status"), Path("/proc/self/clear_refs")
MEGABYTE = 1_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """What it took. `cpu`: seconds of this process; `memory`: megabytes at the most, beyond what was held before."""

    rows: int
    seconds: float
    cpu: float
    memory: float
    megabytes: float

    def per_row(self, what: str) -> float:
        return float(getattr(self, what)) / self.rows

    def __str__(self) -> str:
        return (
            f"{self.rows:9,} requests in {self.seconds:6.1f} s ({self.rows / self.seconds:6,.0f} a second), "
            f"{self.cpu:.1f} s CPU, "
            f"{self.megabytes:,.1f} MB of files, {self.memory:.0f} MB of memory"
        )


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else requests.MANY
    minutes = int(sys.argv[2]) if len(sys.argv) > 2 else requests.MINUTES
    with ground.running():
        requests.fill(many // 10, minutes)
        written()  # what is read once stays
        few = written()
        requests.fill(many, minutes)
        all_of_them = written()
    print(f"{few}\n{all_of_them}")
    figures.tell(
        what=f"open data of a day, of {all_of_them.rows:,}",
        ours=f"{all_of_them.seconds:.1f} s, {all_of_them.megabytes:,.0f} MB",
        beside=f"of {few.rows:,}: {few.seconds:.1f} s",
        ratio=f"a row {all_of_them.per_row('seconds') / few.per_row('seconds'):.1f}, "
        f"CPU {all_of_them.per_row('cpu') / few.per_row('cpu'):.1f}",
    )
    figures.tell(
        what="memory it takes",
        ours=f"{all_of_them.memory:.0f} MB",
        beside=f"of {few.rows:,}: {few.memory:.0f} MB",
    )


def written() -> Written:
    """Write today's files as if none had been given out."""
    shutil.rmtree(settings.HOME / "open-data", ignore_errors=True)
    PEAK_BEGINS_ANEW.write_text("5")
    held, began, began_cpu = _megabytes("VmRSS"), time.perf_counter(), time.process_time()
    writing.write(calendar.today())
    seconds, cpu, most = time.perf_counter() - began, time.process_time() - began_cpu, _megabytes("VmHWM")
    written = [path for path in (settings.HOME / "open-data").rglob("*") if path.is_file()]
    return Written(
        rows=ServiceRequest.objects.count(),
        seconds=seconds,
        cpu=cpu,
        memory=most - held,
        megabytes=sum(path.stat().st_size for path in written) / MEGABYTE,
    )


def _megabytes(name: str) -> float:
    (line,) = (line for line in STATUS.read_text().splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
