"""How many texts a number gets in a day, at the most: counted under a digest that is another one every day.

Yesterday's counts are deleted, and no digest of one day can be joined to one of the next without the key.
"""

from datetime import date

from django.db import connection
from django.utils.crypto import salted_hmac

from commonhall.messaging.models import Basis, Paced

MOST_A_DAY = {Basis.REPLY: 10, Basis.SUBSCRIPTION: 2, Basis.APPOINTMENT: 3, Basis.BILL: 1}
_COUNT = """
    INSERT INTO messaging_paced (id, digest, basis, day, count) VALUES (gen_random_uuid(), %s, %s, %s, 1)
    ON CONFLICT (digest, basis, day) DO UPDATE SET count = messaging_paced.count + 1
"""


def is_enough(number: str, basis: Basis, day: date) -> bool:
    """Whether that number got as many texts on that ground that day as it may."""
    counted = Paced.objects.filter(digest=_digest(number, day), basis=basis, day=day).first()
    return counted is not None and counted.count >= MOST_A_DAY[basis]


def count(number: str, basis: Basis, day: date) -> None:
    """Count one more."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [_digest(number, day), basis, day])


def _digest(number: str, day: date) -> bytes:
    return salted_hmac(f"commonhall.messaging.pace.{day}", number, algorithm="sha256").digest()
