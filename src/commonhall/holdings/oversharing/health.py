"""Words about health. Asked about, never taken out: "the ramp for my wheelchair" may be the point of the report."""

from collections.abc import Iterator

from commonhall.holdings.oversharing import phrases
from commonhall.holdings.oversharing.details import Advice, Detail, Kind
from commonhall.holdings.oversharing.reading import Reading
from commonhall.holdings.oversharing.table import TABLE


def find(reading: Reading) -> Iterator[Detail]:
    """Yield each cue word, unless the next word makes it a thing of the street, as in "wheelchair ramp"."""
    for first, after, _meaning in phrases.find(reading, TABLE.health):
        following = reading.texts[after] if after < len(reading.texts) else ""
        if following not in TABLE.harmless_after_health:
            yield Detail(reading.words[first].start, reading.words[after - 1].end, Kind.HEALTH, Advice.ASK)
