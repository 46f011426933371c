"""What residents text: words that end, begin or ask act at once; everything else is an answer to something.

A stop holds for the number from the moment it is heard, whoever has it. What is told twice is heard once.
"""

import json
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac

from commonhall import calendar
from commonhall.messaging import gate, outbox, receiving, rooms, text_in
from commonhall.messaging.models import Basis, Channel, Heard, Word
from commonhall.messaging.outbox import Outgoing
from commonhall.messaging.rooms import Recipient
from commonhall.messaging.texts import answers, words
from commonhall.messaging.texts.provider import Incoming
from commonhall.messaging.texts.words import Known
from commonhall.people import consent, phones, reached, wishes
from commonhall.people.phones import NobodyCouldCall
from commonhall.people.record import OWN_WORDS, Answer, AskedBy, Contact, Way
from commonhall.people.rows import PersonIsGone
from commonhall.vault import jobs as vault_jobs
from commonhall.vault import sealing
from commonhall.vault.blind.reader import IndexIsLost
from commonhall.vault.keyring import Purpose
from commonhall.vault.sealing import CannotOpen, DataKey

ROOM = "texts"
_ANSWERS = {Word.STOP: Answer.NO, Word.START: Answer.YES}


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What was heard, opened. `key`: 32 random bytes, under which the answer to it is sealed, in hexadecimal."""

    number: str = field(repr=False)
    key: str = field(repr=False)

    @property
    def data_key(self) -> DataKey:
        return DataKey(bytes.fromhex(self.key))


def hear(incoming: Incoming) -> None:
    """Act on it and keep it, both or neither. From what is no telephone number (a short code) no word is obeyed."""
    number, known = _number(incoming.sender), words.known(incoming.words)
    if not number or not known:
        raw = text_in.write(number=incoming.id, sender=incoming.sender, text=incoming.words)
        receiving.take_in(Channel.TEXT, raw)
        return
    said = Said(number=number, key=secrets.token_hex(32))
    with transaction.atomic():
        if row := _kept(incoming, said, known):
            _act(row, said, known, is_answered=incoming.is_answered)


def stop(number: str, said: str) -> None:
    """Somebody asked in words of their own, and a person read them so: nothing goes to that number any more."""
    with transaction.atomic():
        wishes.note(Way.TEXT, number, Answer.NO, AskedBy.TEXT, words=OWN_WORDS)
        _note_in_records(number, Answer.NO, said)


def said_in(row: Heard) -> Said:
    """What was heard. Raises CannotOpen."""
    return Said(**json.loads(sealing.unseal(Purpose.OFFICE, row.sealed, context=_context(row.pk))))


def opens(row: Heard) -> bool:
    """Whether it was sealed here."""
    try:
        said_in(row)
    except CannotOpen:
        return False
    return True


def _kept(incoming: Incoming, said: Said, known: Known) -> Heard | None:
    """Its row; None where it was heard before."""
    row = Heard(digest=_digest(incoming), day=calendar.today(), word=known.word)
    row.sealed = sealing.seal(
        Purpose.OFFICE, json.dumps(asdict(said), ensure_ascii=False).encode(), context=_context(row.pk)
    )
    Heard.objects.bulk_create([row], ignore_conflicts=True)
    return Heard.objects.filter(pk=row.pk).first()


def _act(row: Heard, said: Said, known: Known, *, is_answered: bool) -> None:
    number, answer = said.number, _ANSWERS.get(known.word)
    last = wishes.last(Way.TEXT, number)
    if answer and answer is not last:  # said again, it adds nothing
        wishes.note(Way.TEXT, number, answer, AskedBy.TEXT, words=known.written)
        _note_in_records(number, answer, known.written)
    if is_answered or (known.word is Word.STOP and last is Answer.NO) or not _reply(row, said, known):
        Heard.objects.filter(pk=row.pk).update(needs_answer=False)


def _note_in_records(number: str, answer: Answer, written: str) -> None:
    """In the record of each who has the number. The number itself is stopped in any case, found or not."""
    try:
        people = reached.by_phone(number)
    except IndexIsLost:
        vault_jobs.ask_for_a_new_index(reached.INDEX)
        return
    for person, record in people.items():
        if record.contact.phone == number:
            with suppress(PersonIsGone):
                consent.note_own_words(person, Way.TEXT, answer, AskedBy.TEXT, written)


def _reply(row: Heard, said: Said, known: Known) -> bool:
    """Through the gate, as all that leaves; False where they got as much today as anybody may get in a day."""
    outgoing = Outgoing(
        once=row.pk,
        room=ROOM,
        about=row.pk,
        key=said.data_key,
        basis=Basis.REPLY,
        channel=Channel.TEXT,
        content=answers.content(known),
        number=said.number,
        answers_a_word=True,
    )
    try:
        outbox.send(outgoing)
    except gate.MayNotLeave:
        return False
    return True


def _recipient(about: UUID) -> Recipient | None:
    row = Heard.objects.filter(pk=about).first()
    if row is None:
        return None
    said = said_in(row)
    return Recipient(contact=Contact(phone=said.number), key=said.data_key, answers_a_word=True)


def _key_of(about: UUID) -> DataKey:
    row = Heard.objects.filter(pk=about).first()
    if row is None:
        raise CannotOpen(ROOM)
    return said_in(row).data_key


def _number(sender: str) -> str:
    try:
        return phones.dialable(sender)
    except NobodyCouldCall:
        return ""


def _digest(incoming: Incoming) -> bytes:
    return salted_hmac("commonhall.messaging.hearing", incoming.id, algorithm="sha256").digest()


def _context(row: UUID) -> str:
    return f"messaging.heard:{row}"


def _take(_answer: rooms.Answer) -> int:
    """Nothing is joined to a word."""
    raise rooms.NobodyThere


ANSWERS = rooms.Room(name=ROOM, recipient=_recipient, key=_key_of, take=_take)
