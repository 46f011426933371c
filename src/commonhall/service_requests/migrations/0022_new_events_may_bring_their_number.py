"""A new request and its events come in one statement, counted already: the database counts for all others.

It wrote the request anew for each of its events, into every index.
"""

from django.db import migrations

COUNTED = """
CREATE OR REPLACE TRIGGER service_requests_changes_are_counted BEFORE INSERT ON service_requests_event
  FOR EACH ROW WHEN ({which}current_setting('commonhall.settling', true) IS DISTINCT FROM 'on')
  EXECUTE FUNCTION service_requests_count_change();
"""


class Migration(migrations.Migration):
    dependencies = [("service_requests", "0021_imported_keep_their_number")]
    operations = [
        migrations.RunSQL(COUNTED.format(which="NEW.number IS NULL AND "), COUNTED.format(which="")),
    ]
