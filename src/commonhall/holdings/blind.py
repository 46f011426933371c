"""What an index of `vault.blind` holds, declared once for every room that has one."""

from django.utils.functional import Promise as LazyText

from commonhall import holdings
from commonhall.holdings import SEALED, Column, Holding, not_personal


def declare(app: str, prefix: str, *, why: LazyText, keep: LazyText) -> None:
    """Declare the five tables of an index; its models are PREFIXEpoch, …EpochKey, …Block0, …Block1 and …Change."""
    for name, columns in _COLUMNS.items():
        holdings.declare(
            Holding(
                model=f"{app}.{prefix}{name}",
                why=why,
                keep=keep,
                columns=columns,
                secret=name == "epochkey",
                made_by_owner=name != "change",
            )
        )


_COLUMNS: dict[str, dict[str, Column]] = {
    "epoch": {"cut": not_personal("numbers of transactions")},
    "epochkey": {"wrapped": SEALED},
    "block0": {"sealed": SEALED},
    "block1": {"sealed": SEALED},
    "change": {"at": not_personal("the number of a transaction, the same for all after each settle")},
}
