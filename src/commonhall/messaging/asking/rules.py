"""When a sentence asks. Each rule is an expression over the letters of `phrases.txt`, bounded, so that time is linear.

A rule proposes from the asking word to what is asked for; what stands before that word may take it back: a "never", a
swindler who does the asking, or somebody else who does what the word says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from commonhall.messaging.asking.sentences import Sentences

_BEFORE = 30  # parts before an asking word that can take it back
_NEAR = "[^.?;¶BWXIwyhx]"  # what may stand between an asking word and what it asks for: no other subject, no "about"

# Each begins at the asking word; the first T or t behind it is what is asked for.
_TOLD = {
    # "Send us your name and SSN", "Verify the account number"
    "told": re.compile(rf"[SGV](?={_NEAR}{{0,12}}?T)"),
    # "Upload the front and back of your license"
    "told to show": re.compile(r"[SV](?=[^.?;¶BWXIwyhxTSG:]{0,8}?t)"),
    # "We need a copy of your passport"
    "needed to see": re.compile(r"[NE](?=[^.?;¶BWXIyhxT]{0,6}?f[^.?;¶BWXIwyhxT]{0,4}?t)"),
    # "Es indispensable su número de …"
    "it is necessary": re.compile(r"D(?=:?[vr]{0,3}T)"),
    # "Reply with the following: 1. name 2. SSN"
    "told in a list": re.compile(r"[SGVYNE](?=[^.?;¶:T]{0,10}:(?:d\.|[^.?;:T]){0,40}?T)"),
    # "Call us back with your SSN", "Reply STOP with your PIN"
    "answer with": re.compile(rf"Y(?=X?[^.?;¶BWXIxh]{{0,8}}?[i:]{_NEAR}{{0,5}}?T)"),
    # "Reply YES and your account number"
    "answer and": re.compile(r"Y(?=[oPa,:]{0,3}a[,v]?r?v{0,2}T)"),
    # "You get no refund without entering your PIN"
    "not without": re.compile(rf"X(?=[^.?;¶BW]{{0,12}}?Au?J{_NEAR}{{0,6}}?T)"),
    # "Start by typing in your date of birth"
    "by sending": re.compile(rf"b[ua]?J(?={_NEAR}{{0,6}}?T)"),
    # "We need your SSN", "May I have your card number?"
    "needed": re.compile(r"[NE](?=[^.?;¶BWXIyhx]{0,7}?T)"),
    # "What is your PIN?"
    "what is": re.compile(r"Q(?=[^.?;¶BWXIwyhx,]{0,4}?T)"),
    # "For verification purposes, your date of birth"
    "for verification": re.compile(r"F(?=[ov,ia]{0,2}r[ov]{0,2}T(?!s))"),
}
# What is asked for without a word that asks.
_BARE = {
    # "SSN: ____"
    "blank": re.compile(r"T[ov(nrd]{0,3}[:?-]?n?_"),
    # "Date of birth:" at the end of its line
    "label": re.compile(r"(?:(?<=[n¶.,_:])|^)[ovd(rP-]{0,3}T[ov(]{0,3}:(?=[n¶_]|$|.{1,4}:)"),
    # "Step 2: your SSN."
    "named": re.compile(r":(?=rv{0,2}T(?:[.?¶n]|$))"),
    # "Name: SSN: Address:"
    "in a row of labels": re.compile(r":[n-]{0,2}r?T:"),
    # "Your SSN and birth date, please"
    "please": re.compile(r"(?:(?<=[.?¶n:])|^)[avo]{0,2}r?v{0,4}T(?:[avr,]{1,3}T){0,4},?P"),
    # "Please, your SSN"
    "please before": re.compile(r"P[,u]{0,2}r?v{0,3}T(?=[.?¶n,]|$)"),
    # "And your PIN?"
    "and yours": re.compile(r"(?:(?<=[.?¶n])|^)[av]{0,2}r?v{0,3}T\?"),
    # "We ask for nothing more, only your SSN."
    "nothing else": re.compile(r",e(?=v{0,2}T(?:[.,?¶n]|$))"),
    # "Your license number must be provided"
    "wanted": re.compile(r"T(?=[^.?;¶BWXIwyhxsSG]{0,6}?D)"),
    # "Are you pregnant?"
    "question": re.compile(r"K"),
}
# "Reply with it", "send both", "envíela"; but "enter it only on our page" is a warning.
_IT = re.compile(r"[SG]u?R(?!l)|bu?J[u]?R|Y[^.?;¶BWXIxhT]{0,6}iR|Z")
_IT_WITHIN = 28
_AND_ALSO = re.compile(r"(?:[,jaovrni(;:-]{1,5}|[,ajo]{1,6})T")
_NOT_WANTED = re.compile(r"T(?:[avr,j]{1,3}T){0,4}m?Xu?[ND]")  # "tell them that the SSN is not needed"
_THREAT = re.compile(r"I[^,]*(?:ymX|Xu?)$")  # "if you do not send"
_STATED = re.compile(r"[so]?o?d")  # "your code is 4711"


@dataclass(frozen=True, slots=True)
class Found:
    """An asking: the parts from the asking word to what is asked for (inclusive), and the part that names that."""

    first: int
    last: int
    term: int


def find(sentences: Sentences) -> Iterator[Found]:
    """Yield each asking; one thing may be asked for in several ways."""
    letters = sentences.letters
    if not any(letter in letters for letter in "TtK"):
        return
    for name, rule in _TOLD.items():
        for match in rule.finditer(letters):
            yield from _told(letters, name, match.start())
    for name, rule in _BARE.items():
        for match in rule.finditer(letters):
            yield from _bare(letters, name, match)
    yield from _it(letters)


def _is_quoted(letters: str, first: int, last: int) -> bool:
    """Say whether the words are somebody else's, quoted as a warning: "confirm your card" is going around as a scam."""
    opening = letters.rfind('"', max(0, first - 20), first)
    closing = letters.find('"', last, last + 20)
    if opening < 0 or closing < 0:
        return False
    before = re.split("[.?;¶]", letters[max(0, opening - 12) : opening])[-1]
    return "W" in before or "W" in letters[closing : closing + 16]


def _told(letters: str, name: str, verb: int) -> Iterator[Found]:
    if not _is_directed(letters, verb):
        return
    wanted = "t" if name in {"told to show", "needed to see"} else "T"
    term = letters.index(wanted, verb)
    if letters[verb] == "V" and letters[term + 1 : term + 2] == "s":
        return  # "we confirm that your password was changed"
    if _NOT_WANTED.match(letters, term) or _is_quoted(letters, verb, term):
        return
    yield Found(verb, term, term)
    # and what is asked for in the same breath: "your name, SSN and birth date"
    while further := _AND_ALSO.match(letters, term + 1):
        term = further.end() - 1
        yield Found(term, term, term)


def _bare(letters: str, name: str, match: re.Match[str]) -> Iterator[Found]:
    term = letters.index("K" if name == "question" else "T", match.start())
    before = _clause(letters, match.start())
    if "W" in before or (name != "nothing else" and _is_denied(before)):
        return
    yield Found(match.start() if letters[match.start()] not in ":," else term, term, term)


def _it(letters: str) -> Iterator[Found]:
    """What was named before is asked for as "it": "We never ask for your password. Reply with it now."."""
    for match in _IT.finditer(letters):
        first = match.start()
        named = letters.rfind("T", max(0, first - _IT_WITHIN), first)
        between = letters[named + 1 : first]
        is_another = "C" in between or "¶" in between or between.count(".") + between.count("?") > 2
        if named < 0 or is_another or _STATED.match(between) or not _is_directed(letters, first):
            continue
        yield Found(first, match.end() - 1, named)


def _is_directed(letters: str, verb: int) -> bool:
    """Say whether the reader is told: not "we will send", "the clerk enters", "never send", "scammers ask"."""
    before = _clause(letters, verb)
    letter = letters[verb]
    if letter == "S" and before.endswith("Iy") and len(before) > 2:
        return "W" not in before  # "your permit is ready when you send"
    if "W" in before or (_is_denied(before) and not (letter in "SGV" and _THREAT.search(before))):
        return False
    if letter == "E" and before.endswith("k") and "w" not in before:
        return False  # "did somebody call to ask for your PIN?"
    if letter in "NE":
        return re.search(r"Iv?[ywhoR]?[mM]?$", before) is None  # "if you need"
    if letter == "V" and (must := re.search(r"([wh])u?[aP]*M[aP]*$", before)):
        return must[1] == "w"  # "we have to verify", but not "the clerk has to verify"
    if re.search(r"(?:h[aP]*m?|wu?[aP]*m?)[aP]*$", before) and not re.search(r"(?:Ny?|my)[ku]*$", before):
        return False  # "we will send", but not "we ask you to send"
    condition = re.search(r"I[^,]*$", before)
    if condition is None or before.endswith(("P", "M", "B")):
        return True
    if letter == "S" and condition.start() > 2:
        return True
    return re.search(r"[ymkI][aP]*$", before) is None  # "when you enter", "if you want to enter"


def _clause(letters: str, verb: int) -> str:
    """What stands before a word in its clause. A comma before a command begins another, if it is no list with "or"."""
    before = letters[max(0, verb - _BEFORE) : verb]
    clause = before[max(before.rfind(sign) for sign in ".?;¶B") + 1 :]
    if letters[verb] in "SGVYbP" and re.search(r"[,n:(-][Pa]*$", clause):
        return ""
    if letters[verb] == "N" and (ours := re.search(r"[,a](w[aPm]*)$", clause)):
        return ours[1]  # "someone tried to sign in, and we need your PIN"
    return clause


def _is_denied(clause: str) -> bool:
    """Say whether a "not" holds at the end of the clause: "do not send", but not "do not forget to send"."""
    at = clause.rfind("X")
    return at >= 0 and "A" not in clause[at:]
