"""Accounts of the ministry, of organisations and of people; each role names its own and no more.

Accounts that exist keep their role and place: what is new is empty for them.
"""

from django.db import migrations, models
from django.db.models import Q

NAME = "access_account_role_and_place"
NO_BODY, NO_REGION = Q(body_code=""), Q(region_code="")
NO_ORGANISATION, NO_PERSON = Q(organisation_id__isnull=True), Q(person_id__isnull=True)
NOTHING = Q(role__in=["coordinator", "auditor", "ministry"])
EACH_ITS_OWN = (
    NOTHING & NO_BODY & NO_REGION & NO_ORGANISATION & NO_PERSON
    | Q(role__in=["body"]) & ~NO_BODY & NO_REGION & NO_ORGANISATION & NO_PERSON
    | Q(role__in=["region"]) & NO_BODY & ~NO_REGION & NO_ORGANISATION & NO_PERSON
    | Q(role__in=["organisation"]) & NO_BODY & NO_REGION & ~NO_ORGANISATION & NO_PERSON
    | Q(role__in=["person"]) & NO_BODY & NO_REGION & NO_ORGANISATION & ~NO_PERSON
)
ROLES = ("coordinator", "body", "region", "auditor", "ministry", "organisation", "person")


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_commands"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="account", name=NAME),
        migrations.AddField(
            model_name="account",
            name="organisation_id",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="account",
            name="person_id",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="account",
            name="role",
            field=models.CharField(choices=[(role, role) for role in ROLES], max_length=20),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(condition=EACH_ITS_OWN, name=NAME),
        ),
    ]
