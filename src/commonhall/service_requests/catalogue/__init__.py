"""The catalogue: departments and services with their questions.

Residents look through it (`browsing`), administrators change it on screens (`editing`), and it travels as the files of
a city's folder (`entries`, `reading`, `writing`, `loading`).
"""

from commonhall.service_requests.catalogue.browsing import Topic, offered, offered_as, search, topics
from commonhall.service_requests.catalogue.loading import load

__all__ = ["Topic", "load", "offered", "offered_as", "search", "topics"]
