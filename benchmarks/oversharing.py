"""What finding personal details costs and finds: `python benchmarks/oversharing.py [FOLDER]`.

Times are given beside that of cutting the same text into words, so that they compare between machines; the budget
is 0.05 ms for an ordinary text of 300 signs. FOLDER holds `03_people/presidio_synth_v2.json` (labelled sentences)
and `01_311` (what residents and crews really wrote). Only counts are printed, no words.
"""

import csv
import json
import re
import sys
import timeit
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings

settings.configure(USE_I18N=False)

from commonhall.holdings import oversharing  # noqa: E402

TEXTS = {
    "ordinary": "Dark for a week now, right by the bus stop on the east side, near the library. The light flickers for "
    "some minutes after dusk and then goes out; the two poles next to it are fine. Children wait here for the school "
    "bus before sunrise, and last night somebody almost fell off the curb. It needs a new lamp.",
    "Spanish": "El poste está dañado desde hace una semana, justo al lado de la parada del autobús en la calle Market. "
    "Los niños esperan aquí en la oscuridad y anoche alguien casi se cae de la acera. Hay mucho vidrio roto y un cable "
    "cuelga muy bajo. Es peligroso para todos los que pasan por la esquina, también de día.",
    "full of details": "My neighbor Rosa Gomez trips here at night, call her at (302) 555-0148 or rosa@example.com if "
    "you need to get to the pole. I live at 120 N French St Apt 4, my name is Juan Perez, my plate is ABC 1234, my "
    "ssn 123-45-6789 and I was born on March 3, 1950. I have asthma and a cane, so do hurry. Thanks, Juan",
}
LABELS = {
    "PERSON": "name",
    "PHONE_NUMBER": "phone",
    "EMAIL_ADDRESS": "email",
    "US_SSN": "ssn",
    "CREDIT_CARD": "card",
    "STREET_ADDRESS": "address",
    "IBAN_CODE": "account",
    "US_DRIVER_LICENSE": "document",
}
COLUMNS = {
    "San Francisco, residents' words": ("sf_2025_free_text_a.csv", "text"),
    "Boston, closing notes (staff sign them)": ("boston_2011_jul_oct.csv", "closure_reason"),
}


def main() -> None:
    for title, text in TEXTS.items():
        words = fastest(lambda text=text: re.findall(r"\w+", text.lower()))
        for process in (oversharing.find, oversharing.remove):
            taken = fastest(lambda process=process, text=text: process(text))
            print(
                f"{title}, {len(text)} signs, {process.__name__}: {taken * 1e3:.3f} ms, {taken / words:.1f} × its words"
            )
    if len(sys.argv) > 1:
        recall(json.loads(Path(sys.argv[1], "03_people/presidio_synth_v2.json").read_text(encoding="utf-8")))
        for title, (name, column) in COLUMNS.items():
            with Path(sys.argv[1], "01_311", name).open(
                encoding="utf-8", errors="replace", newline=""
            ) as lines:
                share(title, {row[column] for row in csv.DictReader(lines) if row[column]})


def fastest(call: Callable[[], object]) -> float:
    """Seconds of one call, the best of many rounds."""
    return min(timeit.repeat(call, number=200, repeat=15)) / 200


def recall(sentences: list[dict[str, object]]) -> None:
    """Print how many labelled details were met, and how many words of no detail were taken for one."""
    labelled, met, false_words, words = Counter[str](), Counter[str](), 0, 0
    for sentence in sentences:
        text, spans = str(sentence["full_text"]), sentence["spans"]
        assert isinstance(spans, list)
        words += len(text.split())
        details = oversharing.find(text)
        for span in spans:
            if kind := LABELS.get(span["entity_type"]):
                labelled[kind] += 1
                met[kind] += any(overlaps(detail, [span]) for detail in details)
        false_words += sum(len(text[d.start : d.end].split()) for d in details if not overlaps(d, spans))
    print(f"labelled sentences, {words} words: {false_words * 1000 / words:.2f} false words per 1,000")
    print("  " + ", ".join(f"{kind} {met[kind]} of {count}" for kind, count in labelled.most_common()))


def overlaps(detail: oversharing.Detail, spans: Iterable[dict[str, int]]) -> bool:
    return any(detail.start < span["end_position"] and span["start_position"] < detail.end for span in spans)


def share(title: str, texts: set[str]) -> None:
    """Print how many words per 1,000 of different real texts were found; nobody labelled which of them are details."""
    words = sum(len(text.split()) for text in texts)
    found = Counter[str]()
    for text in texts:
        for detail in oversharing.find(text):
            found[f"{detail.kind} ({detail.advice})"] += len(text[detail.start : detail.end].split())
    shares = ", ".join(f"{kind} {count * 1000 / words:.2f}" for kind, count in found.most_common())
    print(f"{title}: {len(texts)} different texts, {words} words; per 1,000: {shares or 'nothing'}")


if __name__ == "__main__":
    main()
