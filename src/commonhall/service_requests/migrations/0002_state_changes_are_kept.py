"""The table of state changes, held by the database too: `service_requests/states.py` is its twin, a test compares them."""

from django.db import migrations

TRIGGER = """
CREATE FUNCTION service_requests_state_may_change(before text, after text) RETURNS boolean
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
    ('closed', 'sent back'));
CREATE FUNCTION service_requests_refuse_state_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a request that is % cannot become %', OLD.state, NEW.state USING ERRCODE = 'check_violation'; END $$;
CREATE TRIGGER service_requests_state_changes BEFORE UPDATE OF state ON service_requests_servicerequest
  FOR EACH ROW WHEN (OLD.state <> NEW.state AND NOT service_requests_state_may_change(OLD.state, NEW.state))
  EXECUTE FUNCTION service_requests_refuse_state_change();
"""
REVERSE = """
DROP TRIGGER service_requests_state_changes ON service_requests_servicerequest;
DROP FUNCTION service_requests_refuse_state_change();
DROP FUNCTION service_requests_state_may_change(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("service_requests", "0001_initial")]
    operations = [migrations.RunSQL(TRIGGER, REVERSE)]
