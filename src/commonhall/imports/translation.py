"""From a row of another system to a report of the past as intake takes it, or to the reason why not."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property, partial
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from commonhall.imports import where
from commonhall.imports.files.row import Row
from commonhall.imports.mapping import Map, small
from commonhall.imports.rejections import Rejection, Unusable, Why
from commonhall.imports.where import Places
from commonhall.people import contacts, phones
from commonhall.people.contacts import Contact
from commonhall.service_requests.intake import Report
from commonhall.service_requests.models import Channel, Service
from commonhall.service_requests.past import Ended, Past
from commonhall.service_requests.states import ClosedReason

_LONGEST_NUMBER = 64
_OLDEST = 1900


@dataclass(frozen=True, kw_only=True)
class Translator:
    """Reads rows by a map. `service_of`: the service of their word and name; None where it is to be rejected."""

    map: Map
    places: Places
    service_of: Callable[[str, str], Service | None]
    now: datetime
    language: str = "en"

    @cached_property
    def zone(self) -> tzinfo:
        return ZoneInfo(self.map.time_zone) if self.map.time_zone else timezone.get_default_timezone()

    def external_id(self, row: Row) -> str | Rejection:
        """Its number in the other system."""
        if row.is_last:
            return Rejection(line=row.line, column="", why=Why.BROKEN)
        if row.refusal:
            return Rejection(line=row.line, column="", why=Why.UNREADABLE, detail=row.refusal)
        found = self.map.value("external_id", row.values)
        return found or Rejection(line=row.line, column="external_id", why=Why.MISSING)

    def past(self, row: Row) -> Past | Rejection:
        """The report, with how it ended."""
        try:
            return self._past(_OneRow(self.map, row.values))
        except Unusable as unusable:
            return Rejection(line=row.line, column=unusable.column, why=unusable.why)

    def _past(self, row: "_OneRow") -> Past:
        received = self._moment(row, "requested_datetime")
        service = self.service_of(row.needed("service_code"), row.value("service_name"))
        if service is None:
            raise Unusable("service_code", Why.NO_SERVICE)
        contact = self._contact(row)
        request = uuid.uuid4()
        report = Report(
            request=request,
            service=service,
            place=self.places.at(row.value("address"), where.point(row.value("lat"), row.value("long"))),
            words=row.value("description"),
            contact=contact,
            language=self.language,
            channel=Channel.IMPORTED,
            old_number=_fits(row.value("external_id")),
            received_at=received,
            is_confirmed=False,
        )
        return Past(report=report, whose=request if contact else None, ended=self._ended(row, received))

    def _moment(self, row: "_OneRow", column: str) -> datetime:
        written = row.needed(column)
        found = self._read(written)
        if found is None or found.year < _OLDEST:
            raise Unusable(column, Why.NO_TIME)
        if found > self.now:
            raise Unusable(column, Why.IN_FUTURE)
        return found

    def _read(self, written: str) -> datetime | None:
        for read in self._forms:
            try:
                found = read(written)
            except ValueError:
                continue
            return found if found.tzinfo else found.replace(tzinfo=self.zone)
        return None

    @cached_property
    def _forms(self) -> tuple[Callable[[str], datetime], ...]:
        forms = (partial(_as_in, form) for form in self.map.times)
        return (datetime.fromisoformat, *forms)

    def _contact(self, row: "_OneRow") -> Contact | None:
        name = " ".join(filter(None, (row.value("first_name"), row.value("last_name"))))
        contact = Contact(
            name=_short("first_name", "name", name),
            phone=_phone(row.value("phone")),
            email=_email(row.value("email")),
            address=_short("contact_address", "address", row.value("contact_address")),
            language=self.language,
        )
        return contact if contact.parts else None

    def _ended(self, row: "_OneRow", received: datetime) -> Ended | None:
        state = row.value("status").casefold()
        closed = row.value("closed_datetime")
        is_closed = self.map.states.get(small(state)) if state else "closed" if closed else "open"
        if is_closed is None:
            raise Unusable("status", Why.NO_STATE)
        if is_closed == "open":
            return None
        at = self._moment(row, "closed_datetime") if closed else received
        note = row.value("closing_note")
        return Ended(at=max(at, received), reason=self._reason(f"{state} {note}".casefold()), note=note)

    def _reason(self, said: str) -> ClosedReason:
        return next((reason for word, reason in self.map.ended.items() if word in said), ClosedReason.FIXED)


@dataclass(frozen=True, slots=True)
class _OneRow:
    map: Map
    values: Mapping[str, str]

    def value(self, column: str) -> str:
        """What stands there. Raises Unusable for letters that could not be read, and for what no column holds."""
        found = self.map.value(column, self.values)
        if not found.isascii():
            try:
                found.encode()
            except UnicodeEncodeError:
                raise Unusable(column, Why.LETTERS) from None
        return found.replace("\0", "")

    def needed(self, column: str) -> str:
        """The same. Raises Unusable where nothing stands."""
        if not (found := self.value(column)):
            raise Unusable(column, Why.MISSING)
        return found


def _fits(number: str) -> str:
    """The number where somebody could type it."""
    return number if len(number) <= _LONGEST_NUMBER else ""


def _as_in(form: str, written: str) -> datetime:
    return datetime.strptime(written, form)  # noqa: DTZ007  the zone is the map's, where the form has none


def _short(column: str, part: str, value: str) -> str:
    if len(value) > contacts.LONGEST[part]:
        raise Unusable(column, Why.TOO_LONG)
    return value


def _phone(written: str) -> str:
    try:
        return phones.dialable(written)
    except phones.NobodyCouldCall:
        raise Unusable("phone", Why.NO_PHONE) from None


def _email(written: str) -> str:
    if not written:
        return ""
    try:
        validate_email(written)
    except ValidationError:
        raise Unusable("email", Why.NO_EMAIL) from None
    return _short("email", "email", written)
