"""What the database itself holds, whoever writes, of every table of the register.

1. Identities and facts are added. An identity never changes; a fact changes once, when it is
   superseded; nothing is removed.
2. Of each timeline there is one current row a day at most. All full-time places of a person are
   one timeline; a part-time place is one of its own, a level at an organisation.
3. A fact has the origin of whom and what it is about.

SQLite forgets triggers when a later migration makes a table anew: such a migration has to put them
back, and tests/services/test_registry_guards.py notices when it does not.
"""

from django.db import migrations

SUPERSEDED = ("superseded_at", "superseded_by", "superseded_role", "superseded_delivery_id")
KEPT = "facts of the register are added and superseded once, never changed or removed"
ORIGIN = "a fact of the register has the origin of whom and what it is about"
ONCE = "a timeline of the register has one current row on a day"

PERSON, ORGANISATION = IDENTITIES = ("registry_person", "registry_organisation")
NOBODY = "00000000-0000-0000-0000-000000000000"
# table → what there is one a day of, beside whom or what it is about; enrolments see below
TIMELINES = {
    "registry_territory": ("origin", "code"),
    "registry_organisationfact": ("organisation_id",),
    "registry_site": ("organisation_id", "number"),
    "registry_succession": ("organisation_id", "successor_id"),
    "registry_studyprogramme": ("organisation_id", "code"),
    "registry_group": ("organisation_id", "name"),
    "registry_condition": ("organisation_id",),
    "registry_construction": ("organisation_id", "project"),
    "registry_personfact": ("person_id",),
    "registry_residence": ("person_id",),
    "registry_guardianship": ("person_id", "guardian_id"),
    "registry_post": ("person_id", "organisation_id", "position", "subject"),
    "registry_pay": ("person_id", "organisation_id", "component"),
    "registry_qualification": ("person_id", "kind", "subject"),
    "registry_development": ("person_id", "topic", "provider"),
    "registry_result": ("person_id", "assessment", "subject"),
    "registry_graduation": ("person_id", "level", "programme"),
    "registry_employment": ("person_id", "employer_bin"),
    "registry_support": ("person_id", "need"),
    "registry_care": ("person_id",),
    "registry_dormitory": ("person_id",),
    "registry_activity": ("person_id", "organisation_id", "kind", "direction"),
}
ENROLMENT = "registry_enrolment"
FACTS = (*TIMELINES, ENROLMENT)
# name → table, columns, which rows
ONE_A_DAY = {
    **{f"{table}_once_a_day": (table, columns, "") for table, columns in TIMELINES.items()},
    "registry_one_full_time_place": (ENROLMENT, ("person_id",), "form = 'full_time'"),
    "registry_part_time_once": (
        ENROLMENT, ("person_id", "organisation_id", "level"), "form <> 'full_time'",
    ),
}  # fmt: skip
MAYBE_NOWHERE = {("registry_activity", "organisation_id")}  # columns of timelines that may be NULL
# columns that point to an identity, and its table
POINTERS = {
    "person_id": PERSON,
    "guardian_id": PERSON,
    "organisation_id": ORGANISATION,
    "parent_id": ORGANISATION,
    "successor_id": ORGANISATION,
}


def about(model):
    """Columns of a table that point to an identity, and its table."""
    names = [field.attname for field in model._meta.concrete_fields if field.is_relation]
    return {name: POINTERS[name] for name in names}


def sqlite(models):
    def refuse(text):
        return f"BEGIN SELECT RAISE(ABORT, '{text}'); END"

    for table in (*IDENTITIES, *FACTS):
        yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse(KEPT)}"
    for table in IDENTITIES:
        yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse(KEPT)}"
    for table in FACTS:
        names = [field.column for field in models[table]._meta.concrete_fields]
        columns = ", ".join(f'"{name}"' for name in names if name not in SUPERSEDED)
        yield (
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {columns} ON {table} {refuse(KEPT)}"
        )
        yield (
            f"CREATE TRIGGER {table}_superseded_once BEFORE UPDATE ON {table} "
            "WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL " + refuse(KEPT)
        )
    for name, (table, whose, which) in ONE_A_DAY.items():
        same = " AND ".join(f"{column} {_is(table, column)} NEW.{column}" for column in whose)
        only, new = (f" AND {which}", f" AND NEW.{which}") if which else ("", "")
        yield (
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} "
            f"WHEN NEW.superseded_at IS NULL{new} "
            f"BEGIN SELECT RAISE(ABORT, '{ONCE}') WHERE EXISTS (SELECT 1 FROM {table} "
            f"WHERE {same} AND superseded_at IS NULL{only} "
            "AND (valid_to IS NULL OR valid_to > NEW.valid_from) "
            "AND (NEW.valid_to IS NULL OR NEW.valid_to > valid_from)); END"
        )
    for table, pointers in _pointing(models):
        other = " OR ".join(
            f"(NEW.{column} IS NOT NULL AND NEW.origin <> "
            f"(SELECT origin FROM {identity} WHERE id = NEW.{column}))"
            for column, identity in pointers.items()
        )
        yield (
            f"CREATE TRIGGER {table}_one_origin BEFORE INSERT ON {table} "
            f"WHEN {other} {refuse(ORIGIN)}"
        )


def _is(table, column):
    return "IS" if (table, column) in MAYBE_NOWHERE else "="


def _pointing(models):
    for table in (*FACTS, "registry_personkey"):
        pointers = about(models[table])
        if pointers:
            yield table, pointers


def postgresql(models):
    def function(name, body):
        return (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
        )

    def refuse(text):
        return f"RAISE EXCEPTION '{text}' USING ERRCODE = 'integrity_constraint_violation';"

    yield "CREATE EXTENSION IF NOT EXISTS btree_gist"
    yield function("registry_refuse", refuse(KEPT))
    names = ", ".join(f"'{name}'" for name in SUPERSEDED)
    yield function(
        "registry_supersede_once",
        "IF OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL "
        f"OR to_jsonb(NEW) - ARRAY[{names}] <> to_jsonb(OLD) - ARRAY[{names}] "
        f"THEN {refuse(KEPT)} END IF; RETURN NEW;",
    )
    for table in (*IDENTITIES, *FACTS):
        verbs = "UPDATE OR DELETE" if table in IDENTITIES else "DELETE"
        yield (
            f"CREATE TRIGGER {table}_kept BEFORE {verbs} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION registry_refuse()"
        )
        yield (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION registry_refuse()"
        )
    for table in FACTS:
        yield (
            f"CREATE TRIGGER {table}_superseded_once BEFORE UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION registry_supersede_once()"
        )
    for name, (table, whose, which) in ONE_A_DAY.items():
        same = ", ".join(f"{_compared(table, column)} WITH =" for column in whose)
        only = f" AND {which}" if which else ""
        yield (
            f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist "
            f"({same}, daterange(valid_from, valid_to) WITH &&) WHERE (superseded_at IS NULL{only})"
        )
    for table, pointers in _pointing(models):
        # Once for a statement, however many rows it adds: whole tables are loaded with COPY.
        other = " OR ".join(
            f"EXISTS (SELECT 1 FROM added JOIN {identity} whose ON whose.id = added.{column} "
            "WHERE whose.origin <> added.origin)"
            for column, identity in pointers.items()
        )
        body = f"IF {other} THEN {refuse(ORIGIN)} END IF; RETURN NULL;"
        yield function(f"{table}_origin", body)
        yield (
            f"CREATE TRIGGER {table}_one_origin AFTER INSERT ON {table} "
            f"REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION {table}_origin()"
        )


def _compared(table, column):
    """NULL is equal to nothing, and what happens nowhere is one timeline all the same."""
    if (table, column) in MAYBE_NOWHERE:
        return f"(COALESCE({column}, '{NOBODY}'::uuid))"
    return column


def sqlite_undone(models):
    for table in (*IDENTITIES, *FACTS):
        yield f"DROP TRIGGER {table}_no_delete"
        yield f"DROP TRIGGER {table}_no_update"
    for table in FACTS:
        yield f"DROP TRIGGER {table}_superseded_once"
    for name in ONE_A_DAY:
        yield f"DROP TRIGGER {name}"
    for table, _ in _pointing(models):
        yield f"DROP TRIGGER {table}_one_origin"


def postgresql_undone(models):
    """The extension stays: another may have begun to use it."""
    for name, (table, *_) in ONE_A_DAY.items():
        yield f"ALTER TABLE {table} DROP CONSTRAINT {name}"
    for table, _ in _pointing(models):
        yield f"DROP FUNCTION {table}_origin() CASCADE"
    yield "DROP FUNCTION registry_supersede_once() CASCADE"
    yield "DROP FUNCTION registry_refuse() CASCADE"


GUARDS = {"sqlite": sqlite, "postgresql": postgresql}
UNGUARDS = {"sqlite": sqlite_undone, "postgresql": postgresql_undone}


def by_table(apps):
    """The models of the register by table."""
    return {model._meta.db_table: model for model in apps.get_app_config("registry").get_models()}


def guard(apps, schema_editor):
    for statement in GUARDS[schema_editor.connection.vendor](by_table(apps)):
        schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    for statement in UNGUARDS[schema_editor.connection.vendor](by_table(apps)):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_tables_of_every_kind")]
    operations = [migrations.RunPython(guard, unguard)]
