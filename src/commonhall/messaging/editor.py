"""What is shown to whoever writes a message, while they write: all that stands against it, at the words it is about."""

from dataclasses import dataclass
from hashlib import sha256

from commonhall.messaging import gate
from commonhall.messaging.gate import Caution, Draft, Refusal
from commonhall.messaging.models import Channel
from commonhall.messaging.texts import segments
from commonhall.messaging.texts.segments import Cut
from commonhall.web.throttles import Limit

LOOKS = Limit(purpose="message check", most=90, seconds=60)  # of one member, who pauses less often
AROUND = 60  # letters shown before and after the words


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """`words`: those that it is about, with what stands around them; empty where it is about the whole message.
    `kept`: the promise. `refuses`: the message may not leave; else it only warns.
    """

    kept: str
    advice: str
    refuses: bool
    words: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """All that is said of a message. `seen`: a mark of its warnings, so that a page can say that they were read.

    `cut`: how it would leave as a text; None where it leaves as a mail.
    """

    remarks: tuple[Remark, ...] = ()
    cut: Cut | None = None

    @property
    def seen(self) -> str:
        said = "\0".join(sorted(each.words for each in self.remarks if not each.refuses))
        return sha256(said.encode()).hexdigest()[:16] if said else ""


def look(draft: Draft) -> Looked:
    """All that the gate says of a message, as far as it is written."""
    refused = (_remark(draft.text, each, str(each), refuses=True) for each in gate.check(draft))
    warned = (_remark(draft.text, each, str(each.advice), refuses=False) for each in gate.cautions(draft))
    cut = segments.cut(draft.text) if draft.channel is Channel.TEXT else None
    return Looked(remarks=(*refused, *warned), cut=cut)


def _remark(text: str, said: Refusal | Caution, advice: str, *, refuses: bool) -> Remark:
    at = text.find(said.where) if said.where else -1
    before, after = (text[:at], text[at + len(said.where) :]) if at >= 0 else ("", "")
    return Remark(
        kept=said.kept,
        advice=advice,
        refuses=refuses,
        words=said.where,
        before=_last(before),
        after=_first(after),
    )


def _last(text: str) -> str:
    line = text.rpartition("\n")[2]
    return line if len(line) <= AROUND else f"…{line[-AROUND:]}"


def _first(text: str) -> str:
    line = text.partition("\n")[0]
    return line if len(line) <= AROUND else f"{line[:AROUND]}…"
