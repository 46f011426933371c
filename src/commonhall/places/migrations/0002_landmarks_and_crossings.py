from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Crossing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('street_key', models.CharField(max_length=80)),
                ('other_key', models.CharField(max_length=80)),
                ('latitude', models.FloatField()),
                ('longitude', models.FloatField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('street_key', 'other_key'), name='crossing_is_there_once'), models.CheckConstraint(condition=models.Q(('street_key', models.F('other_key')), _negated=True), name='crossing_is_of_two'), models.CheckConstraint(condition=models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), name='crossing_lies_on_the_earth')],
            },
        ),
        migrations.CreateModel(
            name='House',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('street_key', models.CharField(max_length=80)),
                ('number', models.PositiveIntegerField()),
                ('latitude', models.FloatField()),
                ('longitude', models.FloatField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('street_key', 'number'), name='house_is_there_once'), models.CheckConstraint(condition=models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), name='house_lies_on_the_earth')],
            },
        ),
        migrations.CreateModel(
            name='Landmark',
            fields=[
                ('code', models.SlugField(max_length=60, primary_key=True, serialize=False)),
                ('names', models.JSONField()),
                ('latitude', models.FloatField()),
                ('longitude', models.FloatField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), name='landmark_lies_on_the_earth')],
            },
        ),
    ]
