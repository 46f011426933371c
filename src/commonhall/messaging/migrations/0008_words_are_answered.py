"""Of a word that came in, whether an answer of ours is needed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0007_texts_come_in'),
    ]

    operations = [
        migrations.AddField(
            model_name='heard',
            name='needs_answer',
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
