"""The contenders of `figures`: each computes the same five figures by all their dimensions.

    python figures_peers.py NAME FOLDER

FOLDER holds asked.json: the files of each table of a snapshot, the day, the average wage; and
place.parquet. Prints the seconds of loading and of each figure, the peak of memory, and the digest
of the cells of each. A whole process each; only what a contender needs is imported in it.
"""

import hashlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

Row = tuple[Any, ...]
Query = Callable[[], Iterable[Row]]
FIGURES = ("T1.1/1-6", "I1.2.2", "T1.4", "I1.1.1", "I1.5.1")
NOT_EDUCATORS = ("librarian", "nurse", "researcher", "other")
THREADS, MEMORY = 2, "4GB"


@dataclass(frozen=True)
class Asked:
    """tables: files of each; place: a file; wage: the average of the economy, tenge."""

    tables: Mapping[str, list[str]]
    place: str
    on: date
    wage: int

    @classmethod
    def read(cls, folder: Path) -> "Asked":
        told = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
        place, on = str(folder / "place.parquet"), date.fromisoformat(told["on"])
        return cls(told["tables"], place, on, told["wage"])

    def before(self, years: int) -> date:
        return self.on.replace(year=self.on.year - years)


# --- Bagdar ---------------------------------------------------------------------------------------


def bagdar(asked: Asked) -> dict[str, Query]:
    from bagdar.warehouse.engines import duckdb

    return _bagdar(asked, duckdb(MEMORY, THREADS))


def bagdar_spark(asked: Asked) -> dict[str, Query]:
    from bagdar.warehouse.spark import spark

    return _bagdar(asked, spark(Path(), memory=MEMORY, threads=THREADS))


def _bagdar(asked: Asked, engine: Any) -> dict[str, Query]:
    from bagdar.indicators.metrics.catalogue import METRICS
    from bagdar.indicators.metrics.educators import AVERAGE_WAGE
    from bagdar.indicators.metrics.metric import ADDED, cube
    from bagdar.indicators.metrics.metric import Asked as AskedOf

    files = {**asked.tables, "place": [asked.place]}
    tables = {name: engine.read(name, list(map(Path, paths))) for name, paths in files.items()}

    def rows(code: str) -> Iterable[Row]:
        metric = METRICS[code]
        of = AskedOf(asked.on, {AVERAGE_WAGE: asked.wage})
        columns = (*metric.by, *ADDED)
        found = engine.rows(cube(metric, tables, of))
        return [tuple(row[name] for name in columns) for row in found]

    return {code: lambda code=code: rows(code) for code in FIGURES}


# --- SQL by hand, on DuckDB and on Spark ----------------------------------------------------------


def _sql(asked: Asked) -> dict[str, str]:
    day = asked.on

    def on(table: str) -> str:
        return (
            f"{table}.valid_from <= DATE '{day}' "
            f"AND ({table}.valid_to IS NULL OR {table}.valid_to > DATE '{day}')"
        )

    org = f"""org AS (
        SELECT organisation_id, type, ownership, o.settlement,
               coalesce(p.district, o.region) AS district
        FROM organisation o LEFT JOIN place p ON p.territory = o.territory WHERE {on("o")})"""
    home = f"""home AS (
        SELECT person_id, p.settlement, coalesce(p.district, r.territory) AS district
        FROM residence r LEFT JOIN place p ON p.territory = r.territory WHERE {on("r")})"""
    return {
        "T1.1/1-6": f"""
            WITH {home}, child AS (
                SELECT person_id, sex, {day.year} - year(born_on) - 1 + CASE
                    WHEN month(born_on) < {day.month}
                      OR (month(born_on) = {day.month} AND day(born_on) <= {day.day})
                    THEN 1 ELSE 0 END AS age
                FROM person WHERE born_on > DATE '{asked.before(7)}' AND {on("person")}),
            early AS (
                SELECT person_id, bool_or(level IN ('01', '02')) AS preschool
                FROM enrolment WHERE {on("enrolment")} GROUP BY person_id)
            SELECT district, settlement, sex, age, sum(CASE WHEN preschool THEN 1 ELSE 0 END),
                   count(*), count(*)
            FROM child JOIN home ON home.person_id = child.person_id
                 LEFT JOIN early ON early.person_id = child.person_id
            WHERE age BETWEEN 1 AND 6 AND coalesce(preschool, true) GROUP BY 1, 2, 3, 4""",
        "I1.2.2": f"""
            WITH {org}, goer AS (
                SELECT DISTINCT person_id FROM activity
                WHERE {on("activity")} AND kind IN ('club', 'sport'))
            SELECT district, settlement, ownership, e.language, e.grade, count(goer.person_id),
                   count(*), count(*)
            FROM enrolment e JOIN org ON org.organisation_id = e.organisation_id
                 LEFT JOIN goer ON goer.person_id = e.person_id
            WHERE {on("e")} AND e.level IN ('1', '2', '3') AND org.type = 'school'
            GROUP BY 1, 2, 3, 4, 5""",
        "T1.4": f"""
            WITH {org}, done AS (
                SELECT person_id, organisation_id, level, valid_from AS finished_on FROM graduation
                WHERE valid_from >= DATE '{asked.before(2)}'
                  AND valid_from < DATE '{asked.before(1)}'
                  AND funding = 'state_order' AND level IN ('3', '4', '5')),
            works AS (
                SELECT DISTINCT done.person_id, level
                FROM done JOIN employment j ON j.person_id = done.person_id
                WHERE j.valid_from > finished_on
                  AND j.valid_from < finished_on + INTERVAL '365' DAY)
            SELECT district, settlement, ownership, done.level, count(works.person_id),
                   count(*), count(*)
            FROM done
                 LEFT JOIN works ON works.person_id = done.person_id AND works.level = done.level
                 LEFT JOIN org ON org.organisation_id = done.organisation_id
            GROUP BY 1, 2, 3, 4""",
        "I1.1.1": f"""
            WITH {org}, paid AS (
                SELECT person_id, sum(amount_tenge) AS tenge FROM pay
                WHERE {on("pay")} GROUP BY person_id)
            SELECT district, settlement, ownership, type, position,
                   cast(sum(tenge) AS bigint), count(*) * {asked.wage}, count(*)
            FROM post JOIN org ON org.organisation_id = post.organisation_id
                 JOIN paid ON paid.person_id = post.person_id
            WHERE {on("post")} AND is_main AND position NOT IN {NOT_EDUCATORS}
            GROUP BY 1, 2, 3, 4, 5""",
        "I1.5.1": f"""
            WITH {org}, assessed AS (
                SELECT DISTINCT r.person_id, r.organisation_id, score, most_score, r.valid_from
                FROM result r JOIN enrolment e ON e.person_id = r.person_id
                WHERE assessment = 'school_readiness' AND e.level = '02'
                  AND r.valid_from >= DATE '{day.year}-01-01'
                  AND r.valid_from < DATE '{day.year + 1}-01-01' AND e.valid_from <= r.valid_from
                  AND (e.valid_to IS NULL OR e.valid_to > r.valid_from))
            SELECT district, settlement, ownership, type,
                   sum(cast(score * 1000000 AS bigint)), sum(cast(most_score * 1000000 AS bigint)),
                   count(*)
            FROM assessed LEFT JOIN org ON org.organisation_id = assessed.organisation_id
            GROUP BY 1, 2, 3, 4""",
    }


def duckdb_sql(asked: Asked) -> dict[str, Query]:
    import duckdb

    told = {"threads": THREADS, "memory_limit": MEMORY}
    connection = duckdb.connect(config=told)
    for name, files in {**asked.tables, "place": [asked.place]}.items():
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({files})")
    found = _sql(asked)
    return {code: lambda code=code: connection.execute(found[code]).fetchall() for code in FIGURES}


def pyspark(asked: Asked) -> dict[str, Query]:
    from pyspark.sql import SparkSession

    told = {
        "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": MEMORY.replace("GB", "g"), "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1", "spark.sql.shuffle.partitions": str(4 * THREADS),
    }  # fmt: skip
    session = SparkSession.builder.master(f"local[{THREADS}]").config(map=told).getOrCreate()
    for name, files in {**asked.tables, "place": [asked.place]}.items():
        session.read.parquet(*files).createOrReplaceTempView(name)
    found = _sql(asked)
    return {
        code: lambda code=code: [tuple(row) for row in session.sql(found[code]).collect()]
        for code in FIGURES
    }


# --- Polars ---------------------------------------------------------------------------------------


def polars(asked: Asked) -> dict[str, Query]:
    import polars as pl

    day = asked.on
    place = pl.scan_parquet(asked.place)

    def table(name: str) -> Any:
        return pl.scan_parquet(asked.tables[name], hive_partitioning=False)

    def on_day(name: str) -> Any:
        holds = pl.col("valid_to").is_null() | (pl.col("valid_to") > day)
        return table(name).filter((pl.col("valid_from") <= day) & holds)

    def org() -> Any:
        where = place.select("territory", "district")
        joined = on_day("organisation").join(where, on="territory", how="left")
        return joined.select(
            "organisation_id", "type", "ownership", "settlement",
            district=pl.coalesce("district", "region"),
        )  # fmt: skip

    def cells(rows: Any, by: list[str], **sums: Any) -> list[Row]:
        found = rows.group_by(by).agg(**sums, units=pl.len())
        return list(found.select(*by, *sums, "units").collect().rows())

    def coverage() -> list[Row]:
        born = pl.col("born_on")
        month, number = born.dt.month().cast(pl.Int32), born.dt.day().cast(pl.Int32)
        past = (month < day.month) | ((month == day.month) & (number <= day.day))
        age = day.year - born.dt.year() - 1 + past.cast(pl.Int32)
        people = on_day("person").filter(born > asked.before(7))
        child = people.select("person_id", "sex", age=age).filter(pl.col("age").is_between(1, 6))
        where = place.select("territory", "district", "settlement")
        home = on_day("residence").join(where, on="territory", how="left").select(
            "person_id", "settlement", district=pl.coalesce("district", "territory")
        )  # fmt: skip
        early = on_day("enrolment").group_by("person_id").agg(
            preschool=pl.col("level").is_in(["01", "02"]).any()
        )  # fmt: skip
        rows = child.join(home, on="person_id").join(early, on="person_id", how="left")
        return cells(
            rows.filter(pl.col("preschool").fill_null(value=True)),
            ["district", "settlement", "sex", "age"],
            numerator=pl.col("preschool").sum(), denominator=pl.len(),
        )  # fmt: skip

    def supplementary() -> list[Row]:
        goer = on_day("activity").filter(pl.col("kind").is_in(["club", "sport"]))
        goer = goer.select("person_id").unique().with_columns(goes=pl.lit(1))
        pupil = on_day("enrolment").filter(pl.col("level").is_in(["1", "2", "3"]))
        rows = pupil.join(org().filter(pl.col("type") == "school"), on="organisation_id")
        return cells(
            rows.join(goer, on="person_id", how="left"),
            ["district", "settlement", "ownership", "language", "grade"],
            numerator=pl.col("goes").sum(), denominator=pl.len(),
        )  # fmt: skip

    def employed() -> list[Row]:
        begun, level = pl.col("valid_from"), pl.col("level").is_in(["3", "4", "5"])
        done = table("graduation").filter(
            (begun >= asked.before(2)) & (begun < asked.before(1)) & level
            & (pl.col("funding") == "state_order")
        ).select("person_id", "organisation_id", "level", finished_on="valid_from")  # fmt: skip
        jobs = table("employment").select("person_id", began_on="valid_from")
        finished, began = pl.col("finished_on"), pl.col("began_on")
        soon = (began > finished) & (began < finished + pl.duration(days=365))
        works = done.join(jobs, on="person_id").filter(soon).select("person_id", "level").unique()
        rows = done.join(
            works.with_columns(works=pl.lit(1)), on=["person_id", "level"], how="left"
        ).join(org(), on="organisation_id", how="left")
        return cells(
            rows, ["district", "settlement", "ownership", "level"],
            numerator=pl.col("works").sum(), denominator=pl.len(),
        )  # fmt: skip

    def pay() -> list[Row]:
        paid = on_day("pay").group_by("person_id").agg(tenge=pl.col("amount_tenge").sum())
        post = on_day("post").filter(
            pl.col("is_main") & ~pl.col("position").is_in(list(NOT_EDUCATORS))
        ).select("person_id", "organisation_id", "position")  # fmt: skip
        rows = post.join(org(), on="organisation_id").join(paid, on="person_id")
        return cells(
            rows, ["district", "settlement", "ownership", "type", "position"],
            numerator=pl.col("tenge").sum(), denominator=pl.len().cast(pl.Int64) * asked.wage,
        )  # fmt: skip

    def readiness() -> list[Row]:
        first, last = date(day.year, 1, 1), date(day.year + 1, 1, 1)
        some = table("result").filter(pl.col("assessment") == "school_readiness")
        some = some.filter((pl.col("valid_from") >= first) & (pl.col("valid_from") < last))
        some = some.select("person_id", "organisation_id", "score", "most_score", on="valid_from")
        early = table("enrolment").filter(pl.col("level") == "02")
        both = some.join(early.select("person_id", "valid_from", "valid_to"), on="person_id")
        then = both.filter(
            (pl.col("valid_from") <= pl.col("on"))
            & (pl.col("valid_to").is_null() | (pl.col("valid_to") > pl.col("on")))
        ).select(some.collect_schema().names()).unique()  # fmt: skip

        def millionths(name: str) -> Any:
            return (pl.col(name).cast(pl.Float64) * 1_000_000).round().cast(pl.Int64).sum()

        return cells(
            then.join(org(), on="organisation_id", how="left"),
            ["district", "settlement", "ownership", "type"],
            numerator=millionths("score"), denominator=millionths("most_score"),
        )  # fmt: skip

    return dict(zip(FIGURES, (coverage, supplementary, employed, pay, readiness), strict=True))


# --- pandas ---------------------------------------------------------------------------------------

NEEDED = {
    "person": ["person_id", "sex", "born_on", "valid_from", "valid_to"],
    "residence": ["person_id", "territory", "valid_from", "valid_to"],
    "enrolment": [
        "person_id", "organisation_id", "level", "grade", "language", "valid_from", "valid_to",
    ],
    "organisation": [
        "organisation_id", "type", "ownership", "region", "territory", "settlement", "valid_from",
        "valid_to",
    ],
    "activity": ["person_id", "kind", "valid_from", "valid_to"],
    "graduation": ["person_id", "organisation_id", "level", "funding", "valid_from"],
    "employment": ["person_id", "valid_from"],
    "post": ["person_id", "organisation_id", "position", "is_main", "valid_from", "valid_to"],
    "pay": ["person_id", "amount_tenge", "valid_from", "valid_to"],
    "result": [
        "person_id", "organisation_id", "assessment", "score", "most_score", "valid_from",
    ],
}  # fmt: skip


def pandas(asked: Asked) -> dict[str, Query]:
    """Columns that are needed are read once; short texts as categories, days as timestamps."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    def read(name: str) -> Any:
        short = [one for one in NEEDED[name] if one not in ("person_id", "organisation_id")]
        arrow = pq.ParquetDataset(asked.tables[name], partitioning=None).read(columns=NEEDED[name])
        for at, field in enumerate(arrow.schema):
            if pa.types.is_string(field.type) and field.name in short:
                arrow = arrow.set_column(at, field.name, arrow[field.name].dictionary_encode())
            elif pa.types.is_date(field.type):
                arrow = arrow.set_column(at, field.name, arrow[field.name].cast(pa.timestamp("s")))
            elif pa.types.is_decimal(field.type):
                arrow = arrow.set_column(at, field.name, arrow[field.name].cast(pa.float64()))
        return arrow.unify_dictionaries().to_pandas()

    day = pd.Timestamp(asked.on)
    tables = {name: read(name) for name in NEEDED}
    place = pd.read_parquet(asked.place)

    def on_day(name: str) -> Any:
        rows = tables[name]
        return rows[
            (rows["valid_from"] <= day) & (rows["valid_to"].isna() | (rows["valid_to"] > day))
        ]

    def org() -> Any:
        rows = on_day("organisation").astype({"territory": object, "region": object})
        rows = rows.merge(place[["territory", "district"]], on="territory", how="left")
        rows["district"] = rows["district"].fillna(rows["region"])
        return rows[["organisation_id", "type", "ownership", "settlement", "district"]]

    def cells(rows: Any, by: list[str], **sums: str | int) -> list[Row]:
        grouped = rows.groupby(by, dropna=False, observed=True)
        size = grouped.size()
        columns = {
            name: size * what if isinstance(what, int) else grouped[what].sum()
            for name, what in sums.items()
        }
        found = pd.DataFrame({**columns, "units": size}).reset_index()
        found = found.astype(dict.fromkeys(by, object))
        return list(found.where(found.notna(), None).itertuples(index=False, name=None))

    def coverage() -> list[Row]:
        people = on_day("person")
        born = people["born_on"]
        people = people[born > pd.Timestamp(asked.before(7))]
        born = people["born_on"].dt
        past = (born.month < day.month) | ((born.month == day.month) & (born.day <= day.day))
        people = people[["person_id", "sex"]].assign(
            age=day.year - born.year - 1 + past.astype("int32")
        )
        child = people[people["age"].between(1, 6)]
        home = on_day("residence")[["person_id", "territory"]].astype({"territory": object})
        home = home[home["person_id"].isin(child["person_id"])]
        home = home.merge(
            place[["territory", "district", "settlement"]], on="territory", how="left"
        )
        home["district"] = home["district"].fillna(home["territory"])
        now = on_day("enrolment")[["person_id", "level"]]
        early = now["level"].isin(["01", "02"]).groupby(now["person_id"]).any()
        rows = child.merge(home, on="person_id").merge(
            early.rename("preschool").reset_index(), on="person_id", how="left"
        )
        rows = rows[rows["preschool"].isna() | (rows["preschool"] == True)]  # noqa: E712
        rows["numerator"] = rows["preschool"].notna().astype("int64")
        return cells(
            rows, ["district", "settlement", "sex", "age"], numerator="numerator", denominator=1
        )

    def supplementary() -> list[Row]:
        activity = on_day("activity")
        goers = activity[activity["kind"].isin(["club", "sport"])]["person_id"].unique()
        pupil = on_day("enrolment")
        pupil = pupil[pupil["level"].isin(["1", "2", "3"])]
        places = org()
        rows = pupil.merge(places[places["type"] == "school"], on="organisation_id")
        rows["goes"] = rows["person_id"].isin(goers).astype("int64")
        return cells(
            rows, ["district", "settlement", "ownership", "language", "grade"],
            numerator="goes", denominator=1,
        )  # fmt: skip

    def employed() -> list[Row]:
        told = tables["graduation"]
        begun = told["valid_from"]
        done = told[
            (begun >= pd.Timestamp(asked.before(2))) & (begun < pd.Timestamp(asked.before(1)))
            & (told["funding"] == "state_order") & told["level"].isin(["3", "4", "5"])
        ]  # fmt: skip
        jobs = tables["employment"].rename(columns={"valid_from": "began_on"})
        both = done.merge(jobs, on="person_id")
        soon = (both["began_on"] > both["valid_from"]) & (
            both["began_on"] < both["valid_from"] + pd.Timedelta(days=365)
        )
        works = both[soon][["person_id", "level"]].drop_duplicates().assign(works=1)
        rows = done.merge(works, on=["person_id", "level"], how="left")
        rows = rows.merge(org(), on="organisation_id", how="left")
        return cells(
            rows, ["district", "settlement", "ownership", "level"], numerator="works", denominator=1
        )

    def pay() -> list[Row]:
        paid = on_day("pay").groupby("person_id")["amount_tenge"].sum().rename("tenge")
        post = on_day("post")
        post = post[post["is_main"] & ~post["position"].isin(NOT_EDUCATORS)]
        post = post[["person_id", "organisation_id", "position"]]
        rows = post.merge(org(), on="organisation_id").merge(paid.reset_index(), on="person_id")
        return cells(
            rows, ["district", "settlement", "ownership", "type", "position"],
            numerator="tenge", denominator=asked.wage,
        )  # fmt: skip

    def readiness() -> list[Row]:
        told, enrolled = tables["result"], tables["enrolment"]
        begun = told["valid_from"]
        some = told[
            (told["assessment"] == "school_readiness") & (begun.dt.year == day.year)
        ].rename(columns={"valid_from": "on"})  # fmt: skip
        early = enrolled[enrolled["level"] == "02"][["person_id", "valid_from", "valid_to"]]
        both = some.merge(early, on="person_id")
        then = both[
            (both["valid_from"] <= both["on"])
            & (both["valid_to"].isna() | (both["valid_to"] > both["on"]))
        ]
        kept = ["person_id", "organisation_id", "score", "most_score", "on"]
        rows = then[kept].drop_duplicates().merge(org(), on="organisation_id", how="left")
        for name in ("score", "most_score"):
            rows[name] = (rows[name] * 1_000_000).round().astype("int64")
        return cells(
            rows, ["district", "settlement", "ownership", "type"],
            numerator="score", denominator="most_score",
        )  # fmt: skip

    return dict(zip(FIGURES, (coverage, supplementary, employed, pay, readiness), strict=True))


# --- the same for all -----------------------------------------------------------------------------

CONTENDERS: dict[str, Callable[[Asked], dict[str, Query]]] = {
    one.__name__: one
    for one in (bagdar, duckdb_sql, polars, pandas, pyspark, bagdar_spark)
}  # fmt: skip


def digest(rows: Iterable[Row]) -> str:
    """Of the cells in order: what is not recorded is empty, sums are whole numbers."""
    told = sorted(
        (*("" if one is None else _plain(one) for one in row[:-3]),
         *(str(int(one or 0)) for one in row[-3:]))
        for row in rows
    )  # fmt: skip
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _plain(value: Any) -> str:
    """A grade that has gaps in its column becomes a float on the way through some libraries."""
    return str(int(value)) if isinstance(value, float) else str(value)


def main(name: str, folder: str) -> None:
    begun = time.perf_counter()
    queries = CONTENDERS[name](Asked.read(Path(folder)))
    told: dict[str, Any] = {"load_s": time.perf_counter() - begun, "figures": {}}
    for code, query in queries.items():
        begun = time.perf_counter()
        rows = query()
        seconds = time.perf_counter() - begun
        told["figures"][code] = {"seconds": seconds, "digest": digest(rows)}
    told["peak_mib"] = peak_kib() / 1024
    print(json.dumps(told))


def peak_kib() -> int:
    """Of this process, and of the Java that it started."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for child in children:
        status = Path(f"/proc/{child}/status").read_text()
        used += next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line)
    return used


if __name__ == "__main__":
    main(*sys.argv[1:])
