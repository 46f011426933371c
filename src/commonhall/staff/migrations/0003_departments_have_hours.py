"""Departments have a telephone, hours and an order, and may stop taking requests."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0002_second_factor_and_history'),
    ]

    operations = [
        migrations.AddField(
            model_name='department',
            name='hours',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='department',
            name='is_active',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='department',
            name='phone',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='department',
            name='rank',
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
