"""Persons who were merged keep their id, and no id that was given is given again: the database refuses it."""

from django.db import migrations, models

TRIGGER = """
CREATE FUNCTION people_no_id_twice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM people_erased WHERE id = NEW.id) OR EXISTS (SELECT FROM people_retired WHERE id = NEW.id) THEN
    RAISE EXCEPTION 'the id of an erased or merged person is never given again' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER people_no_id_twice BEFORE INSERT ON people_person
  FOR EACH ROW WHEN (current_setting('commonhall.settling', true) IS DISTINCT FROM 'on')
  EXECUTE FUNCTION people_no_id_twice();
"""
REVERSE = """
DROP TRIGGER people_no_id_twice ON people_person;
DROP FUNCTION people_no_id_twice();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0002_people_can_be_found")]
    operations = [
        migrations.CreateModel(
            name="Retired",
            fields=[("id", models.IntegerField(primary_key=True, serialize=False))],
        ),
        migrations.RunSQL(TRIGGER, REVERSE),
    ]
