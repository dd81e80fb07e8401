"""When what is computed has changed. Imported as the service starts: no engine stands behind it."""

from django.db import connection

from bagdar.indicators import models


def statements() -> tuple[str, ...]:
    """Statements whose values change with every computation, its protection and every step of a
    release: what kept pages depend on."""
    together = "string_agg" if connection.vendor == "postgresql" else "group_concat"
    steps = f"{together}(code || ' ' || state || ' ' || digest, ',')"
    releases = f"SELECT code, state, digest FROM {models.Release._meta.db_table} ORDER BY id"
    return (
        f"SELECT MAX(computed_at) FROM {models.Computation._meta.db_table}",
        f"SELECT COUNT(*) FROM {models.Protection._meta.db_table}",
        f"SELECT {steps} FROM ({releases}) AS each",
    )
