"""What residents can report, as other sites and apps read it; and since when it is as it is."""

import hashlib
import json
from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commonhall.open311.documents import Listed, Row, Single
from commonhall.open311.models import Changeset
from commonhall.open311.refusals import Unknown
from commonhall.service_requests import catalogue, questions
from commonhall.service_requests.models import Questionnaire, Service
from commonhall.service_requests.questions import Question


def services() -> Listed:
    """All that can be reported, in the language that is set."""
    asks = questions.all_current()
    rows = [_service(each, has_questions=each.pk in asks) for each in catalogue.offered()]
    return Listed(root="services", each="service", rows=rows)


def definition(code: str) -> Single:
    """One service with its questions. Raises Unknown."""
    return _definition(offered(code), questions.current(code))


def offered(code: str) -> Service:
    """The service of that code. Raises Unknown."""
    found = catalogue.offered_as(code)
    if found is None:
        raise Unknown(_("There is no service with that service_code. services.xml lists them."))
    return found


def changed_at() -> datetime:
    """When the services, or their questions, changed last; noted by whoever asks first."""
    digest = _digest()
    first = {"digest": digest, "since": timezone.now()}
    found, _made = Changeset.objects.get_or_create(pk=1, defaults=first)
    if bytes(found.digest) != digest:
        Changeset.objects.filter(pk=1).exclude(digest=digest).update(digest=digest, since=timezone.now())
        found.refresh_from_db()
    return found.since


def _digest() -> bytes:
    asks = questions.all_current()
    with translation.override("en"):
        told = [
            [
                _service(each, has_questions=each.pk in asks),
                _definition(each, asks.get(each.pk)).row,
                each.names,
            ]
            for each in catalogue.offered()
        ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).digest()


def _service(service: Service, *, has_questions: bool) -> Row:
    keywords = service.keywords.get(translation.get_language()) or service.keywords.get("en", [])
    return {
        "service_code": service.pk,
        "service_name": str(service),
        "description": service.description,
        "metadata": has_questions,
        "type": "realtime",
        "keywords": ",".join(keywords),
        "group": service.in_language(service.groups),
    }


def _definition(service: Service, asks: Questionnaire | None) -> Single:
    attributes = [_attribute(each, order) for order, each in enumerate(questions.of(asks), 1)]
    return Single(root="service_definition", row={"service_code": service.pk, "attributes": attributes})


def _attribute(question: Question, order: int) -> Row:
    return {
        "variable": not question.is_note,
        "code": question.code,
        "datatype": question.datatype.value,
        "required": question.is_required,
        "datatype_description": " ".join(filter(None, (str(question.how), str(question.why)))),
        "order": order,
        "description": str(question.text),
        "values": [{"key": value.key, "name": str(value.name)} for value in question.values],
    }
