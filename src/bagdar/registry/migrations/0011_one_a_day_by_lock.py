"""On PostgreSQL a timeline has one current row a day by a lock and a look, as on SQLite.

The exclusion constraints of 0004 hold the same. Each costs 40 µs a row on the machine on which
this was measured, half of what writing a whole country takes, and five gigabytes of it: GiST
has no quick way to build over a UUID and a range (docs/decisions/0007).

Who adds a row locks whom or what it is about, so that of two writers of one timeline the second
sees what the first has committed. Under REPEATABLE READ it would not see it: writing is refused
there. SERIALIZABLE sees that one of the two has to begin again.
"""

from importlib import import_module

from django.db import migrations

_guards = import_module("bagdar.registry.migrations.0004_guards_of_every_table")
ONE_A_DAY, ONCE = _guards.ONE_A_DAY, _guards.ONCE
SEES = "the register is not written under REPEATABLE READ, which hides what others have committed"
LOCKED = {"person_id": "registry_person", "organisation_id": "registry_organisation"}
DEMAND_SIGHT = (
    "IF current_setting('transaction_isolation') = 'repeatable read' THEN "
    f"RAISE EXCEPTION '{SEES}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
)


def by_lock(models):
    for name, (table, whose, which) in ONE_A_DAY.items():
        new = f" AND NEW.{which}" if which else ""
        yield f"ALTER TABLE {table} DROP CONSTRAINT {name}"
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"{DEMAND_SIGHT} {_lock(table, whose[0])} {_look(table, whose, which)} "
            "RETURN NEW; END $$"
        )
        yield (
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW "
            f"WHEN (NEW.superseded_at IS NULL{new}) EXECUTE FUNCTION {name}()"
        )


def _lock(table, first):
    if first in LOCKED:
        return f"PERFORM 1 FROM {LOCKED[first]} WHERE id = NEW.{first} FOR NO KEY UPDATE;"
    # Territories have codes and no identity.
    return f"PERFORM pg_advisory_xact_lock(hashtextextended('{table} ' || NEW.code, 0));"


def _look(table, whose, which):
    same = " AND ".join(f"{column} {_is(table, column)} NEW.{column}" for column in whose)
    only = f" AND {which}" if which else ""
    return (
        f"IF EXISTS (SELECT 1 FROM {table} WHERE {same} AND superseded_at IS NULL{only} "
        "AND (valid_to IS NULL OR valid_to > NEW.valid_from) "
        "AND (NEW.valid_to IS NULL OR NEW.valid_to > valid_from)) "
        f"THEN RAISE EXCEPTION '{ONCE}' USING ERRCODE = 'exclusion_violation'; END IF;"
    )


def _is(table, column):
    return "IS NOT DISTINCT FROM" if (table, column) in _guards.MAYBE_NOWHERE else "="


def by_constraint(models):
    for name, (table, *_) in ONE_A_DAY.items():
        yield f"DROP TRIGGER {name} ON {table}"
        yield f"DROP FUNCTION {name}()"
    for statement in _guards.postgresql(models):
        if " EXCLUDE USING gist " in statement:
            yield statement


GUARDS = {
    "sqlite": _guards.sqlite,
    "postgresql": lambda models: (*_guards.postgresql(models), *by_lock(models)),
}
UNGUARDS = {
    "sqlite": _guards.sqlite_undone,
    "postgresql": lambda models: (*by_constraint(models), *_guards.postgresql_undone(models)),
}


def run(which):
    def run_all(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in which(_guards.by_table(apps)):
                schema_editor.execute(statement, params=None)

    return run_all


class Migration(migrations.Migration):
    dependencies = [("registry", "0010_places_of_organisations")]
    operations = [migrations.RunPython(run(by_lock), run(by_constraint))]
