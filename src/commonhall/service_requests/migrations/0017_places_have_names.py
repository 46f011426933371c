from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('service_requests', '0016_photos_have_places_and_copies'),
    ]

    operations = [
        migrations.AddField(
            model_name='servicerequest',
            name='place_names',
            field=models.JSONField(db_default={}, default=dict),
        ),
    ]
