"""What was wished about numbers and addresses: rows are only added."""

import uuid

from django.db import migrations, models

from commonhall.vault.columns import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_looks_have_reasons_and_alarms'),
    ]

    operations = [
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('digest', models.BinaryField()),
                ('way', models.CharField(choices=[('email', 'E-mail'), ('text', 'Text message'), ('call', 'Call')], max_length=5)),
                ('answer', models.CharField(choices=[('yes', 'Yes'), ('no', 'No')], max_length=3)),
                ('words', models.CharField(max_length=20)),
                ('channel', models.CharField(choices=[('web', 'on the web'), ('telephone', 'by telephone'), ('text', 'by text message'), ('desk', 'at the counter')], max_length=9)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['digest', 'way', '-at'], name='wishes_of_a_number')],
                'constraints': [models.CheckConstraint(condition=models.Q(('answer__in', ['yes', 'no'])), name='wish_is_yes_or_no'), models.CheckConstraint(condition=models.Q(('way__in', ['email', 'text', 'call'])), name='wish_way_is_known')],
            },
        ),
        append_only("people_wish", "what was wished is its own proof: rows are only added"),
    ]
