"""The services of old requests: those of the catalogue, or one that is kept for them and not offered."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.text import slugify

from commonhall.imports.mapping import Map, small
from commonhall.service_requests.models import Service
from commonhall.staff.models import Department

DEPARTMENT = (
    "earlier-records"  # of services that no department of today has: call takers alone see its requests
)
_NAMES = {"en": "Earlier records", "es": "Registros anteriores"}
_LONGEST_CODE, _LONGEST_NAME = 40, 80


@dataclass
class Services:
    """Finds them by the map, by our code, or by our name. `is_dry`: makes none."""

    map: Map
    is_dry: bool
    made: list[str] = field(default_factory=list)  # names
    _by_code: dict[str, Service] = field(init=False)
    _by_name: dict[str, Service] = field(init=False)

    def __post_init__(self) -> None:
        self._by_code, self._by_name = {}, {}
        for each in Service.objects.select_related("department").order_by("is_offered", "pk"):
            self._note(each, each.names.values())

    def of(self, word: str, name: str) -> Service | None:
        """The service of their word; `name` is how they call it, where that is another column."""
        said = small(word)
        code = self.map.services.get(said, said)
        if found := self._by_code.get(code) or self._by_name.get(said):
            return found
        if said in self.map.services or self.map.unknown_services == "reject":
            return None
        return self._kept(word, (name or word)[:_LONGEST_NAME])

    def _kept(self, word: str, name: str) -> Service:
        code = _code(self.map.source, word)
        found = self._by_code.get(code) or Service(
            code=code,
            names={"en": name},
            descriptions={},
            keywords={},
            usual_times={},
            groups={"en": _NAMES["en"], "es": _NAMES["es"]},
            department=self._department,
            is_offered=False,
        )
        if found._state.adding and not self.is_dry:
            found.save(force_insert=True)
        if code not in self._by_code:
            self.made.append(name)
            self._by_code[code] = found
        self._by_code[small(word)] = found
        return found

    @cached_property
    def _department(self) -> Department:
        values = {"names": _NAMES, "is_active": False}
        if self.is_dry:
            return Department(code=DEPARTMENT, **values)
        return Department.objects.get_or_create(code=DEPARTMENT, defaults=values)[0]

    def _note(self, service: Service, names: Iterable[str]) -> None:
        self._by_code[service.pk] = service
        for name in names:
            self._by_name[small(name)] = service


def _code(source: str, word: str) -> str:
    """The same for the same word of the same system, and another for any other."""
    sign = hashlib.sha256(f"{source}\0{small(word)}".encode()).hexdigest()[:6]
    return f"{slugify(f'{source} {word}')[: _LONGEST_CODE - 7].strip('-')}-{sign}"
