"""Answers are found by their words too: a change of them is noted as one of the words is."""

from django.db import migrations

TABLE = "service_requests_servicerequest"
NAME = "service_requests_words_changed"
_NOTED = f"""
DROP TRIGGER {NAME} ON {TABLE};
CREATE TRIGGER {NAME} AFTER INSERT OR DELETE OR UPDATE OF {{columns}} ON {TABLE}
  FOR EACH ROW EXECUTE FUNCTION {NAME}();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('service_requests', '0011_words_can_be_found'),
    ]

    # What is there already is found by its answers from the next night on, when the index is made anew.
    operations = [
        migrations.RunSQL(
            _NOTED.format(columns="stripped_sealed, stripped_answers_sealed"),
            _NOTED.format(columns="stripped_sealed"),
        ),
    ]
