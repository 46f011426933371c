"""The public list in its orders, its indexes made while people work; and the tallies that the map is drawn from."""

import django.db.models.deletion
from django.db import migrations, models

from commonhall.vault import repeatable


def index(*fields, name):
    return repeatable.AddIndex(model_name='servicerequest', index=models.Index(fields=fields, name=name))


class Migration(migrations.Migration):

    atomic = False

    dependencies = [('service_requests', '0017_places_have_names')]

    operations = [
        repeatable.Together(
            migrations.CreateModel(
                name='Tally',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('service', models.ForeignKey(
                        db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+',
                        to='service_requests.service',
                    )),
                    ('street', models.CharField(max_length=80)),
                    ('hundred', models.PositiveIntegerField()),
                    ('latitude', models.FloatField()),
                    ('longitude', models.FloatField()),
                    ('kind', models.CharField(choices=[('open', 'Open'), ('fixed', 'Fixed'), ('closed', 'Closed')], max_length=8)),
                    ('of_week', models.PositiveIntegerField()),
                    ('of_month', models.PositiveIntegerField()),
                    ('of_year', models.PositiveIntegerField()),
                    ('of_all', models.PositiveIntegerField()),
                    ('day', models.DateField()),
                ],
                options={
                    'indexes': [models.Index(fields=['service', 'latitude', 'longitude'], name='tallies_around')],
                    'constraints': [
                        models.UniqueConstraint(
                            fields=('service', 'street', 'hundred', 'kind'), name='tally_is_one', nulls_distinct=False
                        ),
                        models.CheckConstraint(
                            condition=models.Q(('kind__in', ['open', 'fixed', 'closed'])), name='tally_kind_is_known'
                        ),
                    ],
                },
            )
        ),
        index('closed_reason', '-day', 'reference', name='requests_listed'),
        index('service', 'closed_reason', '-day', 'reference', name='requests_listed_of_service'),
        index('street', '-day', 'reference', name='requests_listed_of_street'),
        index('street', 'hundred', 'service', name='requests_of_block'),
    ]
