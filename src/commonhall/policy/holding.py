"""Why the verdicts and revisions are held. Nothing in them is about a person."""

from django.utils.translation import gettext_lazy as _

from commonhall import holdings
from commonhall.holdings import Holding, not_personal

holdings.declare(
    Holding(
        model="policy.verdict",
        why=_("To show whether each promise of the privacy policy is kept."),
        keep=_("Until the next look, a few minutes later."),
        columns={
            "promise": not_personal("an id of promises.toml"),
            "state": not_personal("one of five words"),
            "looks": not_personal("kinds of things that were looked at, and how many there were"),
            "wrong": not_personal("references and names of tables and files, never what stands in them"),
        },
    )
)
holdings.declare(
    Holding(
        model="policy.revision",
        why=_("To show what the privacy policy said before, and what changed."),
        keep=_("For good."),
        append_only=True,
        columns={"text": not_personal("the policy, as everyone could read it")},
    )
)
