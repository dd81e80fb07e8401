"""A key of a badge issuer counts when a second person has confirmed it, which the database holds.

What stands today was written down by one person, whom `written_by` names, and nobody confirmed it:
it is said to be so (`alone`) and counts until somebody else decides. None begins that way from now
on: a new key is proposed, and nothing but one decision and one retirement changes it.
"""

from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError

TABLE = "recognition_badgekey"
REFUSAL = "what was decided, declared or shown is followed by something else, never changed"
BEFORE = (
    "id", "organisation_id", "issuer", "key_id", "jwk", "valid_from", "source", "written_at",
    "written_by",
)  # fmt: skip
KEPT = (*BEFORE, "found_in")
DECIDED = ("state", "decided_at", "decided_by", "decided_because")
RETIRED = ("valid_to", "ended_because")
STATES = ("proposed", "alone", "confirmed", "refused")
BEGINS = "NEW.state = 'proposed' AND NEW.valid_to IS NULL"


def same_in(names, same):
    return " AND ".join(f"OLD.{name} {same} NEW.{name}" for name in names)


def allowed(same):
    """One decision of a key that is open, or one retirement of a key that counts."""
    decides = (
        "OLD.state IN ('proposed', 'alone') AND NEW.state IN ('confirmed', 'refused') "
        f"AND {same_in(RETIRED, same)}"
    )
    retires = f"OLD.state IN ('alone', 'confirmed') AND {same_in(DECIDED, same)}"
    return f"OLD.valid_to IS NULL AND {same_in(KEPT, same)} AND (({decides}) OR ({retires}))"


def allowed_before(same):
    return f"OLD.valid_to IS NULL AND {same_in(BEFORE, same)}"


def guard(schema_editor, deed, may):
    name, is_server = f"{TABLE}_no_{deed}", schema_editor.connection.vendor == "postgresql"
    if is_server:
        does = "FOR EACH ROW WHEN (NOT ({})) EXECUTE FUNCTION recognition_refuse()"
    else:
        does = f"WHEN NOT ({{}}) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    may = may("IS NOT DISTINCT FROM" if is_server else "IS")
    statement = f"CREATE TRIGGER {name} BEFORE {deed} ON {TABLE} {does.format(may)}"
    schema_editor.execute(statement, params=None)


def unguard(schema_editor, *deeds):
    on = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for deed in deeds:
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{deed}{on}", params=None)


def off(apps, schema_editor):
    unguard(schema_editor, "update", "delete")


def on_as_before(apps, schema_editor):
    guard(schema_editor, "update", allowed_before)
    guard(schema_editor, "delete", lambda same: "1 = 0")


def on(apps, schema_editor):
    guard(schema_editor, "insert", lambda same: BEGINS)
    guard(schema_editor, "update", allowed)
    guard(schema_editor, "delete", lambda same: "1 = 0")


def off_with_insert(apps, schema_editor):
    """Before, whatever was written down counted: nothing may begin to count by going back."""
    rows = apps.get_model("recognition", "BadgeKey").objects
    if (
        rows.using(schema_editor.connection.alias)
        .filter(state__in=["proposed", "refused"])
        .exists()
    ):
        raise IrreversibleError(
            "a key that nobody confirmed would count: retire or confirm it first"
        )
    unguard(schema_editor, "insert", "update", "delete")


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0002_key_retired"),
    ]

    operations = [
        migrations.RunPython(off, on_as_before),
        migrations.AddField(
            model_name="badgekey",
            name="state",
            field=models.CharField(
                choices=[(one, one) for one in STATES], default="alone", max_length=20
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="badgekey",
            name="found_in",
            field=models.CharField(blank=True, default="", max_length=500),
        ),
        migrations.AddField(
            model_name="badgekey",
            name="decided_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="badgekey",
            name="decided_by",
            field=models.CharField(blank=True, default="", max_length=150),
        ),
        migrations.AddField(
            model_name="badgekey",
            name="decided_because",
            field=models.CharField(blank=True, default="", max_length=500),
        ),
        migrations.AddConstraint(
            model_name="badgekey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by", ""), ("state__in", ["proposed", "alone"])),
                    models.Q(
                        ("state__in", ["confirmed", "refused"]),
                        models.Q(("decided_by", ""), _negated=True),
                        models.Q(("decided_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="recognition_key_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="badgekey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "confirmed"), _negated=True),
                    models.Q(("decided_by", models.F("written_by")), _negated=True),
                    _connector="OR",
                ),
                name="recognition_key_four_eyes",
            ),
        ),
        migrations.RunPython(on, off_with_insert),
    ]
