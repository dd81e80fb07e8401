"""A diploma of which a part is shown, and links that are printed; the guard keeps the first too."""

from django.db import migrations, models

REFUSAL = "what was issued is not changed, and a revoked diploma stays revoked"
BEFORE = (
    "id", "batch_id", "issuer_id", "person_id", "graduation_id", "level", "programme", "document",
    "proof", "jwt", "status_list_id", "place", "receipt", "issued_at", "replaces_id",
)  # fmt: skip
KEPT = (*BEFORE, "sd_jwt", "sd_receipt")
NAME = "credentials_diploma_no_update"


def allowed(kept, same):
    told = " AND ".join(f"OLD.{name} {same} NEW.{name}" for name in kept)
    state = "NEW.state IN ('valid', 'suspended', 'revoked')"
    final = "(OLD.state <> 'revoked' OR NEW.state = 'revoked')"
    return f"OLD.issued_at IS NULL OR ({told} AND {state} AND {final})"


def guard(schema_editor, kept):
    if schema_editor.connection.vendor == "postgresql":
        statement = f"""
            CREATE TRIGGER {NAME} BEFORE UPDATE ON credentials_diploma
            FOR EACH ROW WHEN (NOT ({allowed(kept, "IS NOT DISTINCT FROM")}))
            EXECUTE FUNCTION credentials_refuse()
            """
        schema_editor.execute(statement, params=None)
        return
    statement = (
        f"CREATE TRIGGER {NAME} BEFORE UPDATE ON credentials_diploma "
        f"WHEN NOT ({allowed(kept, 'IS')}) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )
    schema_editor.execute(statement, params=None)
    # Adding a column to a table of SQLite makes it anew, without what guarded it.
    statement = (
        "CREATE TRIGGER credentials_diploma_no_delete BEFORE DELETE ON credentials_diploma "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )
    schema_editor.execute(statement, params=None)


def unguard(schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {NAME} ON credentials_diploma", params=None)
        return
    for name in (NAME, "credentials_diploma_no_delete"):
        schema_editor.execute(f"DROP TRIGGER {name}", params=None)


def off(apps, schema_editor):
    unguard(schema_editor)


def on(apps, schema_editor):
    guard(schema_editor, KEPT)


def on_as_before(apps, schema_editor):
    guard(schema_editor, BEFORE)


class Migration(migrations.Migration):
    dependencies = [
        ("credentials", "0002_curricula"),
    ]

    operations = [
        migrations.RunPython(off, on_as_before),
        migrations.AddField(
            model_name="diploma",
            name="sd_jwt",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="diploma",
            name="sd_receipt",
            field=models.CharField(blank=True, default="", max_length=32),
        ),
        migrations.RunPython(on, off),
        migrations.RemoveConstraint(model_name="sharelink", name="credentials_link_ends"),
        migrations.AddField(
            model_name="sharelink",
            name="is_printed",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="sharelink",
            name="ends_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="sharelink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__gte", models.F("made_at")),
                    models.Q(("ends_at__isnull", True), ("is_printed", True)),
                    _connector="OR",
                ),
                name="credentials_link_ends",
            ),
        ),
    ]
