"""More kinds of entries, and indexes by member and by kind. Each step waits for no reader of a full table: the
constraint changes in one statement and is validated after, the indexes are built beside writers."""

from django.db import migrations, models

from commonhall.vault import repeatable

KINDS = [
    ('searched', 'searched for a person'),
    ('contact opened', 'opened a contact'),
    ('glass broken', 'opened a contact in an emergency'),
    ('photo opened', 'opened a photo of a named request'),
    ('subject opened', 'opened an entry of this log'),
    ('alarm settled', 'settled an alarm'),
    ('log read', 'read the looks at a request, by command'),
    ('person erased', 'erased a person'),
]


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('audit', '0002_photos_are_looks_too'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField('entry', 'kind', models.CharField(choices=KINDS, max_length=32)),
            ],
        ),
        repeatable.Rule(
            'entry',
            models.CheckConstraint(
                condition=models.Q(('kind__in', [word for word, _ in KINDS])), name='audit_kind_is_known'
            ),
        ),
        repeatable.AddIndex('entry', models.Index(fields=['actor', '-at'], name='audit_by_actor')),
        repeatable.AddIndex('entry', models.Index(fields=['kind', '-at'], name='audit_by_kind')),
    ]
