"""Why a row does not come in: a closed list, so that the console and the screen show no word of anybody's."""

import csv
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.errors import Refused


class Why(models.TextChoices):
    """A sentence about the column named beside it."""

    UNREADABLE = "unreadable", _("The row cannot be read.")
    BROKEN = "broken", _("The file cannot be read from here on.")
    LETTERS = "letters", _("It holds letters of another encoding than the map names.")
    MISSING = "missing", _("It is empty, and is needed.")
    TOO_LONG = "too long", _("It is longer than there is room for.")
    NO_TIME = "no time", _("It is not a time in a form that the map knows.")
    IN_FUTURE = "in future", _("It lies in the future.")
    NO_SERVICE = "no service", _("The catalogue and the map have no such service.")
    NO_STATE = "no state", _("The map does not say whether this state is open or closed.")
    NO_POINT = "no point", _("It is not a number of degrees.")
    NO_PLACE = "no place", _("It is on no street of the city, and there is no point on the map.")
    NO_PHONE = "no phone", _("It is not a phone number.")
    NO_EMAIL = "no e-mail", _("It is not an e-mail address.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Rejection:
    """A row that does not come in. `detail`: about its form, never of its values."""

    line: int
    column: str
    why: Why
    detail: str = ""


class Unusable(Refused):
    """A value that cannot be brought in, in this column of ours."""

    def __init__(self, column: str, why: Why) -> None:
        super().__init__(str(why.label))
        self.column, self.why = column, why


class CannotWrite(Refused):
    """The file of rejected rows has to stand beside the one that is read."""

    def __init__(self, path: Path, why: str | None) -> None:
        super().__init__(
            f"{path.name} cannot be written beside the file ({why}). Copy the file to a folder that may be "
            "written to."
        )


class Rejects:
    """The file beside FILE, written anew by each run: line, column and reason, readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        self.path = path.with_name(f"{path.name}.rejects.csv")
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError as error:
            raise CannotWrite(self.path, error.strerror) from None
        self._file = os.fdopen(handle, "w", newline="", encoding="utf-8")
        self._writer = csv.writer(self._file)
        self._writer.writerow(("line", "column", "reason"))
        self.count = 0

    def write(self, rejection: Rejection) -> None:
        reason = str(rejection.why.label)
        if rejection.detail:
            reason = f"{reason} ({rejection.detail})"
        self._writer.writerow((rejection.line, rejection.column, reason))
        self.count += 1

    def flush(self) -> None:
        self._file.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if not self.count and error is None:
            self.path.unlink(missing_ok=True)
