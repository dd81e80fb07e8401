"""Requests and answers of the desk's API that are made from the contracts of tables."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, WithJsonSchema, create_model

from bagdar.registry.api.desk_schemas import Asked, IinText, NewPerson
from bagdar.registry.rules.kinds import GUARDIANSHIP, Kind
from bagdar.registry.rules.own_facts import OWN_KINDS, OwnKind
from bagdar.warehouse.tables.contract import Column
from bagdar.warehouse.tables.contract import Kind as Holds

MOST = 100_000
CODE = "^[a-z0-9_]{1,30}$"
EXAMPLES = {"need": "hearing", "measure": "assistant", "status": "orphan",
            "topic": "subject_teaching", "building_state": "good", "water": "central"}  # fmt: skip
PLAIN = r"^[^\x00]*$"


def _whole_or_decimal(value: Any) -> Any:
    """A number, or its text with a point; not yes and no."""
    if isinstance(value, bool):
        raise ValueError("a number")
    return value


def _schema(column: Column) -> dict[str, Any]:
    if column.kind is Holds.CODE:
        return {"type": "string", "pattern": CODE}
    if column.kind is Holds.YES_NO:
        return {"type": "boolean"}
    if column.kind is Holds.TEXT:
        return {"type": "string", "maxLength": column.longest, "pattern": PLAIN}
    bounds = {"minimum": float(column.least or 0), "maximum": float(column.most or MOST)}
    if column.kind in (Holds.WHOLE, Holds.AMOUNT):
        return {"type": "integer"} | {name: int(one) for name, one in bounds.items()}
    return {"type": "number"} | bounds


def _type(column: Column) -> Any:
    """As pydantic reads a cell; what the contract says of it beyond that, the service says."""
    schema = _schema(column)
    if column.kind is Holds.CODE:
        return Annotated[str, Field(pattern=CODE)]
    if column.kind is Holds.YES_NO:
        return Annotated[bool, Field(strict=True)]
    if column.kind is Holds.TEXT:
        return Annotated[str, Field(max_length=column.longest, pattern=PLAIN)]
    number = int if "integer" in schema.values() else Decimal
    bounds = Field(ge=column.least or 0, le=column.most or MOST)
    return Annotated[number, BeforeValidator(_whole_or_decimal), bounds]


def _field(column: Column) -> tuple[Any, Any]:
    schema = _schema(column)
    listed = f", a code of {column.codes}" if column.codes else ""
    told = {"description": f"Column {column.name}{listed}.", "examples": _examples(column)}
    if column.needed:
        return Annotated[_type(column), WithJsonSchema(schema)], Field(**told)
    return Annotated[_type(column) | None, WithJsonSchema(schema)], Field(None, **told)


def _examples(column: Column) -> list[Any] | None:
    if column.kind is Holds.CODE:
        return [EXAMPLES.get(column.name) or column.example or "other"]
    if column.kind is Holds.YES_NO:
        return [True]
    if not column.example:
        return None
    is_text = column.kind is Holds.TEXT
    return [column.example if is_text else float(column.example)]


def fields_of(columns: Iterable[Column]) -> dict[str, tuple[Any, Any]]:
    """Of columns that name nobody."""
    return {one.name: _field(one) for one in columns if one.to != "person"}


def contracted(name: str, columns: Iterable[Column], **more: Any) -> type[Asked]:
    """A request with the cells of some columns. more: further fields as create_model takes them."""
    found: type[Asked] = create_model(name, __base__=Asked, **more, **fields_of(columns))
    return found


def _of_table(prefix: str, own: OwnKind, columns: Iterable[Column]) -> type[Asked]:
    named: dict[str, Any] = {"table": (Literal[own.name], Field(examples=[own.name]))}
    if own.kind is GUARDIANSHIP and prefix == "DeskNew":
        named |= {
            "iin": (Annotated[IinText | None, WithJsonSchema(IIN)], Field(None)),
            "born_on": (date, Field(examples=["1985-03-14"])),
            "new": (NewPerson | None, Field(None)),
        }
    return contracted(f"{prefix}{own.name.title()}", columns, **named)


IIN = {"type": "string", "pattern": "^[0-9]{12}$"}


def _any_of(prefix: str, of: str) -> Any:
    """One of the tables that are kept of pupils, or of staff; the table says which."""
    models = [
        _of_table(prefix, one, one.added if prefix == "DeskNew" else one.changed)
        for one in OWN_KINDS.values()
        if one.of == of
    ]
    return Annotated[reduce(or_, models), Field(discriminator="table")]  # type: ignore[arg-type]


def added(of: str) -> Any:
    return _any_of("DeskNew", of)


def changed(of: str) -> Any:
    return _any_of("DeskChanged", of)


def said_of(kind: Kind[Any], details: Any) -> Mapping[str, Any]:
    """The cells of a fact as the API writes them; what is empty is left out."""
    written = kind.written(details)
    return {name: _plain(one) for name, one in written.items() if one is not None and one != ""}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return str(value) if isinstance(value, UUID) else value
