"""What is wrong with the promises or their controls stops the start, each with a sentence."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from commonhall import evidence
from commonhall.calendar.tables import BadFile
from commonhall.policy import register as promises
from commonhall.policy import texts


@register("policy")
def controls_prove_what_is_promised(
    app_configs: Sequence[AppConfig] | None, **options: object
) -> list[CheckMessage]:
    """The promises and the city's policy can be read, and each control is bound to a verb of a promise."""
    try:
        texts.current()
        return [Error(sentence, id="policy.E002") for sentence in promises.unbound(evidence.controls())]
    except BadFile as bad:
        return [Error(sentence, id="policy.E001") for sentence in bad.mistakes]
