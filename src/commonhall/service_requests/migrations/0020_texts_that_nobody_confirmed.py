"""Reports of other programs: whose text nobody confirmed, and an index over what changed, made while people work."""

from django.db import migrations, models

from commonhall.vault import repeatable


class Migration(migrations.Migration):

    atomic = False

    dependencies = [('service_requests', '0019_ratings_know_their_closing')]

    operations = [
        repeatable.Together(
            migrations.AddField(
                model_name='servicerequest',
                name='is_unconfirmed',
                field=models.BooleanField(db_default=False, default=False),
            ),
            migrations.AlterField(
                model_name='servicerequest',
                name='channel',
                field=models.CharField(
                    choices=[
                        ('web', 'on the web'), ('telephone', 'by telephone'),
                        ('open311', 'through another site or app'),
                    ],
                    default='web', max_length=12,
                ),
            ),
        ),
        repeatable.AddIndex(
            model_name='event',
            index=models.Index(
                'day', condition=models.Q(('by', None), ('kind', 'internal note')), name='events_passed_on'
            ),
        ),
        repeatable.AddIndex(
            model_name='event',
            index=models.Index(
                'day',
                condition=models.Q(('kind__in', (
                    'state', 'public note', 'date moved', 'merged', 'unmerged', 'taken back', 'not fixed',
                    'withdrawn',
                ))),
                name='events_of_change',
            ),
        ),
    ]
