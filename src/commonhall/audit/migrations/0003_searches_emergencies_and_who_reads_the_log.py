"""More kinds of entries, and indexes by member and by kind. Each step waits for no reader of a full table: the
constraint changes in one statement and is validated after, the indexes are built beside writers."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

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
BEFORE = ['contact opened', 'photo opened', 'person erased']


def only(words):
    listed = ", ".join(f"'{word}'" for word in words)
    return (
        "ALTER TABLE audit_entry DROP CONSTRAINT IF EXISTS audit_kind_is_known, "
        f"ADD CONSTRAINT audit_kind_is_known CHECK (kind IN ({listed})) NOT VALID"
    )


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('audit', '0002_photos_are_looks_too'),
    ]

    operations = [
        migrations.AlterField(
            model_name='entry',
            name='kind',
            field=models.CharField(choices=KINDS, max_length=32),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(only(word for word, _ in KINDS), only(BEFORE)),
                migrations.RunSQL("ALTER TABLE audit_entry VALIDATE CONSTRAINT audit_kind_is_known", migrations.RunSQL.noop),
            ],
            state_operations=[
                migrations.RemoveConstraint(model_name='entry', name='audit_kind_is_known'),
                migrations.AddConstraint(
                    model_name='entry',
                    constraint=models.CheckConstraint(
                        condition=models.Q(('kind__in', [word for word, _ in KINDS])), name='audit_kind_is_known'
                    ),
                ),
            ],
        ),
        AddIndexConcurrently('entry', models.Index(fields=['actor', '-at'], name='audit_by_actor')),
        AddIndexConcurrently('entry', models.Index(fields=['kind', '-at'], name='audit_by_kind')),
    ]
