"""A verified badge is one person's: the database keeps whose, and refuses a request that says a
badge was verified which is somebody else's.
"""

import django.db.models.deletion
from django.db import migrations, models

REQUESTS, BADGES = "recognition_request", "recognition_shownbadge"
REFUSAL = "a verified badge belongs to one person, and that never changes"
IS_VERIFIED = "NEW.kind = 'badge' AND NEW.proof = 'verified'"
IS_OWN = (
    f"EXISTS (SELECT 1 FROM {BADGES} AS shown "
    "WHERE shown.id = NEW.badge_id AND shown.person_id = NEW.person_id)"
)
# of a request: what may not be said without the badge
WHEN = {"insert": "INSERT", "update": "UPDATE OF kind, proof, person_id, badge_id"}


def on_server():
    raises = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'"
    yield (
        "CREATE FUNCTION recognition_own_badge() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF NOT {IS_OWN} THEN {raises}; END IF; RETURN NEW; END $$"
    )
    for deed, when in WHEN.items():
        yield (
            f"CREATE TRIGGER {REQUESTS}_badge_{deed} BEFORE {when} ON {REQUESTS} "
            f"FOR EACH ROW WHEN ({IS_VERIFIED}) EXECUTE FUNCTION recognition_own_badge()"
        )
    for deed in ("update", "delete"):
        yield (
            f"CREATE TRIGGER {BADGES}_no_{deed} BEFORE {deed} ON {BADGES} "
            "FOR EACH ROW EXECUTE FUNCTION recognition_refuse()"
        )


def on_file():
    raises = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for deed, when in WHEN.items():
        yield (
            f"CREATE TRIGGER {REQUESTS}_badge_{deed} BEFORE {when} ON {REQUESTS} "
            f"WHEN {IS_VERIFIED} AND NOT {IS_OWN} {raises}"
        )
    for deed in ("update", "delete"):
        yield f"CREATE TRIGGER {BADGES}_no_{deed} BEFORE {deed} ON {BADGES} {raises}"


def guard(apps, schema_editor):
    is_server = schema_editor.connection.vendor == "postgresql"
    for statement in on_server() if is_server else on_file():
        schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    is_server = schema_editor.connection.vendor == "postgresql"
    names = [(REQUESTS, f"{REQUESTS}_badge_{deed}") for deed in WHEN]
    names += [(BADGES, f"{BADGES}_no_{deed}") for deed in ("update", "delete")]
    for table, name in names:
        on = f" ON {table}" if is_server else ""
        schema_editor.execute(f"DROP TRIGGER {name}{on}", params=None)
    if is_server:
        schema_editor.execute("DROP FUNCTION recognition_own_badge()", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0003_key_of_two"),
    ]

    operations = [
        migrations.CreateModel(
            name="ShownBadge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mark", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("mark",), name="recognition_one_badge")
                ],
            },
        ),
        migrations.AddField(
            model_name="request",
            name="badge",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="recognition.shownbadge",
            ),
        ),
        migrations.RunPython(guard, unguard),
    ]
