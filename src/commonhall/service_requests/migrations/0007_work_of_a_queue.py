"""Passing on, merging, moving dates, reading marks and saved views; and a number for each change of a request.

The number is counted by the database, so that no writer of an event can forget it: what a page that was opened
before does not know yet is what has a higher one. Settle writes events again and counts nothing.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

COUNTED = """
CREATE FUNCTION service_requests_count_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE service_requests_servicerequest SET revision = revision + 1, changed_on = greatest(changed_on, NEW.day)
    WHERE id = NEW.request_id RETURNING revision INTO NEW.number;
  RETURN NEW;
END $$;
CREATE TRIGGER service_requests_changes_are_counted BEFORE INSERT ON service_requests_event
  FOR EACH ROW WHEN (current_setting('commonhall.settling', true) IS DISTINCT FROM 'on')
  EXECUTE FUNCTION service_requests_count_change();
"""
NOT_COUNTED = """
DROP TRIGGER service_requests_changes_are_counted ON service_requests_event;
DROP FUNCTION service_requests_count_change();
"""
# Reads and writes in one go, and rather leaves the mark out than wait while settle holds the table.
MARKED = """
CREATE FUNCTION service_requests_mark_read(reader uuid, looked_at uuid, seen integer) RETURNS integer
  LANGUAGE plpgsql SET lock_timeout = '200ms' AS $$
DECLARE before integer;
BEGIN
  SELECT revision INTO before FROM service_requests_readmark WHERE member_id = reader AND request_id = looked_at;
  IF before IS NULL OR before < seen THEN
    INSERT INTO service_requests_readmark AS mark (id, member_id, request_id, revision)
      VALUES (gen_random_uuid(), reader, looked_at, seen)
      ON CONFLICT (member_id, request_id) DO UPDATE SET revision = greatest(mark.revision, EXCLUDED.revision);
  END IF;
  RETURN before;
EXCEPTION WHEN lock_not_available THEN RETURN before;
END $$;
"""
NOT_MARKED = "DROP FUNCTION service_requests_mark_read(uuid, uuid, integer);"
MAY_CHANGE = """
CREATE OR REPLACE FUNCTION service_requests_state_may_change(before text, after text) RETURNS boolean
  LANGUAGE sql IMMUTABLE RETURN (before, after) IN (
    ('new', 'assigned'), ('new', 'in progress'), ('new', 'closed'),
    ('assigned', 'in progress'), ('assigned', 'waiting resident'), ('assigned', 'waiting parts'),
    ('assigned', 'sent back'), ('assigned', 'closed'),
    ('in progress', 'assigned'), ('in progress', 'waiting resident'), ('in progress', 'waiting parts'),
    ('in progress', 'sent back'), ('in progress', 'closed'),
    ('waiting resident', 'assigned'), ('waiting resident', 'in progress'), ('waiting resident', 'waiting parts'),
    ('waiting resident', 'sent back'), ('waiting resident', 'closed'),
    ('waiting parts', 'assigned'), ('waiting parts', 'in progress'), ('waiting parts', 'waiting resident'),
    ('waiting parts', 'sent back'), ('waiting parts', 'closed'),
    ('sent back', 'assigned'), ('sent back', 'in progress'), ('sent back', 'closed'),
    ('closed', 'sent back'){begins_again});
"""
BEGINS_AGAIN = ", ('assigned', 'new'), ('in progress', 'new'), ('waiting resident', 'new'), ('waiting parts', 'new'), ('sent back', 'new')"


class Migration(migrations.Migration):

    dependencies = [
        ('service_requests', '0006_answers_are_checked'),
        ('staff', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='service',
            name='target_working_hours',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='servicerequest',
            name='due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='servicerequest',
            name='duplicate_of',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='repeats', to='service_requests.servicerequest'),
        ),
        migrations.AddField(
            model_name='servicerequest',
            name='revision',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='servicerequest',
            name='changed_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='event',
            name='department',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.department'),
        ),
        migrations.AddField(
            model_name='event',
            name='due_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='event',
            name='other',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='service_requests.servicerequest'),
        ),
        migrations.AddField(
            model_name='event',
            name='number',
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('received', 'Received'), ('routed', 'Sent to a department'), ('assigned', 'Assigned'), ('state', 'State changed'), ('public note', 'Public note'), ('internal note', 'Internal note'), ('released', 'Words or photo released'), ('transferred', 'Passed to another department'), ('date moved', 'Date moved'), ('merged', 'Reported before'), ('repeated', 'Reported again'), ('unmerged', 'Not the same after all'), ('taken back', 'Taken back')], max_length=16),
        ),
        migrations.CreateModel(
            name='ReadMark',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='service_requests.servicerequest')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'request'), name='read_mark_is_one')],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=40)),
                ('query', models.CharField(blank=True, max_length=200)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'name'), name='saved_view_name_is_one')],
            },
        ),
        migrations.CreateModel(
            name='KeysOff',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='event_kind_is_known',
        ),
        AddConstraintNotValid(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['received', 'routed', 'assigned', 'state', 'public note', 'internal note', 'released', 'transferred', 'date moved', 'merged', 'repeated', 'unmerged', 'taken back'])), name='event_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('target_working_days', None), ('target_working_hours', None), _connector='OR'), name='service_has_one_target'),
        ),
        AddConstraintNotValid(
            model_name='servicerequest',
            constraint=models.CheckConstraint(condition=models.Q(('is_anonymous', False), ('due_at', None), _connector='OR'), name='anonymous_is_due_by_the_day'),
        ),
        AddConstraintNotValid(
            model_name='servicerequest',
            constraint=models.CheckConstraint(condition=models.Q(('duplicate_of', None), ('closed_reason', 'duplicate'), _connector='OR'), name='duplicate_is_closed_as_one'),
        ),
        AddConstraintNotValid(
            model_name='servicerequest',
            constraint=models.CheckConstraint(condition=models.Q(('duplicate_of', None), models.Q(('duplicate_of', models.F('id')), _negated=True), _connector='OR'), name='duplicate_is_of_another'),
        ),
        migrations.RunSQL(COUNTED, NOT_COUNTED),
        migrations.RunSQL(MARKED, NOT_MARKED),
        migrations.RunSQL(
            MAY_CHANGE.format(begins_again=BEGINS_AGAIN), MAY_CHANGE.format(begins_again="")
        ),
    ]
