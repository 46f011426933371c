"""More kinds of entries: what staff open and decide of messages that came in. No reader of a full table waits: the constraint changes in one
statement and is validated after."""

from django.db import migrations, models

from commonhall.vault import repeatable

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
    ('export asked', 'asked for an opened export'),
    ('export approved', 'approved an opened export'),
    ('export refused', 'refused an opened export'),
    ('export lapsed', 'an opened export lapsed'),
    ('export begun', 'began an opened export, by command'),
    ('export done', 'took all data out opened, by command'),
    ('message was sent', 'found that an uncertain message was sent'),
    ('message sent again', 'let an uncertain message be sent again'),
    ('message opened', 'opened a message that came in'),
    ('message decided', 'decided what becomes of a message that came in'),
]


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('audit', '0009_messages_are_settled'),
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
    ]
