"""Drawn nations as the tables that a metric reads, on an engine."""

from dataclasses import asdict

import ibis
import pyarrow as pa

from bagdar.indicators.metrics.common import PLACE, PLACE_SCHEMA
from bagdar.indicators.metrics.metric import Asked, Metric, Tables, cube
from bagdar.indicators.rules.adding import Cube
from bagdar.indicators.rules.cells import cube_of
from bagdar.indicators.rules.examples import Example, rows_of
from bagdar.indicators.rules.places import TerritoryFact, places_on
from bagdar.warehouse.public import Engine
from bagdar.warehouse.tables.published import schema_of

TERRITORY = ("code", "parent", "kind", "region", "settlement", "valid_from", "valid_to")


def tables_of(engine: Engine, drawn: Example, reads: tuple[str, ...]) -> Tables:
    """The tables that a metric reads; what is not drawn is empty."""
    found = {
        name: engine.table(name, _arrow(name, drawn.tables.get(name, "valid_from")))
        for name in reads
        if name != PLACE
    }
    facts = [
        TerritoryFact(**{name: row[name] for name in TERRITORY})
        for row in rows_of("territory", drawn.tables["territory"])
    ]
    places = [asdict(one) for one in places_on(facts, drawn.on)]
    schema = ibis.schema(PLACE_SCHEMA).to_pyarrow()
    return {**found, PLACE: engine.table(PLACE, pa.Table.from_pylist(places, schema=schema))}


def _arrow(table: str, text: str) -> pa.Table:
    schema = ibis.schema(schema_of(table)).to_pyarrow()
    return pa.Table.from_pylist(rows_of(table, text), schema=schema)


def sums_on(engine: Engine, metric: Metric, drawn: Example) -> Cube:
    """The cube of a metric on a drawn nation, computed by an engine."""
    asked = Asked(drawn.on, dict(drawn.outside))
    expression = cube(metric, tables_of(engine, drawn, metric.reads), asked)
    return cube_of(engine.rows(expression), metric.by)
