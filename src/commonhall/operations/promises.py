"""What operations sign in with the rooms below them: pages in the menu, what `/readyz` warns of; and the controls of
opened exports."""

from django.db import connection
from django.utils.translation import gettext_lazy as _

from commonhall.evidence import Evidence, control
from commonhall.operations import job_board, warnings
from commonhall.operations.export import deeds
from commonhall.operations.models import ExportDeed
from commonhall.staff.roles import ASKS_FOR_EXPORTS, Role
from commonhall.web import health, menu

menu.register(menu.Entry(url_name="operations:jobs", title=_("Jobs"), roles={Role.ADMINISTRATOR}))
health.warn("disk", warnings.disk)
health.warn("clock", warnings.clock)
health.warn("jobs", job_board.behind)
menu.register(menu.Entry(url_name="exports:exports", title=_("Exports"), roles=ASKS_FOR_EXPORTS))
MOST_EXPORTS = 50


@control("sharing.never-sold", "two-approvals")
def nothing_is_taken_out_opened_without_two_people() -> Evidence:
    """Each of the newest opened exports that began: two people stand for it in the log, which nobody could change."""
    begun = _begun()
    return Evidence(
        looked_at=_("opened exports that began, with who asked and who approved"),
        count=len(begun),
        wrong=(
            *(f"export {each.number}: {flaw}" for each in begun for flaw in deeds.flaws(each)),
            *(f"export {each.number}: begun at another time" for each in begun if not _began_in_time(each)),
            *_may_be_changed(),
        ),
    )


@control("sharing.never-sold", "legal-basis")
def each_opened_export_has_its_legal_basis() -> Evidence:
    """Each of the newest opened exports that began says by which law, and it can still be read."""
    begun = _begun()
    wrong = tuple(f"export {each.number}" for each in begun if not each.asked or not each.asked.basis)
    return Evidence(
        looked_at=_("opened exports that began, with their legal basis"), count=len(begun), wrong=wrong
    )


def _begun() -> list[deeds.Export]:
    return [each for each in deeds.newest(MOST_EXPORTS) if each.deed(ExportDeed.Kind.BEGUN)]


def _began_in_time(export: deeds.Export) -> bool:
    begun, approved = export.deed(ExportDeed.Kind.BEGUN), export.approved
    if begun is None or approved is None:
        return False
    return approved.entry.at <= begun.entry.at < approved.entry.at + deeds.LASTS


def _may_be_changed() -> tuple[str, ...]:
    table = ExportDeed._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'UPDATE, DELETE, TRUNCATE')", [table])
        (may,) = cursor.fetchone() or (True,)
    return (f"{table} may be changed",) if may else ()
