"""A rating says which closing of its request it is about: a day cannot tell two closings of one day apart."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service_requests", "0018_public_list_and_map")]
    operations = [migrations.AddField("rating", "closing", models.PositiveSmallIntegerField(null=True))]
