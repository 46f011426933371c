"""Services ask questions. Each set of them stays as it was: requests show what they were asked."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from commonhall.vault.columns import append_only, sealed

# Whatever writes a questionnaire: each question has a code, a type of Open311's, and says in English why it is asked.
WHOLE = """
ALTER TABLE service_requests_questionnaire ADD CONSTRAINT questions_are_whole CHECK (
  jsonb_typeof(questions) = 'array' AND NOT jsonb_path_exists(questions, 'lax $[*] ? (
    !(exists(@.code) && exists(@.text.en) && exists(@.why.en) && @.why.en != "" && exists(@.required)
      && (@.datatype == "string" || @.datatype == "number" || @.datatype == "datetime" || @.datatype == "text"
        || @.datatype == "singlevaluelist" || @.datatype == "multivaluelist")))', '{}', true));
"""


class Migration(migrations.Migration):

    dependencies = [
        ('service_requests', '0003_queue_by_due'),
    ]

    operations = [
        migrations.AddField(
            model_name='service',
            name='is_common',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='servicerequest',
            name='answers_sealed',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='servicerequest',
            name='stripped_answers_sealed',
            field=models.BinaryField(null=True),
        ),
        migrations.CreateModel(
            name='Questionnaire',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveSmallIntegerField()),
                ('day', models.DateField()),
                ('questions', models.JSONField()),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questionnaires', to='service_requests.service')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('service'), models.F('version'), name='questionnaire_of_a_version_is_one')],
            },
        ),
        migrations.AddField(
            model_name='servicerequest',
            name='questionnaire',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='service_requests.questionnaire'),
        ),
        sealed("service_requests_servicerequest", "answers_sealed", "stripped_answers_sealed"),
        migrations.RunSQL(WHOLE, "ALTER TABLE service_requests_questionnaire DROP CONSTRAINT questions_are_whole"),
        append_only("service_requests_questionnaire", "a questionnaire stays as it is: old requests were asked by it"),
    ]
