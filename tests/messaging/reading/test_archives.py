"""Real mail, where a folder of it is named: every message is accounted for. Only counts are ever printed."""

import os
import sys
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from commonhall.messaging import reading
from commonhall.messaging.reading import Kind
from tests.messaging.reading.test_hostile import wrong_in

FOLDER = Path(os.environ.get("COMMONHALL_MAIL_ARCHIVES", Path(__file__).parents[4] / "shared/data/05_mail"))
# What the files' names tell.
NAMED = {
    "track-response-exim-bounce": Kind.BOUNCE,
    "track-response-webshield-bounce": Kind.BOUNCE,
    "track-response-multipart-report": Kind.BOUNCE,
    "track-response-abcmail-oof": Kind.AUTOMATIC,
    "track-response-lotus-oof-1": Kind.AUTOMATIC,
    "normal-contact-reply": Kind.ORDINARY,
    "bcc-contact-reply": Kind.ORDINARY,
    "forward-quoting-example-2": Kind.ORDINARY,
    "apple-mail-with-attachments": Kind.ORDINARY,
}


def messages(archive: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile() and (file := tar.extractfile(member)):
                yield member.name, file.read()


@pytest.mark.skipif(
    not FOLDER.is_dir(), reason="no archives of real mail here: COMMONHALL_MAIL_ARCHIVES names a folder"
)
def test_every_message_of_the_archives_is_accounted_for(capsys: pytest.CaptureFixture[str]) -> None:
    kinds: dict[str, Counter[str]] = {}
    wrong: list[str] = []  # names of files and rules alone: a failure must print nothing of a mail
    for archive in sorted(FOLDER.glob("*.tar.gz")):
        for name, raw in messages(archive):
            mail = reading.read(raw)
            folder, _, file = name.rpartition("/")
            kinds.setdefault(folder, Counter())[mail.kind] += 1
            wrong += [f"{name}: {rule}" for rule in wrong_in(mail)]
            if NAMED.get(file.removesuffix(".eml"), mail.kind) is not mail.kind:
                wrong.append(f"{name}: {mail.kind}")
            if mail.kind is Kind.BOUNCE and folder != "alaveteli":
                wrong.append(f"{name}: a bounce among ordinary mail")
    with capsys.disabled():
        for folder, counted in kinds.items():
            sys.stdout.write(
                f"\n{folder}: {', '.join(f'{kind} {count}' for kind, count in counted.most_common())}"
            )
    assert wrong == []
    assert sum(counted.total() for counted in kinds.values()) > 0
