"""What providers say of messages that they took. The rule is checked for old rows by the next one."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0004_templates'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='fate',
            field=models.CharField(choices=[('accepted', 'the network has it'), ('delivered', 'delivered'), ('failed', 'not delivered')], db_default='', default='', max_length=9),
        ),
        migrations.AlterField(
            model_name='message',
            name='problem',
            field=models.CharField(choices=[('no address', 'There is no address any more'), ('bad address', 'The address does not exist'), ('full', 'The mailbox is full or away for a time'), ('reputation', 'The receiving server does not take mail from us'), ('not taken', 'The receiving server did not take it'), ('not reached', 'Our server for it could not be reached'), ('undelivered', 'The network could not deliver it'), ('stopped', 'They asked us to stop')], default='', max_length=11),
        ),
        AddConstraintNotValid(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('fate__in', ['', 'accepted', 'delivered', 'failed'])), name='message_fate_is_known'),
        ),
    ]
