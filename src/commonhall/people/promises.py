"""Controls of persons' records: what was given in choice is stored sealed, under the person's own key."""

from django.utils.translation import gettext_lazy as _

from commonhall.evidence import Evidence, control
from commonhall.holdings import sampling
from commonhall.people import contacts
from commonhall.people.models import Person

SAMPLE = 200


@control("311.optional", "encrypted")
def records_open_with_their_own_key_alone() -> Evidence:
    """A sample of records: each opens under the key of its person, so it was sealed under it."""
    rows = sampling.some(Person.objects.all(), SAMPLE)
    wrong = tuple(str(row) for row in rows if not contacts.opens(row))
    return Evidence(looked_at=_("sealed records of persons"), count=len(rows), wrong=wrong)
