"""What the database itself holds, whoever writes.

1. Identities and facts are added. An identity never changes; a fact changes once, when it is
   superseded; nothing is removed.
2. On one day a person has one current description and one full-time place at most, one part-time
   place at most of a level at an organisation; an organisation one description.
3. A fact has the origin of whom and what it is about.

SQLite forgets triggers when a later migration makes a table anew: such a migration has to put them
back, and tests/services/test_registry_database.py notices when it does not.
"""

from django.db import migrations

SUPERSEDED = ("superseded_at", "superseded_by", "superseded_role")
KEPT = "facts of the register are added and superseded once, never changed or removed"
ORIGIN = "a fact of the register has the origin of whom and what it is about"

IDENTITIES = ("registry_person", "registry_organisation")
FACT = (
    "id", "origin", "valid_from", "valid_to", "recorded_at", "recorded_by", "recorded_role",
    "source",
)  # fmt: skip
# table → its own columns
FACTS = {
    "registry_personfact": (
        "person_id", "family", "given", "patronymic", "sex", "born_on", "citizenship", "iin",
    ),
    "registry_organisationfact": (
        "organisation_id", "name_kk", "name_ru", "name_en", "bin", "type", "ownership",
        "languages", "region", "parent_id",
    ),
    "registry_enrolment": (
        "person_id", "organisation_id", "level", "form", "grade", "group", "language", "funding",
        "leaving_reason",
    ),
}  # fmt: skip
# name → table, columns of whom or what there is one a day, which rows, what is said
ONE_A_DAY = {
    "registry_one_person_a_day": (
        "registry_personfact", ("person_id",), "",
        "a person has one current description on a day",
    ),
    "registry_one_organisation_a_day": (
        "registry_organisationfact", ("organisation_id",), "",
        "an organisation has one current description on a day",
    ),
    "registry_one_full_time_place": (
        "registry_enrolment", ("person_id",), "form = 'full_time'",
        "a person is in one full-time place at most on a day",
    ),
    "registry_part_time_once": (
        "registry_enrolment", ("person_id", "organisation_id", "level"), "form <> 'full_time'",
        "a person is in a part-time place once on a day",
    ),
}  # fmt: skip
# table → columns that point to an identity, and its table
ABOUT = {
    "registry_personfact": {"person_id": "registry_person"},
    "registry_personkey": {"person_id": "registry_person"},
    "registry_organisationfact": {
        "organisation_id": "registry_organisation",
        "parent_id": "registry_organisation",
    },
    "registry_enrolment": {
        "person_id": "registry_person",
        "organisation_id": "registry_organisation",
    },
}


def sqlite():
    def refuse(text):
        return f"BEGIN SELECT RAISE(ABORT, '{text}'); END"

    for table in (*IDENTITIES, *FACTS):
        yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse(KEPT)}"
    for table in IDENTITIES:
        yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse(KEPT)}"
    for table, own in FACTS.items():
        columns = ", ".join(f'"{name}"' for name in (*FACT, *own))
        yield (
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {columns} ON {table} {refuse(KEPT)}"
        )
        yield (
            f"CREATE TRIGGER {table}_superseded_once BEFORE UPDATE ON {table} "
            "WHEN OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL " + refuse(KEPT)
        )
    for name, (table, whose, which, text) in ONE_A_DAY.items():
        same = " AND ".join(f"{column} = NEW.{column}" for column in whose)
        only, new = (f" AND {which}", f" AND NEW.{which}") if which else ("", "")
        yield (
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} "
            f"WHEN NEW.superseded_at IS NULL{new} "
            f"BEGIN SELECT RAISE(ABORT, '{text}') WHERE EXISTS (SELECT 1 FROM {table} "
            f"WHERE {same} AND superseded_at IS NULL{only} "
            "AND (valid_to IS NULL OR valid_to > NEW.valid_from) "
            "AND (NEW.valid_to IS NULL OR NEW.valid_to > valid_from)); END"
        )
    for table, pointers in ABOUT.items():
        yield (
            f"CREATE TRIGGER {table}_one_origin BEFORE INSERT ON {table} "
            f"WHEN {_other_origin(pointers)} {refuse(ORIGIN)}"
        )


def _other_origin(pointers):
    return " OR ".join(
        f"(NEW.{column} IS NOT NULL AND NEW.origin <> "
        f"(SELECT origin FROM {identity} WHERE id = NEW.{column}))"
        for column, identity in pointers.items()
    )


def postgresql():
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
    for name, (table, whose, which, _) in ONE_A_DAY.items():
        same = ", ".join(f"{column} WITH =" for column in whose)
        only = f" AND {which}" if which else ""
        yield (
            f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist "
            f"({same}, daterange(valid_from, valid_to) WITH &&) WHERE (superseded_at IS NULL{only})"
        )
    for table, pointers in ABOUT.items():
        yield function(
            f"{table}_origin",
            f"IF {_other_origin(pointers)} THEN {refuse(ORIGIN)} END IF; RETURN NEW;",
        )
        yield (
            f"CREATE TRIGGER {table}_one_origin BEFORE INSERT ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_origin()"
        )


def sqlite_undone():
    for table in (*IDENTITIES, *FACTS):
        yield f"DROP TRIGGER {table}_no_delete"
        yield f"DROP TRIGGER {table}_no_update"
    for table in FACTS:
        yield f"DROP TRIGGER {table}_superseded_once"
    for name in ONE_A_DAY:
        yield f"DROP TRIGGER {name}"
    for table in ABOUT:
        yield f"DROP TRIGGER {table}_one_origin"


def postgresql_undone():
    """The extension stays: another may have begun to use it."""
    for name, (table, *_) in ONE_A_DAY.items():
        yield f"ALTER TABLE {table} DROP CONSTRAINT {name}"
    for table in ABOUT:
        yield f"DROP FUNCTION {table}_origin() CASCADE"
    yield "DROP FUNCTION registry_supersede_once() CASCADE"
    yield "DROP FUNCTION registry_refuse() CASCADE"


GUARDS = {"sqlite": sqlite, "postgresql": postgresql}
UNGUARDS = {"sqlite": sqlite_undone, "postgresql": postgresql_undone}


def guard(apps, schema_editor):
    for statement in GUARDS[schema_editor.connection.vendor]():
        schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    for statement in UNGUARDS[schema_editor.connection.vendor]():
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_identities_and_facts")]
    operations = [migrations.RunPython(guard, unguard)]
