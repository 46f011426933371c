"""The queue is read from an index, from where the page before ended: what has no target stands at its end."""

import datetime

import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('service_requests', '0002_state_changes_are_kept'),
        ('staff', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='servicerequest',
            name='requests_open_by_due',
        ),
        migrations.AddIndex(
            model_name='servicerequest',
            index=models.Index(models.F('department'), django.db.models.functions.comparison.Coalesce('due_on', models.Value(datetime.date(9999, 12, 31))), models.F('reference'), condition=models.Q(('state', 'closed'), _negated=True), name='requests_open_by_due'),
        ),
        migrations.AddIndex(
            model_name='servicerequest',
            index=models.Index(django.db.models.functions.comparison.Coalesce('due_on', models.Value(datetime.date(9999, 12, 31))), models.F('reference'), name='requests_by_due'),
        ),
    ]
