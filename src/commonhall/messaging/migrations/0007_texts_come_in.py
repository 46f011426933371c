"""Words that come in by text, and how many texts leave in a day."""

import uuid

from django.db import migrations, models

from commonhall.vault.columns import sealed


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0006_fate_is_known'),
    ]

    operations = [
        migrations.CreateModel(
            name='Heard',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('digest', models.BinaryField(unique=True)),
                ('word', models.CharField(choices=[('stop', 'Stop'), ('start', 'Start'), ('help', 'Help')], max_length=5)),
                ('sealed', models.BinaryField()),
                ('day', models.DateField(db_index=True)),
            ],
        ),
        migrations.AlterField(
            model_name='received',
            name='why',
            field=models.CharField(choices=[('not addressed', 'It answers nothing that we wrote'), ('other sender', 'Somebody else answered'), ('forged', 'The sender may be forged'), ('nobody', 'What it answers holds no contact any more'), ('no words', 'Nothing new is written in it'), ('not taken', 'The request takes no more'), ('called spam', 'The recipient called our message spam'), ('unreadable', 'It cannot be read'), ('too large', 'It is too large; its beginning was kept'), ('asks to stop', 'Somebody seems to ask us to stop: today')], default='', max_length=13),
        ),
        migrations.CreateModel(
            name='Paced',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('digest', models.BinaryField()),
                ('basis', models.CharField(choices=[('reply', 'about what the resident asked for'), ('subscription', 'a list the resident subscribed to'), ('appointment', 'an appointment'), ('bill', 'a bill the resident wants to be reminded of')], max_length=12)),
                ('day', models.DateField(db_index=True)),
                ('count', models.PositiveSmallIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('digest', 'basis', 'day'), name='paced_once_a_day')],
            },
        ),
        sealed("messaging_heard", "sealed"),
    ]
