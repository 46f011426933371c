"""The tables of rooms below `holdings`, and of libraries: rooms cannot sign in upwards."""

from django.contrib.sessions.models import Session
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from commonhall import holdings
from commonhall.audit import log
from commonhall.holdings import PUBLIC, SEALED, STAFF, Column, Holding, not_personal, opening, retention
from commonhall.holdings.schedules import Schedule, Since
from commonhall.staff.models import SignInLink
from commonhall.vault import settle
from commonhall.vault.settle import CHANGED, Pass, Settled

_CODE = not_personal("a word of a closed list")
_DJANGO = not_personal("names of tables and migrations")
_JOBS = not_personal("names of tasks and random ids; nothing of an anonymous request is ever here")


def _declare(
    model: str,
    why: LazyText,
    keep: LazyText,
    columns: dict[str, Column],
    *,
    append_only: bool = False,
    schedule: Schedule | None = None,
) -> None:
    declared = Holding(
        model=model, why=why, keep=keep, columns=columns, append_only=append_only, schedule=schedule
    )
    holdings.declare(declared)


_FOR_GOOD = _("For good.")
_WHILE_EMPLOYED = _("As long as they work here, and as long as a request names them.")
_UNTIL_DONE = _("Until the work is done.")

_declare(
    "staff.department",
    _("Who works on what."),
    _FOR_GOOD,
    dict.fromkeys(("code", "names", "phone", "hours"), PUBLIC),
)
_declare(
    "staff.member",
    _("Who may sign in, and as what."),
    _WHILE_EMPLOYED,
    {"email": STAFF, "name": STAFF, "role": STAFF, "password": STAFF},
)
_declare(
    "staff.signinlink",
    _("So that a link signs in once."),
    _("A day, and a day after it ended."),
    {"digest": not_personal("the digest of a random token"), "kind": _CODE},
    schedule=Schedule(since=Since.ENDED, days=1),
)
_declare(
    "staff.memberevent",
    _("Who let whom in, and who took a right away."),
    _FOR_GOOD,
    {"kind": _CODE, "role_before": _CODE},
    append_only=True,
)
# Secrets in it are sealed by `staff/accounts.py`; beside them stand public keys and what a member calls a key.
_declare(
    "mfa.authenticator",
    _("The second proof by which staff sign in (django-allauth)."),
    _WHILE_EMPLOYED,
    {"type": _CODE, "data": STAFF},
)
_declare(
    "account.emailaddress",
    _("How staff sign in (django-allauth)."),
    _WHILE_EMPLOYED,
    {"email": STAFF},
)
_declare(
    "account.emailconfirmation",
    _("Not used: staff are added by an administrator."),
    _UNTIL_DONE,
    {"key": not_personal("a random token")},
)
_declare(
    "sessions.session",
    _("Who is signed in now; staff alone have a session."),
    _("Eight hours, and until the night after."),
    {"session_key": not_personal("a random token"), "session_data": STAFF},
    schedule=Schedule(since=Since.ENDED),
)
_declare(
    "holdings.hold",
    _("So that what is needed as evidence is not deleted."),
    _("Until it is lifted."),
    {"sealed": SEALED},
)
_declare(
    "audit.entry",
    _("So that every look at a person can be answered for."),
    _FOR_GOOD,
    {"kind": _CODE, "subject_sealed": SEALED},
    append_only=True,
)
_declare(
    "audit.batch",
    _("So that nothing can be taken out of the log unseen."),
    _FOR_GOOD,
    dict.fromkeys(("previous", "digest"), not_personal("a digest")),
    append_only=True,
)
opening.register("audit.entry", "subject_sealed", log.opens)
_declare("audit.chained", _("Which entries a batch holds."), _FOR_GOOD, {}, append_only=True)
_declare(
    "vault.settledpass",
    _("When order and time were last taken away."),
    _FOR_GOOD,
    dict.fromkeys(("name", "horizon", "own"), not_personal("numbers of transactions")),
)
_declare(
    "web.refusedcookie",
    _("How often a cookie was refused that is not in the register."),
    _FOR_GOOD,
    {"name": not_personal("the name a program gave a cookie")},
)
_declare("places.block", _("Where blocks are."), _FOR_GOOD, {"street": PUBLIC, "street_key": PUBLIC})
_declare("places.house", _("Where house numbers are."), _FOR_GOOD, {"street_key": PUBLIC})
_declare("places.crossing", _("Where streets meet."), _FOR_GOOD, {"street_key": PUBLIC, "other_key": PUBLIC})
_declare(
    "places.landmark",
    _("Where parks and public buildings are."),
    _FOR_GOOD,
    {"code": PUBLIC, "names": PUBLIC},
)
_declare(
    "places.edition", _("Which lists of places are loaded."), _FOR_GOOD, {"digest": not_personal("a digest")}
)
for _model, _columns in {
    "procrastinate.procrastinateworker": (),
    "procrastinate.procrastinatejob": ("queue_name", "task_name", "lock", "args", "status", "queueing_lock"),
    "procrastinate.procrastinateevent": ("type",),
    "procrastinate.procrastinateperiodicdefer": ("task_name", "periodic_id"),
}.items():
    _declare(_model, _("Work that waits (procrastinate)."), _UNTIL_DONE, dict.fromkeys(_columns, _JOBS))
for _model, _columns in {
    "auth.group": ("name",),
    "auth.group_permissions": (),
    "auth.permission": ("name", "codename"),
    "contenttypes.contenttype": ("app_label", "model"),
}.items():
    _declare(_model, _("Django’s own."), _FOR_GOOD, dict.fromkeys(_columns, _DJANGO))
retention.register(retention.ended(SignInLink, "expires_at"))
retention.register(retention.ended(Session, "expire_date"))
settle.register(Settled(table="holdings_hold", rows={Pass.NIGHT: CHANGED}))
