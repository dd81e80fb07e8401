"""What the database itself holds, whoever writes.

1. A delivery and the rows that came back are never removed, and what was delivered never changes.
2. The cursor only goes on.
"""

from django.db import migrations

KEPT = "what was delivered is kept as it came"
ON = "the cursor of a delivery only goes on"
DELIVERY, ROW = "intake_delivery", "intake_reportedrow"
COLUMNS = (
    "id", "form", "organisation_id", "region", "origin", "channel", "day", "at", "by", "role",
    "file_name", "sha256", "key", "size", "content", "encoding", "decimal", "header", "columns",
    "rows",
)  # fmt: skip


def sqlite():
    def refuse(text):
        return f"BEGIN SELECT RAISE(ABORT, '{text}'); END"

    columns = ", ".join(f'"{name}"' for name in COLUMNS)
    for table in (DELIVERY, ROW):
        yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse(KEPT)}"
    yield f"CREATE TRIGGER {ROW}_no_update BEFORE UPDATE ON {ROW} {refuse(KEPT)}"
    yield f"CREATE TRIGGER {DELIVERY}_kept BEFORE UPDATE OF {columns} ON {DELIVERY} {refuse(KEPT)}"
    yield (
        f"CREATE TRIGGER {DELIVERY}_on BEFORE UPDATE OF rows_done ON {DELIVERY} "
        f"WHEN NEW.rows_done < OLD.rows_done {refuse(ON)}"
    )


def postgresql():
    def refuse(text):
        return f"RAISE EXCEPTION '{text}' USING ERRCODE = 'integrity_constraint_violation';"

    def function(name, body):
        return (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
        )

    changed = " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in COLUMNS)
    yield function("intake_refuse", refuse(KEPT))
    yield function(
        "intake_keep",
        f"IF {changed} THEN {refuse(KEPT)} END IF; "
        f"IF NEW.rows_done < OLD.rows_done THEN {refuse(ON)} END IF; RETURN NEW;",
    )
    for table, verbs in ((DELIVERY, "DELETE"), (ROW, "UPDATE OR DELETE")):
        yield (
            f"CREATE TRIGGER {table}_no_delete BEFORE {verbs} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION intake_refuse()"
        )
    yield (
        f"CREATE TRIGGER {DELIVERY}_kept BEFORE UPDATE ON {DELIVERY} "
        "FOR EACH ROW EXECUTE FUNCTION intake_keep()"
    )


def sqlite_undone():
    for name in (f"{DELIVERY}_no_delete", f"{ROW}_no_delete", f"{ROW}_no_update",
                 f"{DELIVERY}_kept", f"{DELIVERY}_on"):  # fmt: skip
        yield f"DROP TRIGGER {name}"


def postgresql_undone():
    yield "DROP FUNCTION intake_refuse() CASCADE"
    yield "DROP FUNCTION intake_keep() CASCADE"


GUARDS = {"sqlite": sqlite, "postgresql": postgresql}
UNGUARDS = {"sqlite": sqlite_undone, "postgresql": postgresql_undone}


def guard(apps, schema_editor):
    for statement in GUARDS[schema_editor.connection.vendor]():
        schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    for statement in UNGUARDS[schema_editor.connection.vendor]():
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_deliveries")]
    operations = [migrations.RunPython(guard, unguard)]
