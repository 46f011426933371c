"""Files of other systems, written for tests: rows of the shape that cities publish, of nobody who lives."""

import csv
import json
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path

from commonhall.operations.management.commands.import_requests import Command

PLAIN = {
    "external_id": "A-1",
    "service_code": "pothole",
    "description": "Deep hole in the right lane.",
    "address": "1012 N Market St",
    "lat": "39.7461",
    "long": "-75.5473",
    "requested_datetime": "2026-03-02T09:12:28",
    "status": "closed",
    "closed_datetime": "2026-03-05 16:40",
    "first_name": "Zenobia",
    "last_name": "Quackenbush",
    "email": "zenobia@example.com",
    "phone": "302-555-0147",
    "contact_address": "77 Maple Rd",
}
NOBODY = dict.fromkeys(("first_name", "last_name", "email", "phone", "contact_address"), "")
BOSTON = {
    "case_enquiry_id": "101000000001",
    "open_dt": "2025-07-01 01:32:33",
    "target_dt": "2025-07-15 01:32:32",
    "closed_dt": "2025-07-01 05:06:58",
    "case_status": "Closed",
    "closure_reason": "Case Closed Case Resolved replaced the fuse",
    "case_title": "Street Light Outages",
    "type": "Street Light Outages",
    "location": "INTERSECTION of Groveton St & Rivermere St  Elsewhere  MA  ",
    "latitude": "42.27661",
    "longitude": "-71.07612",
    "source": "Constituent Call",
}
NYC = {
    "Unique Key": "60000001",
    "Created Date": "3/13/2025 23:33",
    "Closed Date": "",
    "Complaint Type": "Street Condition",
    "Descriptor": "Pothole",
    "Incident Address": "142 WILLOWBY AVENUE",
    "Status": "In Progress",
    "Latitude": "40.69912",
    "Longitude": "-73.92211",
}
DC = {
    "OBJECTID": "197",
    "SERVICECODE": "S0000",
    "SERVICECODEDESCRIPTION": "Abandoned Vehicle",
    "ADDDATE": "2025-08-03T20:47:11.000Z",
    "RESOLUTIONDATE": "2025-08-03T20:54:18.000Z",
    "SERVICEORDERDATE": "2025-08-03T20:47:11.000Z",
    "SERVICEORDERSTATUS": "VOIDED",
    "STATUS_CODE": "CLOSED",
    "SERVICEREQUESTID": "25-00622683",
    "STREETADDRESS": "2600 31ST STREET NW",
    "LATITUDE": "38.92332",
    "LONGITUDE": "-77.06118",
    "DETAILS": "",
}
OPEN311 = {
    "service_request_id": "14-1",
    "status": "closed",
    "status_notes": "Patched",
    "service_name": "Pothole in Street",
    "service_code": "4fd3b656e750846c53000004",
    "requested_datetime": "2025-05-09T19:02:21-05:00",
    "updated_datetime": "2025-10-10T10:15:40-05:00",
    "address": "1200 W 81ST ST, ELSEWHERE, IL",
    "lat": 41.74685,
    "long": -87.65364,
    "attributes": {"WHEREIST": "TRAFFIC"},
    "notes": [{"summary": "Request opened"}],
}


def as_csv(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def as_json(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    path.write_text(json.dumps(rows, indent=1))
    return path


def as_xml(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    inside = "\n".join(
        "<request>"
        + "".join(
            f"<{name}>{value}</{name}>" for name, value in row.items() if isinstance(value, str | float)
        )
        + "<attributes><attribute>no word of ours</attribute></attributes></request>"
        for row in rows
    )
    path.write_text(
        f'<?xml version="1.0" encoding="utf-8"?>\n<service_requests>\n{inside}\n</service_requests>'
    )
    return path


def bring_in(*files: Path, by: str = "plain", dry_run: bool = False) -> dict[str, int]:
    """What the command says for programs in its last line."""
    console = StringIO()
    Command(console, console).bring_in(files, by=by, dry_run=dry_run, json=True)
    return dict(json.loads(console.getvalue().splitlines()[-1]))


def said(*files: Path, by: str = "plain", dry_run: bool = False) -> str:
    """Everything that stands on the console, both channels."""
    console = StringIO()
    Command(console, console).bring_in(files, by=by, dry_run=dry_run)
    return console.getvalue()


def rejects(path: Path) -> list[tuple[str, str, str]]:
    """What stands in the file beside: line, column, reason."""
    with path.with_name(f"{path.name}.rejects.csv").open(newline="") as file:
        return [(row["line"], row["column"], row["reason"]) for row in csv.DictReader(file)]
