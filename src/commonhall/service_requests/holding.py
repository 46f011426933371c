"""What 311 holds, how the traces of its order are taken away, and what goes with a person who is erased.

Imported by every process at its start: a command that erases knows no page that could have signed this in.
"""

from django.utils.translation import gettext_lazy as _

from commonhall import holdings
from commonhall.holdings import PUBLIC, SEALED, STAFF, STRIPPED, Holding, blind, not_personal
from commonhall.holdings import opening as sealed
from commonhall.holdings import retention as schedules_kept
from commonhall.holdings.schedules import Schedule, Since
from commonhall.messaging import rooms
from commonhall.people import contacts
from commonhall.people import requests as requests_of_persons
from commonhall.service_requests import (
    correspondence,
    opening,
    persons,
    photos,
    retention,
    word_search,
    words,
)
from commonhall.service_requests.models import Event, Photo, RequestKey
from commonhall.vault import settle
from commonhall.vault.blind import upkeep
from commonhall.vault.settle import CHANGED, Pass, Settled
from commonhall.web import cookies

rooms.register(correspondence.WRITES)

_CODE = not_personal("a word of a closed list")
_AS_LONG_AS_THE_REQUEST = _("As long as the request.")

holdings.declare(
    Holding(
        model="service_requests.service",
        why=_("What residents can ask for."),
        keep=_("As long as a request names it."),
        columns=dict.fromkeys(
            ("code", "names", "descriptions", "keywords", "usual_times", "urgent_notes", "groups"), PUBLIC
        ),
    )
)
holdings.declare(
    Holding(
        model="service_requests.questionnaire",
        why=_("What a service asks, and what it asked when an older request came in."),
        keep=_("As long as a request was asked by it."),
        columns={"questions": PUBLIC},
        append_only=True,
    )
)
holdings.declare(
    Holding(
        model="service_requests.servicerequest",
        why=_("So that the right department does what was asked, and the resident can follow it."),
        keep=_("Three years after it was closed."),
        schedule=Schedule(since=Since.CLOSED, years=3),
        columns={
            "reference": PUBLIC,
            "channel": _CODE,
            "contact_sealed": SEALED,
            "words_sealed": SEALED,
            "old_number_sealed": SEALED,
            "stripped_sealed": STRIPPED,
            "answers_sealed": SEALED,
            "stripped_answers_sealed": STRIPPED,
            "place_sealed": STRIPPED,
            "public_words": PUBLIC,
            "street": PUBLIC,
            "place_names": PUBLIC,
            "state": PUBLIC,
            "closed_reason": PUBLIC,
            "wants_news": _CODE,
        },
    )
)
holdings.declare(
    Holding(
        model="service_requests.requestkey",
        why=_("The key of a named request’s words, answers, notes and photo, wrapped."),
        keep=_("As long as the request, and no longer than the person."),
        columns={"wrapped": SEALED},
        secret=True,
    )
)
holdings.declare(
    Holding(
        model="service_requests.event",
        why=_("What happened to a request, for the resident and for staff."),
        keep=_AS_LONG_AS_THE_REQUEST,
        columns={
            "kind": _CODE,
            "state": PUBLIC,
            "closed_reason": PUBLIC,
            "public_note": PUBLIC,
            "internal_sealed": SEALED,
            "own_words_sealed": SEALED,
        },
    )
)
holdings.declare(
    Holding(
        model="service_requests.rating",
        why=_("So that the city hears whether it is fixed and how well it went, and counts it by service."),
        keep=_AS_LONG_AS_THE_REQUEST,
        columns={"words_sealed": SEALED, "stripped_sealed": SEALED},
    )
)
holdings.declare(
    Holding(
        model="service_requests.photo",
        why=_(
            "So that the crew sees what is meant; and the copies without faces and plates that everyone may see."
        ),
        keep=_AS_LONG_AS_THE_REQUEST,
        columns={"sealed": SEALED, "copy_sealed": SEALED},
    )
)

holdings.declare(
    Holding(
        model="service_requests.metoo",
        why=_("So that the crew sees how many people a request touches: two numbers and a day."),
        keep=_AS_LONG_AS_THE_REQUEST,
        columns={},
    )
)

holdings.declare(
    Holding(
        model="service_requests.tally",
        why=_("How many requests a block has, for the public map: counted once a day."),
        keep=_("Until it is counted anew: a day."),
        columns={"street": PUBLIC, "kind": _CODE},
    )
)

blind.declare(
    "service_requests",
    "words",
    why=_("So that staff find a request by a word of it. No block says which request it is of."),
    keep=_("Until the index is made anew: a day."),
)
upkeep.register(word_search.INDEX)  # here, for the worker that keeps it knows no page that searches

for _model, _column, _opens in (
    ("servicerequest", "contact_sealed", opening.contact),
    ("servicerequest", "words_sealed", opening.full_words),
    ("servicerequest", "old_number_sealed", opening.old_number),
    ("servicerequest", "stripped_sealed", opening.stripped),
    ("servicerequest", "place_sealed", opening.place),
    ("servicerequest", "answers_sealed", opening.full_answers),
    ("servicerequest", "stripped_answers_sealed", opening.stripped_answers),
    ("requestkey", "wrapped", opening.key),
    ("event", "internal_sealed", opening.internal_note),
    ("event", "own_words_sealed", opening.own_words),
    ("rating", "words_sealed", opening.rating),
    ("rating", "stripped_sealed", opening.rating),
    ("photo", "sealed", opening.photo),
    ("photo", "copy_sealed", opening.photo_copy),
):
    sealed.register(f"service_requests.{_model}", _column, _opens)
sealed.register_folder("photo folder", opening.photo_files)

holdings.declare(
    Holding(
        model="service_requests.readmark",
        why=_("So that members see what is new to them: how much of a request they saw, not when."),
        keep=_("Two weeks after the request last changed."),
        columns={},
    )
)
holdings.declare(
    Holding(
        model="service_requests.savedview",
        why=_("Filters of the queue that a member keeps under a name."),
        keep=_("Until the member removes it."),
        columns={"name": STAFF, "query": _CODE},
    )
)
holdings.declare(
    Holding(
        model="service_requests.keysoff",
        why=_("Who does not want single keys to do something."),
        keep=_("Until the member switches them on."),
        columns={},
    )
)

_REQUESTS_OF_THE_DAY = "SELECT id FROM service_requests_servicerequest WHERE day = %(day)s"
_ANONYMOUS = f"request_id IN ({_REQUESTS_OF_THE_DAY} AND is_anonymous)"
_ALL = f"request_id IN ({_REQUESTS_OF_THE_DAY})"

settle.register(
    Settled(
        table="service_requests_servicerequest",
        rows={
            Pass.PERIOD: "day = %(day)s AND is_anonymous",
            # also what changed of earlier days: a merge rewrites several requests of one person at once
            Pass.NIGHT: f"day = %(day)s OR ({CHANGED})",
        },
    )
)
# What residents add to requests of earlier days: that two of them came in one minute would make them one person's.
_ADDED = {
    "service_requests_event": "day = %(day)s AND kind IN ('from resident', 'not fixed', 'withdrawn')"
    # other sites pass on what people tell them
    " UNION SELECT id FROM service_requests_event WHERE day = %(day)s AND kind = 'internal note' AND by_id IS NULL"
    # what waited for the resident goes on
    " UNION SELECT id FROM service_requests_event WHERE day = %(day)s AND kind = 'state' AND by_id IS NULL",
    # also what changed of earlier days: copies are made when staff come to it
    "service_requests_photo": f"day = %(day)s OR ({CHANGED})",
}
for _table in ("service_requests_event", "service_requests_photo", "service_requests_readmark"):
    _night = _ALL
    if _added := _ADDED.get(_table):  # not by OR: that would read the whole table
        _night = f"id IN (SELECT id FROM {_table} WHERE {_ALL} UNION SELECT id FROM {_table} WHERE {_added})"  # noqa: S608
    settle.register(Settled(table=_table, rows={Pass.PERIOD: _ANONYMOUS, Pass.NIGHT: _night}))
_SAID_THAT_DAY = "day = %(day)s"  # all of the day anew, or each pass would tell the hour
settle.register(
    Settled(table="service_requests_metoo", rows={Pass.PERIOD: _SAID_THAT_DAY, Pass.NIGHT: _SAID_THAT_DAY})
)
settle.register(Settled(table="service_requests_rating", rows={Pass.NIGHT: CHANGED}))
settle.register(Settled(table="service_requests_requestkey", rows={Pass.NIGHT: _ALL}))
settle.register(
    Settled(
        table="service_requests_words_delta",
        rows={Pass.PERIOD: CHANGED, Pass.NIGHT: CHANGED},
        kept="id, pg_current_xact_id()",
    )
)

_UNTIL_SENT = _(
    "Until the report is sent or you press the button there; a day at the most, also in a tab that is brought back"
)
for _name, _what in (
    ("commonhall.report.draft", _("The report you are writing, as far as you have come, sealed by us.")),
    (
        "commonhall.report.typed",
        _("What you typed into the report’s page since, sealed: it opens only with us."),
    ),
):
    cookies.register_kept(cookies.Kept(name=_name, purpose=_what, lifetime=_UNTIL_SENT))

requests_of_persons.register(persons.ROOM)
schedules_kept.register(retention.RULE)


@contacts.forgets
def forget(record: contacts.Record) -> None:
    """When a person is erased: the keys of their requests' words, answers, notes and photos, and the photos, go.

    What a deleted key sealed stays where it is: written anew in one transaction, rows would tell whose requests belong
    together. Notes from before they had the request's key are emptied.
    """
    RequestKey.objects.filter(pk__in=record.requests).delete()
    for event in Event.objects.filter(request__in=record.requests, internal_sealed__isnull=False):
        if words.is_the_offices(event):
            Event.objects.filter(pk=event.pk).update(internal_sealed=None)
    for photo in Photo.objects.filter(request__in=record.requests):
        photos.remove(photo)
