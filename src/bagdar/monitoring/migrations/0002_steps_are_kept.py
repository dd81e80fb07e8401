"""The triggers that keep the steps of reports append-only."""

from django.db import migrations

REFUSAL = "steps of reports are added, never changed or removed"

LOCK = {
    "sqlite": [
        f"CREATE TRIGGER monitoring_step_no_{verb.lower()} BEFORE {verb} ON monitoring_step "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        f"""
        CREATE FUNCTION monitoring_step_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$
        """,
        """
        CREATE TRIGGER monitoring_step_append_only BEFORE UPDATE OR DELETE ON monitoring_step
        FOR EACH ROW EXECUTE FUNCTION monitoring_step_refuse()
        """,
        """
        CREATE TRIGGER monitoring_step_no_truncate BEFORE TRUNCATE ON monitoring_step
        FOR EACH STATEMENT EXECUTE FUNCTION monitoring_step_refuse()
        """,
    ],
}
UNLOCK = {
    "sqlite": [
        "DROP TRIGGER monitoring_step_no_update",
        "DROP TRIGGER monitoring_step_no_delete",
    ],
    "postgresql": [
        "DROP TRIGGER monitoring_step_append_only ON monitoring_step",
        "DROP TRIGGER monitoring_step_no_truncate ON monitoring_step",
        "DROP FUNCTION monitoring_step_refuse()",
    ],
}


def lock(apps, schema_editor):
    for statement in LOCK[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def unlock(apps, schema_editor):
    for statement in UNLOCK[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0001_reports_and_facts")]
    operations = [migrations.RunPython(lock, unlock)]
