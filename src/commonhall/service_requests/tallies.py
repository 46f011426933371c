"""The daily count of what is listed, block by block: the public map, the counts and what lies near are read from it.

So their cost is that of the city's blocks, whatever the number of requests; and a count that is looked at all day does
not tell when an anonymous request came in (decision 0009).
"""

from datetime import date, timedelta

from django.db import connection, transaction

from commonhall.service_requests.models import Tally

WEEK, MONTH, YEAR = 7, 30, 365
_LOCK = 311_005  # one count at a time
_COUNT = """
INSERT INTO service_requests_tally
  (service_id, street, hundred, latitude, longitude, kind, of_week, of_month, of_year, of_all, day)
SELECT service_id, street, hundred, avg(latitude), avg(longitude), kind,
       count(*) FILTER (WHERE day >= %(week)s), count(*) FILTER (WHERE day >= %(month)s),
       count(*) FILTER (WHERE day >= %(year)s), count(*), %(last)s
FROM (SELECT service_id, street, hundred, latitude, longitude, day,
             CASE closed_reason WHEN '' THEN 'open' WHEN 'fixed' THEN 'fixed' ELSE 'closed' END AS kind
      FROM service_requests_servicerequest WHERE day <= %(last)s) AS listed
GROUP BY GROUPING SETS ((service_id, street, hundred, kind), (street, hundred, kind))
"""


def counted_day() -> date | None:
    """The last day that is counted; None where nothing is."""
    return Tally.objects.values_list("day", flat=True).first()


def keep_up(today: date) -> None:
    """Count what was listed when yesterday ended, unless that is done."""
    if counted_day() != today - timedelta(days=1):
        count(today)


def count(today: date) -> None:
    """Make the tallies anew, as of the end of yesterday. Reads every request once: some ten seconds a million."""
    last = today - timedelta(days=1)
    since = {"week": _since(today, WEEK), "month": _since(today, MONTH), "year": _since(today, YEAR)}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        Tally.objects.all().delete()
        cursor.execute(_COUNT, {"last": last, **since})


def _since(today: date, days: int) -> date:
    return today - timedelta(days=days)
