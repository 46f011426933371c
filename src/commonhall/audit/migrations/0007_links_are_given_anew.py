"""One more kind of entries: who gave out a new link. No reader of a full table waits: the constraint changes in one statement and is
validated after."""

from django.db import migrations, models

KINDS = [
    ('searched', 'searched for a person'),
    ('contact opened', 'opened a contact'),
    ('glass broken', 'opened a contact in an emergency'),
    ('photo opened', 'opened a photo of a named request'),
    ('name compared', 'wrote a public text, compared with a reporter’s name'),
    ('name kept back', 'was refused a public text with a reporter’s name'),
    ('subject opened', 'opened an entry of this log'),
    ('alarm settled', 'settled an alarm'),
    ('log read', 'read the looks at a request, by command'),
    ('person erased', 'erased a person'),
    ('contact corrected', 'corrected what a request gave, by its own link'),
    ('persons merged', 'merged two persons'),
    ('person split', 'split a person'),
    ('merge undone', 'undid a merge'),
    ('names changed', 'changed a person’s other names'),
    ('consent noted', 'noted a person’s consent'),
    ('hold placed', 'held a person or a request'),
    ('hold lifted', 'lifted a hold'),
    ('link given', 'gave out a new link of a request'),
    ('retention', 'deleted what passed its schedule'),
    ('city set up', 'loaded the city’s folder'),
]
BEFORE = [word for word, _ in KINDS if word != 'link given']


def only(words):
    listed = ", ".join(f"'{word}'" for word in words)
    return (
        "ALTER TABLE audit_entry DROP CONSTRAINT IF EXISTS audit_kind_is_known, "
        f"ADD CONSTRAINT audit_kind_is_known CHECK (kind IN ({listed})) NOT VALID"
    )


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('audit', '0006_a_city_is_set_up'),
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
    ]
