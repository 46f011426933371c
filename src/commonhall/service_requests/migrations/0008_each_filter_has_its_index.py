"""An index for each filter of the queue, made while people work; and the rules of 0010 looked at in old rows."""

import datetime

import django.db.models.functions.comparison
from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations, models

from commonhall.vault import repeatable

DUE = django.db.models.functions.comparison.Coalesce('due_on', models.Value(datetime.date(9999, 12, 31)))
IS_OPEN = models.Q(('state', 'closed'), _negated=True)


def index(*fields, name, condition=None):
    return repeatable.AddIndex(
        model_name='servicerequest', index=models.Index(*fields, name=name, condition=condition)
    )


class Migration(migrations.Migration):

    atomic = False

    dependencies = [('service_requests', '0007_work_of_a_queue')]

    operations = [
        index(DUE, models.F('reference'), name='requests_all_open_by_due', condition=IS_OPEN),
        index(models.F('department'), models.F('state'), DUE, models.F('reference'), name='requests_by_state'),
        index(models.F('state'), DUE, models.F('reference'), name='requests_all_by_state'),
        index(models.F('service'), DUE, models.F('reference'), name='requests_by_service', condition=IS_OPEN),
        index(models.F('assigned_to'), DUE, models.F('reference'), name='requests_by_member', condition=IS_OPEN),
        index(
            models.F('department'), DUE, models.F('reference'), name='requests_of_nobody',
            condition=models.Q(IS_OPEN, ('assigned_to', None)),
        ),
        index(models.F('department'), models.F('changed_on'), name='requests_changed', condition=IS_OPEN),
        index(models.F('department'), DUE, models.F('reference'), name='requests_of_department'),
        repeatable.AddIndex(
            model_name='servicerequest',
            index=models.Index(fields=['service', 'latitude', 'longitude'], name='requests_near'),
        ),
        ValidateConstraint('event', 'event_kind_is_known'),
        ValidateConstraint('servicerequest', 'anonymous_is_due_by_the_day'),
        ValidateConstraint('servicerequest', 'duplicate_is_closed_as_one'),
        ValidateConstraint('servicerequest', 'duplicate_is_of_another'),
    ]
