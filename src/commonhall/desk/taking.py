"""Taking a request by telephone: the web's own intake, and that the caller was told what is optional."""

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.db.models import F

from commonhall.desk.models import ToldAnonymously
from commonhall.service_requests import intake
from commonhall.service_requests.intake import Receipt, Report
from commonhall.staff.models import Member


def take(report: Report, *, by: Member, was_told: bool) -> Receipt:
    """Store what a caller reports; the same report again stores and counts nothing.

    That it was said stands in a named request's time line, with who said it. Of an anonymous one the day counts
    one more, and nobody stands anywhere.
    """
    if report.contact is not None:
        return intake.submit(replace(report, told_optional_by=by if was_told else None))
    with transaction.atomic():
        receipt = intake.submit(report)
        if was_told and not receipt.was_stored:
            _count(receipt.request.day)
    return receipt


def _count(day: date) -> None:
    ToldAnonymously.objects.bulk_create([ToldAnonymously(day=day)], ignore_conflicts=True)
    ToldAnonymously.objects.filter(day=day).update(count=F("count") + 1)
