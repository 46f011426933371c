"""Events that say “sent to a department” name it, since a request may be passed on. In batches, by random id."""

from django.db import migrations

A_BATCH = 5000
NAME_IT = """
WITH batch AS (SELECT id, request_id FROM service_requests_event
               WHERE kind = 'routed' AND id > %s ORDER BY id LIMIT %s),
     named AS (UPDATE service_requests_event AS event SET department_id = request.department_id
               FROM batch JOIN service_requests_servicerequest AS request ON request.id = batch.request_id
               WHERE event.id = batch.id)
SELECT max(id::text)::uuid FROM batch
"""


def name_departments(apps, schema_editor):
    last = "00000000-0000-0000-0000-000000000000"
    with schema_editor.connection.cursor() as cursor:
        while last:
            cursor.execute(NAME_IT, [last, A_BATCH])
            (last,) = cursor.fetchone()


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("service_requests", "0008_each_filter_has_its_index")]
    operations = [migrations.RunPython(name_departments, migrations.RunPython.noop, elidable=True)]
