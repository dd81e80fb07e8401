"""The contenders of `checking`: each reads the rows, finds every fault, and says how it went.

    python checking_peers.py NAME FOLDER      prints {"found": count, "digest": of (row, column)}

A whole process each, so that imports count. Only what a contender needs is imported in it.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
from checking_data import AGES, COLUMNS, FIRST, GRADES, LISTS, SECOND

Found = Iterable[tuple[int, str]]
NEEDED = [name for name in COLUMNS if name != "valid_to"]


def schools(folder: Path) -> list[str]:
    return list(json.loads((folder / "organisations.json").read_text(encoding="utf-8")))


# --- Bagdar ---------------------------------------------------------------------------------------


def bagdar_csv(folder: Path) -> Found:
    import polars as pl

    return _bagdar(folder, pl.read_csv(folder / "rows.csv", infer_schema=False))


def bagdar_parquet(folder: Path) -> Found:
    import polars as pl

    return _bagdar(folder, pl.read_parquet(folder / "rows.parquet"))


def bagdar_chunks(folder: Path) -> Found:
    """A hundred thousand rows at a time, as a delivery of any length is checked."""
    import polars as pl

    from bagdar.warehouse.public import check_chunks

    def chunks() -> Iterable[pl.DataFrame]:
        lazy = pl.scan_csv(folder / "rows.csv", infer_schema=False)
        yield from lazy.collect_batches(chunk_size=100_000, maintain_order=True)

    known = {"organisation": pl.Series(schools(folder))}
    for one in check_chunks(chunks, _contract(), codes=LISTS, known=known):
        one.good  # noqa: B018
        yield from one.findings.select("row", "column").iter_rows()


def _bagdar(folder: Path, frame: Any) -> Found:
    import polars as pl

    from bagdar.warehouse.public import check_text

    known = {"organisation": pl.Series(schools(folder))}
    checked = check_text(frame, _contract(), codes=LISTS, known=known)
    checked.good  # noqa: B018
    return checked.findings.select("row", "column").iter_rows()


def _contract() -> Any:
    from decimal import Decimal

    from bagdar.warehouse.tables.contract import Column, Kind, Rule, Table
    from bagdar.warehouse.tables.predicates import AgeBetween, IinAgrees, Later

    kinds = {
        "iin": Kind.IIN, "born_on": Kind.DAY, "organisation_id": Kind.REFERENCE,
        "grade": Kind.WHOLE, "valid_from": Kind.DAY, "valid_to": Kind.DAY,
    }  # fmt: skip
    columns = tuple(
        Column(
            name=name, kind=kinds.get(name, Kind.CODE), needed=name in NEEDED,
            codes=name if name in LISTS else "",
            to="organisation" if name == "organisation_id" else "",
            least=Decimal(GRADES[0]) if name == "grade" else None,
            most=Decimal(GRADES[1]) if name == "grade" else None,
        )
        for name in COLUMNS
    )  # fmt: skip
    return Table(
        name="race",
        columns=columns,
        rules=(
            Rule(code="iin_agrees", column="iin", test=IinAgrees("iin", "born_on", "sex")),
            Rule(code="ends_later", column="valid_to", test=Later("valid_to", "valid_from")),
            Rule(code="age", column="born_on", test=AgeBetween("born_on", "valid_from", *AGES)),
        ),
    )


# --- the same filters, written plainly ------------------------------------------------------------


def parsed() -> list[Any]:
    import polars as pl

    days = ("born_on", "valid_from", "valid_to")
    return [
        *(pl.col(one).str.to_date("%Y-%m-%d", strict=False).alias(f"{one}_") for one in days),
        pl.col("grade").cast(pl.Int64, strict=False).alias("grade_"),
        pl.col("iin").str.contains(r"^[0-9]{12}$").alias("digits_"),
    ]


def broken(folder: Path) -> list[tuple[str, str, Any]]:
    """(name, column, where it is broken) over columns as `parsed`; unknown counts as whole."""
    import polars as pl

    col, known = pl.col, pl.Series(schools(folder))
    iin, born, sex = col("iin"), col("born_on_"), col("sex")
    digits = [iin.str.slice(place, 1).cast(pl.Int32, strict=False) for place in range(12)]

    def rest(weights: tuple[int, ...]) -> Any:
        return pl.sum_horizontal(w * d for w, d in zip(weights, digits, strict=False)) % 11

    first, second = rest(FIRST), rest(SECOND)
    check = pl.when(first < 10).then(first).otherwise(second)
    is_right = col("digits_") & (check == digits[11]) & (check < 10)
    says = (iin.str.slice(0, 6) == born.dt.strftime("%y%m%d")) & (
        digits[6] == (born.dt.year() // 100 - 18) * 2 + pl.when(sex == "male").then(1).otherwise(2)
    )
    ymd = [
        one.dt.year() * 10_000 + one.dt.month().cast(pl.Int32) * 100 + one.dt.day()
        for one in (col("valid_from_"), born)
    ]
    age = (ymd[0] - ymd[1]) // 10_000
    lists = [(one, one, ~col(one).is_in(list(codes))) for one, codes in LISTS.items()]
    days = ("born_on", "valid_from", "valid_to")
    return [
        *((f"{one}_needed", one, col(one).is_null()) for one in NEEDED),
        ("iin_format", "iin", ~col("digits_")),
        ("iin_check", "iin", col("digits_") & ~is_right),
        ("iin_agrees", "iin", is_right & ~says),
        *((f"{name}_code", column, test) for name, column, test in lists),
        ("grade_whole", "grade", col("grade").is_not_null() & col("grade_").is_null()),
        ("grade_range", "grade", ~col("grade_").is_between(*GRADES)),
        ("school", "organisation_id", ~col("organisation_id").is_in(known.implode())),
        *((f"{one}_day", one, col(one).is_not_null() & col(f"{one}_").is_null()) for one in days),
        ("ends_later", "valid_to", col("valid_to_") <= col("valid_from_")),
        ("age", "born_on", ~age.is_between(*AGES)),
    ]


def polars_csv(folder: Path) -> Found:
    import polars as pl

    return _polars(folder, pl.read_csv(folder / "rows.csv", infer_schema=False))


def polars_parquet(folder: Path) -> Found:
    import polars as pl

    return _polars(folder, pl.read_parquet(folder / "rows.parquet"))


def _polars(folder: Path, frame: Any) -> Found:
    """Every test in one pass, then rows, values and reasons of what is broken; the good rows."""
    import polars as pl

    tests = broken(folder)
    lazy = frame.lazy().with_row_index("row", 1).with_columns(parsed())  # shares what repeats
    masks = lazy.select(test.fill_null(False).alias(name) for name, _, test in tests).collect()
    ready = frame.with_row_index("row", 1)
    report = pl.concat(
        ready.filter(masks[name]).select(
            "row", pl.lit(column).alias("column"), pl.lit(name).alias("reason"),
            pl.col(column).alias("value"),
        )
        for name, column, _ in tests
    )  # fmt: skip
    ready.filter(~masks.select(pl.any_horizontal(pl.all())).to_series())
    return report.select("row", "column").iter_rows()


def duckdb_csv(folder: Path) -> Found:
    return _duckdb(folder, f"read_csv('{folder / 'rows.csv'}', all_varchar = true)")


def duckdb_parquet(folder: Path) -> Found:
    return _duckdb(folder, f"read_parquet('{folder / 'rows.parquet'}')")


def _duckdb(folder: Path, source: str) -> Found:
    import duckdb

    def rest(weights: tuple[int, ...]) -> str:
        terms = (f"{w} * d[{place}]" for place, w in enumerate(weights, start=1))
        return f"({' + '.join(terms)}) % 11"

    lists = [(one, f"{one} NOT IN ({', '.join(map(repr, codes))})") for one, codes in LISTS.items()]
    seventh = "(year(born_) // 100 - 18) * 2 + CASE sex WHEN 'male' THEN 1 ELSE 2 END"
    says = f"iin[:6] = strftime(born_, '%y%m%d') AND d[7] = {seventh}"
    tests = [
        *((one, f"{one} IS NULL") for one in NEEDED),
        ("iin", "NOT digits_"),
        ("iin", "digits_ AND NOT right_"),
        ("iin", f"right_ AND NOT ({says})"),
        *lists,
        ("grade", "grade IS NOT NULL AND grade_ IS NULL"),
        ("grade", f"grade_ NOT BETWEEN {GRADES[0]} AND {GRADES[1]}"),
        ("organisation_id", "organisation_id NOT IN (SELECT id FROM schools)"),
        ("born_on", "born_on IS NOT NULL AND born_ IS NULL"),
        ("valid_from", "valid_from IS NOT NULL AND from_ IS NULL"),
        ("valid_to", "valid_to IS NOT NULL AND to_ IS NULL"),
        ("valid_to", "to_ <= from_"),
        ("born_on", f"datesub('year', born_, from_) NOT BETWEEN {AGES[0]} AND {AGES[1]}"),
    ]  # fmt: skip
    cases = ", ".join(
        f"CASE WHEN {test} THEN {{'column': '{column}', 'reason': {place}, 'value': {column}}} END"
        for place, (column, test) in enumerate(tests)
    )
    connection = duckdb.connect()
    connection.execute("CREATE TABLE schools AS SELECT unnest($1) AS id", [schools(folder)])
    report = connection.execute(f"""
        WITH numbered AS (SELECT row_number() OVER () AS row, * FROM {source}),
        read AS (
            SELECT *, regexp_full_match(iin, '[0-9]{{12}}') AS digits_,
                   try_cast(born_on AS DATE) AS born_, try_cast(valid_from AS DATE) AS from_,
                   try_cast(valid_to AS DATE) AS to_, try_cast(grade AS BIGINT) AS grade_,
                   [try_cast(one AS INT) FOR one IN string_split(iin, '')] AS d
            FROM numbered),
        summed AS (SELECT *, {rest(FIRST)} AS first_, {rest(SECOND)} AS second_ FROM read),
        judged AS (
            SELECT *, digits_ AND d[12] = CASE WHEN first_ < 10 THEN first_
                   WHEN second_ < 10 THEN second_ ELSE -1 END AS right_ FROM summed),
        told AS (SELECT row, unnest([{cases}]) AS fault FROM judged)
        SELECT row, fault.column, fault.reason, fault.value FROM told WHERE fault IS NOT NULL
    """).fetchall()  # fmt: skip
    return ((row, column) for row, column, _, _ in report)


# --- frameworks -----------------------------------------------------------------------------------


def dataframely(folder: Path) -> Found:
    import dataframely as dy
    import polars as pl

    tests = broken(folder)

    def rule(test: Any) -> Any:
        return dy.rule()(lambda cls: ~test.fill_null(False))

    space: dict[str, Any] = {"row": dy.UInt32()}
    space |= {one: dy.String(nullable=one == "valid_to") for one in COLUMNS}
    space |= {f"{one}_": dy.Date(nullable=True) for one in ("born_on", "valid_from", "valid_to")}
    space |= {"grade_": dy.Int64(nullable=True), "digits_": dy.Bool(nullable=True)}
    needed = {f"{one}_needed" for one in NEEDED}  # nullable=False says it
    space |= {name: rule(test) for name, _, test in tests if name not in needed}
    schema = type("Race", (dy.Schema,), space)
    frame = pl.read_csv(folder / "rows.csv", infer_schema=False)
    _, failure = schema.filter(frame.with_row_index("row", 1).with_columns(parsed()))  # type: ignore[attr-defined]
    details = failure.details()
    columns = {name: column for name, column, _ in tests}
    for name, column in columns.items():
        if name in details.columns:
            for row in details.filter(pl.col(name) == "invalid")["row"]:
                yield row, column


def pandera(folder: Path) -> Found:
    import pandera.polars as pa
    import polars as pl

    tests = broken(folder)

    def check(name: str, test: Any) -> Any:
        def whole(data: Any) -> Any:
            return data.lazyframe.select((~test.fill_null(False)).alias(name))

        return pa.Check(whole, name=name)

    checks = [check(name, test) for name, _, test in tests]
    schema = pa.DataFrameSchema(checks=checks)
    frame = pl.read_csv(folder / "rows.csv", infer_schema=False).with_columns(parsed())
    columns = {name: column for name, column, _ in tests}
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases.select("index", "check").unique()
        for index, name in cases.iter_rows():
            yield index + 1, columns[name]


def pydantic(folder: Path) -> Found:
    import csv
    from datetime import date
    from typing import Annotated, Literal

    from pydantic import (
        AfterValidator,
        BaseModel,
        Field,
        ValidationError,
        model_validator,
    )

    known = frozenset(schools(folder))

    def is_right(iin: str) -> str:
        digits = [int(one) for one in iin]
        for weights in (FIRST, SECOND):
            check = sum(w * d for w, d in zip(weights, digits, strict=False)) % 11
            if check < 10:
                break
        if check != digits[11]:
            raise ValueError("check digit")
        return iin

    def is_known(school: str) -> str:
        if school not in known:
            raise ValueError("unknown")
        return school

    class Row(BaseModel):
        iin: Annotated[str, Field(pattern=r"^[0-9]{12}$"), AfterValidator(is_right)]
        born_on: date
        sex: Literal["female", "male"]
        organisation_id: Annotated[str, AfterValidator(is_known)]
        level: Literal["01", "02", "1", "2", "3", "4", "5", "6", "7", "8"]
        form: Literal["full_time", "part_time", "evening", "distance"]
        language: Literal["kk", "ru", "ug", "uz", "tg", "en"]
        funding: Literal["state_order", "fee", "grant"]
        grade: Annotated[int, Field(ge=GRADES[0], le=GRADES[1])]
        valid_from: date
        valid_to: date | None = None

        @model_validator(mode="after")
        def agrees(self) -> "Row":
            wrong = []
            seventh = (self.born_on.year // 100 - 18) * 2 + (1 if self.sex == "male" else 2)
            if self.iin[:7] != f"{self.born_on:%y%m%d}{seventh}":
                wrong.append("iin")
            if self.valid_to is not None and self.valid_to <= self.valid_from:
                wrong.append("valid_to")
            born, day = self.born_on, self.valid_from
            age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
            if not AGES[0] <= age <= AGES[1]:
                wrong.append("born_on")
            if wrong:
                raise ValueError(",".join(wrong))
            return self

    with (folder / "rows.csv").open(encoding="utf-8", newline="") as file:
        for place, row in enumerate(csv.DictReader(file), start=1):
            try:
                Row.model_validate({name: value for name, value in row.items() if value})
            except ValidationError as error:
                for one in error.errors(include_url=False):
                    said = [str(one["loc"][0])] if one["loc"] else one["msg"][13:].split(",")
                    for column in said:
                        yield place, column


def frictionless(folder: Path) -> Found:
    import attrs
    from frictionless import Check, Checklist, Resource, Schema, errors, fields, validate

    known = frozenset(schools(folder))

    def wrong(row: Any) -> Iterable[str]:
        iin, born, sex = row["iin"], row["born_on"], row["sex"]
        if iin is not None and iin.isdecimal():
            digits = [int(one) for one in iin]
            for weights in (FIRST, SECOND):
                check = sum(w * d for w, d in zip(weights, digits, strict=False)) % 11
                if check < 10:
                    break
            seventh = born and (born.year // 100 - 18) * 2 + (1 if sex == "male" else 2)
            if check != digits[11] or (born and iin[:7] != f"{born:%y%m%d}{seventh}"):
                yield "iin"
        if row["organisation_id"] not in known:
            yield "organisation_id"
        start, end = row["valid_from"], row["valid_to"]
        if start and end and end <= start:
            yield "valid_to"
        if start and born:
            age = start.year - born.year - ((start.month, start.day) < (born.month, born.day))
            if not AGES[0] <= age <= AGES[1]:
                yield "born_on"

    @attrs.define(kw_only=True, repr=False)
    class Rules(Check):
        type = "rules"
        Errors = [errors.CellError]

        def validate_row(self, row: Any) -> Iterable[Any]:
            for name in wrong(row):
                yield errors.CellError.from_row(row, note=name, field_name=name)

    def field(name: str) -> Any:
        needed = {"required": True} if name != "valid_to" else {}
        if name in LISTS:
            return fields.StringField(name=name, constraints={**needed, "enum": list(LISTS[name])})
        if name == "grade":
            bounds = {"minimum": GRADES[0], "maximum": GRADES[1]}
            return fields.IntegerField(name=name, constraints={**needed, **bounds})
        if name in ("born_on", "valid_from", "valid_to"):
            return fields.DateField(name=name, constraints=needed)
        pattern = {"pattern": "[0-9]{12}"} if name == "iin" else {}
        return fields.StringField(name=name, constraints={**needed, **pattern})

    schema = Schema(fields=[field(name) for name in COLUMNS])
    resource = Resource(path="rows.csv", basepath=str(folder), schema=schema)
    report = validate(resource, checklist=Checklist(checks=[Rules()]), limit_errors=10**9)
    for row, column in report.flatten(["rowNumber", "fieldName"]):
        yield row - 1, column


CONTENDERS: dict[str, Callable[[Path], Found]] = {
    one.__name__: one
    for one in (
        bagdar_csv, bagdar_parquet, bagdar_chunks, polars_csv, polars_parquet, duckdb_csv,
        duckdb_parquet, dataframely, pandera, pydantic, frictionless,
    )
}  # fmt: skip


def digest(found: Found) -> dict[str, object]:
    pairs = sorted({(int(row), str(column)) for row, column in found})
    text = "\n".join(f"{row} {column}" for row, column in pairs)
    return {"found": len(pairs), "digest": hashlib.sha256(text.encode()).hexdigest()[:16]}


if __name__ == "__main__":
    print(json.dumps(digest(CONTENDERS[sys.argv[1]](Path(sys.argv[2])))))
