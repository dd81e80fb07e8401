from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_release_files")]

    operations = [
        migrations.AlterField(
            model_name="releasetable",
            name="borders",
            field=models.CharField(
                choices=[("then", "then"), ("now", "now"), ("bridged", "bridged")], max_length=10
            ),
        ),
    ]
