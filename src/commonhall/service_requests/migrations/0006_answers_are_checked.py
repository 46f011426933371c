"""The rules of 0005 hold for old rows too; reading and writing go on meanwhile."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('service_requests', '0005_answers_keep_the_rules'),
    ]

    operations = [
        ValidateConstraint(model_name='servicerequest', name='anonymous_has_no_answers_in_full'),
        ValidateConstraint(model_name='servicerequest', name='answers_stand_beside_their_questions'),
    ]
