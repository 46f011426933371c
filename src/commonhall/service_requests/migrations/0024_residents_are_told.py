"""Who wants to hear of changes of their request, and which message told of which.

A column without a value to write, and rules looked at in old rows after they hold for new ones: nobody waits.
"""

from django.db import migrations, models
from django.db.models import Q

from commonhall.vault import repeatable

ANSWERS = [("yes", "Yes"), ("no", "No"), ("not asked", "Not asked")]


def rule(model, name, condition):
    return repeatable.Rule(model, models.CheckConstraint(name=name, condition=condition))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("service_requests", "0023_messages_to_residents")]
    operations = [
        repeatable.Together(
            migrations.AddField(
                "servicerequest",
                "wants_news",
                models.CharField(choices=ANSWERS, db_default="not asked", default="not asked", max_length=9),
            )
        ),
        rule(
            "servicerequest",
            "anonymous_wants_no_news",
            Q(is_anonymous=False) | Q(wants_news="not asked"),
        ),
        rule("servicerequest", "wants_news_is_known", Q(wants_news__in=[word for word, _label in ANSWERS])),
        rule("event", "message_event_has_its_message", ~Q(kind="message") | Q(message__isnull=False)),
    ]
