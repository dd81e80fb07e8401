"""A version of a programme may declare its own pass mark; the guard keeps that too."""

from django.db import migrations, models

TABLE = "credentials_curriculum"
REFUSAL = "a version of a programme is followed by another, and a credit is ended; none is changed"
BEFORE = (
    "id", "organisation_id", "level", "code", "version", "title_kk", "title_ru", "title_en",
    "nqf_level", "unit", "credits", "field", "valid_from", "source", "origin", "written_at",
    "written_by",
)  # fmt: skip
KEPT = (*BEFORE, "pass_share")


def guard(schema_editor, kept):
    is_server = schema_editor.connection.vendor == "postgresql"
    same = "IS NOT DISTINCT FROM" if is_server else "IS"
    allowed = " AND ".join(
        ["OLD.valid_to IS NULL", *(f"OLD.{name} {same} NEW.{name}" for name in kept)]
    )
    for deed, may in (("update", allowed), ("delete", "1 = 0")):
        name = f"{TABLE}_no_{deed}"
        if is_server:
            statement = (
                f"CREATE TRIGGER {name} BEFORE {deed} ON {TABLE} FOR EACH ROW "
                f"WHEN (NOT ({may})) EXECUTE FUNCTION credentials_keep()"
            )
        else:
            statement = (
                f"CREATE TRIGGER {name} BEFORE {deed} ON {TABLE} WHEN NOT ({may}) "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        schema_editor.execute(statement, params=None)


def off(apps, schema_editor):
    on = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for deed in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{deed}{on}", params=None)


def on(apps, schema_editor):
    guard(schema_editor, KEPT)


def on_as_before(apps, schema_editor):
    guard(schema_editor, BEFORE)


class Migration(migrations.Migration):
    dependencies = [
        ("credentials", "0004_papers"),
    ]

    operations = [
        migrations.RunPython(off, on_as_before),
        migrations.AddField(
            model_name="curriculum",
            name="pass_share",
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=5, null=True),
        ),
        migrations.AddConstraint(
            model_name="curriculum",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("pass_share__isnull", True),
                    models.Q(("pass_share__gt", 0), ("pass_share__lte", 1)),
                    _connector="OR",
                ),
                name="credentials_pass_share",
            ),
        ),
        migrations.RunPython(on, off),
    ]
