"""Rules over answers. Not checked against old rows yet: the table is locked for a moment only."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('service_requests', '0004_questions'),
    ]

    operations = [
        AddConstraintNotValid(
            model_name='servicerequest',
            constraint=models.CheckConstraint(condition=models.Q(('is_anonymous', False), ('answers_sealed', None), _connector='OR'), name='anonymous_has_no_answers_in_full'),
        ),
        AddConstraintNotValid(
            model_name='servicerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('questionnaire', None), ('stripped_answers_sealed', None)), models.Q(('questionnaire__isnull', False), ('stripped_answers_sealed__isnull', False)), _connector='OR'), name='answers_stand_beside_their_questions'),
        ),
    ]
