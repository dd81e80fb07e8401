"""The tables of benchmarks/README.md, written from the results between two marks."""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- results: written by make bench -->", "<!-- end of results -->"
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def write(results: Path) -> None:
    page = results.parent / "README.md"
    before, rest = page.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    told = "\n".join(_tables(results))
    page.write_text(f"{before}{BEGIN}\n\n{told}\n{END}{after}", encoding="utf-8")


def _tables(results: Path) -> Iterator[str]:
    tables = {
        "pages": partial(_pages, "Pages"),
        "progress": partial(_pages, "The programme in progress"),
        "check": _check,
        "start": _start,
        "evaluation": _evaluation,
        "forecast": _forecast,
        "yearly": _yearly,
        "checking": _checking,
        "nation": _nation,
        "figures": _figures,
        "recovery": _recovery,
        "load": _load,
        "notary": _notary,
        "diplomas": _diplomas,
        "admissions": _admissions,
        "opening_day": _opening_day,
    }
    for name, table in tables.items():
        path = results / f"{name}.json"
        if path.exists():
            found = json.loads(path.read_text(encoding="utf-8"))
            yield from table(found["results"])
            yield _where(found)
            yield ""


def _where(found: Mapping[str, Any]) -> str:
    machine, load = found["machine"], found["load_before"]
    return (
        f"{found['measured_at'][:10]}, {machine['processor']}, {machine['cores']} cores shared "
        f"with the readers, Python {machine['python']}; load of the machine before: {load}."
    )


def _pages(title: str, results: Mapping[str, Any]) -> Iterator[str]:
    for engine, found in results.items():
        yield f"### {title} on {ENGINES[engine]}, 20 readers at once, milliseconds"
        yield ""
        yield (
            "| page | first answer | not signed in: median | p95 | signed in: median | p95 "
            "| signed in, of the no-op's rate |"
        )
        yield "| --- | --: | --: | --: | --: | --: | --: |"
        nothing = found["nothing"]
        for page, first in found["first_answer_ms"].items():
            open_, own = found["not_signed_in"][page], found["signed_in"][page]
            share = own["per_second"] / nothing["per_second"]
            yield _row(page, f"{first:.0f}", *_two(open_), *_two(own), f"1/{1 / share:.1f}")
        every, own = found["all_pages_not_signed_in"], found["all_pages_signed_in"]
        share = own["per_second"] / nothing["per_second"]
        yield _row("all in turn", "", *_two(every), *_two(own), f"1/{1 / share:.1f}")
        yield _row("no-op (`/robots.txt`)", "", *_two(nothing), "", "", "1")
        yield ""
        yield (
            f"All pages in turn: {every['per_second']:.0f} answers a second not signed in, "
            f"{own['per_second']:.0f} signed in; the no-op {nothing['per_second']:.0f}. "
            f"`bagdar warm` had looked at every page {found['everything_drawn_s']:.0f} s later."
        )
        yield ""


def _two(figures: Mapping[str, float]) -> tuple[str, str]:
    return f"{figures['median_ms']:.1f}", f"{figures['p95_ms']:.1f}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _check(results: Mapping[str, Any]) -> Iterator[str]:
    yield f"### The check ({results['findings']} findings), seconds"
    yield ""
    yield "| | median | slowest of seven |"
    yield "| --- | --: | --: |"
    names = {
        "reading_the_act": "reading the act's files",
        "checking_it": "checking it",
        "the_command_whole": "`bagdar programme check --path … --json`, whole",
    }
    for key, name in names.items():
        figures = results[key]
        yield _row(name, f"{figures['median_s']:.2f}", f"{figures['slowest_s']:.2f}")
    yield ""


def _start(results: Mapping[str, Any]) -> Iterator[str]:
    yield "### From a clone to the findings in Kazakh, seconds"
    yield ""
    yield "| | |"
    yield "| --- | --: |"
    yield _row("`git clone`", f"{results['clone_s']:.1f}")
    yield _row("`make run`, nothing there yet, to the page", f"{results['first_make_run_s']:.1f}")
    yield _row("`make run` again, to the page", f"{results['second_make_run_s']:.1f}")
    yield ""


def _evaluation(results: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"### Evaluation of the whole Programme ({results['figures']} figures, "
        f"{results['reports']} reports), seconds"
    )
    yield ""
    yield "| | median | slowest of seven | processor |"
    yield "| --- | --: | --: | --: |"
    names = {
        "from_the_database": "from the database, nothing remembered",
        "remembered": "asked again before anything has changed",
    }
    for key, name in names.items():
        figures = results[key]
        taken = (figures[kind] for kind in ("median_s", "slowest_s", "processor_s"))
        yield _row(name, *(f"{seconds:.3f}" for seconds in taken))
    yield _row("the first in a process", f"{results['first_s']:.3f}", "", "")
    yield ""


def _forecast(results: Mapping[str, Any]) -> Iterator[str]:
    """Three points seen; the rest stands in results/forecast.json."""
    yield f"### The forecast from three points ({results['paths']} paths a world, seeded)"
    yield ""
    yield "| world | forecaster | mean error | 80 % holds | 95 % holds | Brier |"
    yield "| --- | --- | --: | --: | --: | --: |"
    for world, by_points in results["worlds"].items():
        for name, found in by_points["3"].items():
            shares = [f"{found[key] * 100:.0f} %" for key in ("coverage_80", "coverage_95")]
            yield _row(world, name, f"{found['mean_error']:.1f}", *shares, f"{found['brier']:.3f}")
    yield ""


def _yearly(results: Mapping[str, Any]) -> Iterator[str]:
    yield "### The yearly report for 2023 in Kazakh, a whole process each, seconds"
    yield ""
    yield "| | format | median | slowest of three | KiB |"
    yield "| --- | --- | --: | --: | --: |"
    for scope, name in (("country", "the country"), ("region", "a region")):
        for format, found in results[scope].items():
            times = (f"{found[kind]:.1f}" for kind in ("median_s", "slowest_s"))
            yield _row(name, format.upper(), *times, f"{found['bytes'] / 1024:.0f}")
    yield ""


CONTENDERS = {
    "bagdar_csv": "Bagdar, CSV",
    "bagdar_chunks": "Bagdar, CSV, 100 000 rows at a time",
    "bagdar_parquet": "Bagdar, Parquet",
    "polars_csv": "the same filters in Polars, CSV",
    "polars_parquet": "the same filters in Polars, Parquet",
    "duckdb_csv": "the same filters in DuckDB, CSV",
    "duckdb_parquet": "the same filters in DuckDB, Parquet",
    "dataframely": "dataframely, CSV",
    "pandera": "pandera on Polars, CSV",
    "pydantic": "pydantic row by row, CSV",
    "frictionless": "frictionless, CSV, a tenth of the rows",
}


def _checking(results: Mapping[str, Any]) -> Iterator[str]:
    """Ratios are of the processor's time for a row, which a busy machine stretches least."""
    ours = results["contenders"]["bagdar_csv"]["rows_per_processor_s"]
    yield f"### Checking {results['rows']} enrolment rows ({results['faults']} faults), medians"
    yield ""
    yield "| | seconds | of the processor | rows a processor second | Bagdar CSV = 1 |"
    yield "| --- | --: | --: | --: | --: |"
    for name, found in results["contenders"].items():
        rate = found["rows_per_processor_s"]
        times = (f"{found[key]:.2f}" for key in ("wall_s", "processor_s"))
        yield _row(CONTENDERS[name], *times, str(rate), f"{ours / rate:.2f}")
    yield ""


def _nation(results: Mapping[str, Any]) -> Iterator[str]:
    yield "### The synthetic nation: made, taken into the register, read"
    yield ""
    yield "| scale | made: s | processor s | peak MiB |"
    yield "| --- | --: | --: | --: |"
    for scale, found in results.items():
        made = found["making"]
        yield f"| {scale} | {made['seconds']} | {made['processor_seconds']} | {made['peak_mib']} |"
    yield ""
    yield (
        "| scale, engine | rows | loaded, rows a second | bare | of bare "
        "| with identities and keys | of bare | peak MiB |"
    )
    yield "| --- | --: | --: | --: | --: | --: | --: | --: |"
    looked: list[str] = []
    for scale, found in results.items():
        for engine in ("SQLite", "PostgreSQL"):
            one = found[engine]
            ours, bare = one["load_rows_a_second"], one["bare_rows_a_second"]
            yield (
                f"| {scale}, {engine} | {one['rows']:,} | {ours:,} | {bare:,} "
                f"| {ours / bare:.2f} | {one['written']:,} | {one['bare_of_all_written']:.2f} "
                f"| {one['peak_mib']} |"
            )
            told = (f"{took['median']} / {took['p95']}" for took in one["look_ups"].values())
            looked.append(f"| {scale}, {engine} | {' | '.join(told)} |")
    yield ""
    kinds = next(iter(results.values()))["SQLite"]["look_ups"]
    yield f"| looked up, ms: median / p95 | {' | '.join(kinds)} |"
    yield f"| --- |{' --: |' * len(kinds)}"
    yield from looked
    yield ""


RACERS = {
    "bagdar": "Bagdar (Ibis on DuckDB)",
    "duckdb_sql": "SQL by hand, DuckDB",
    "polars": "Polars, lazy",
    "pandas": "pandas",
    "pyspark": "SQL by hand, PySpark local",
    "bagdar_spark": "Bagdar (Ibis on PySpark local)",
}


def _figures(results: Mapping[str, Any]) -> Iterator[str]:
    for scale, found in results.items():
        race = found["race"]
        yield (
            f"### Five figures by all their dimensions, nation: {scale} ({found['people']:,} "
            f"people, {found['enrolments']:,} enrolments), medians of three, seconds"
        )
        yield ""
        codes = list(race["bagdar"]["figures"])
        yield f"| | {' | '.join(codes)} | sum | of DuckDB | before | whole process | peak MiB |"
        yield f"| --- |{' --: |' * (len(codes) + 5)}"
        by_hand = race["duckdb_sql"]["sum_s"]
        for name, one in race.items():
            times = (f"{one['figures'][code]:.2f}" for code in codes)
            yield _row(
                RACERS[name], *times, f"{one['sum_s']:.2f}", f"{one['sum_s'] / by_hand:.2f}",
                f"{one['load_s']:.1f}", f"{one['process_s']:.1f}", str(one["peak_mib"]),
            )  # fmt: skip
        yield ""
    yield "### All figures of the country and of every region, as the commands give them"
    yield ""
    yield "| scale | rows | step | seconds | processor s | peak MiB | computed | as before |"
    yield "| --- | --: | --- | --: | --: | --: | --: | --: |"
    for scale, found in results.items():
        rows = f"{found['rows']:,}"
        yield _row(scale, rows, "snapshot", *_spent(found["taken"]), "", "")
        for name, one in (("figures", found), ("figures after a late delivery", found["late"])):
            run = one["computed"]
            done = str(run["figures"] - run["reused"]), str(run["reused"])
            yield _row(scale, rows, name, *_spent(run), *done)
    yield ""


def _spent(run: Mapping[str, float]) -> tuple[str, str, str]:
    return f"{run['seconds']:.1f}", f"{run['processor_seconds']:.1f}", str(run["peak_mib"])


def _recovery(results: Mapping[str, Any]) -> Iterator[str]:
    yield "### A PostgreSQL of a nation, copied at work, lost and brought back, seconds"
    yield ""
    yield (
        "| scale | rows | database, GiB | copied | copy, GiB | marked: every row counted | "
        "archive read whole |"
    )
    yield "| --- |" + " --: |" * 6
    for scale, one in results.items():
        yield _row(
            scale, f"{one['rows']:,}", str(one["database_gib"]), str(one["copied_s"]),
            str(one["copy_gib"]), str(one["counted_s"]), str(one["read_s"]),
        )  # fmt: skip
    yield ""
    yield (
        "| scale | unpacked, every byte checked | started, the log read | MiB of log "
        "| every table compared | back in all |"
    )
    yield "| --- |" + " --: |" * 5
    for scale, one in results.items():
        steps = [one[name] for name in ("unpacked_s", "started_s", "compared_s")]
        told = (str(steps[0]), str(steps[1]), str(one["log_mib"]), str(steps[2]))
        yield _row(scale, *told, f"{sum(steps):.1f}")
    yield ""


def _load(results: Mapping[str, Any]) -> Iterator[str]:
    """Legs, kinds within each, and what one request costs."""
    yield (
        f"### Open-loop load, {results['seconds']:.0f} s each, nation: {results['scale']}, "
        f"{results['workers']} processes"
    )
    yield ""
    yield "| asked, a second | sent | answered | 5xx | 429 | p50 ms | p95 | p99 | aim: p95 / p99 |"
    yield f"| --- |{' --: |' * 8}"
    legs = {**results["legs"]}
    if "control" in results:
        legs["the same without the indexes of search keys"] = results["control"]
    for name, leg in legs.items():
        rate = results["rates"].get(name)
        told = f"**{name}**, {rate:g}" if rate else f"**{name}**"
        bounds = (f"{one or '–'}" for one in results["aims"].get(name, ()))
        yield _row(told, *_answers(leg["whole"]), " / ".join(bounds))
        if len(leg["kinds"]) > 1:
            for kind, found in leg["kinds"].items():
                share = results["mix"][kind]
                yield _row(f"{kind}, {share} of 100", *_answers(found), "")
    yield ""
    late = "; ".join(
        f"{name} {leg['client']['late'].get('p95_ms', 0)}" for name, leg in legs.items()
    )
    yield f"How late the client itself sent (p95, ms): {late}."
    yield ""
    yield "| one request | Python, ms of the processor | of a no-op's | calls | statements |"
    yield f"| --- |{' --: |' * 4}"
    nothing = results["costs"]["no-op"]["processor_ms"]
    for kind, cost in results["costs"].items():
        taken = cost["processor_ms"]
        counted = f"{cost['calls']:,}", f"{cost['statements']:g}"
        yield _row(kind, f"{taken:.2f}", f"{taken / nothing:.1f}", *counted)
    yield ""
    best = results["a_second"]
    told = "; ".join(
        f"{name} {rate:g} (1/{best['no-op'] / rate:.1f})" for name, rate in best.items()
    )
    yield f"Answers a second to four who ask again at once, and of the no-op's rate: {told}."
    yield ""


def _answers(found: Mapping[str, Any]) -> list[str]:
    times = (f"{found[key]:.0f}" if key in found else "" for key in ("p50_ms", "p95_ms", "p99_ms"))
    return [*(str(found[key]) for key in ("sent", "answered", "5xx", "429")), *times]


def _notary(results: Mapping[str, Any]) -> Iterator[str]:
    yield "### The log"
    yield ""
    yield (
        "| tree | built by | processor, s | first proofs a second | again | in order "
        "| verified a second | MiB |"
    )
    yield "| --: | --- | --: | --: | --: | --: | --: | --: |"
    for size, contenders in results["trees"].items():
        for name, one in contenders.items():
            yield (
                f"| {int(size):,} | {name} | {one['build_seconds']} "
                f"| {one['first_proofs_per_second']:,} | {one['proofs_again_per_second']:,} "
                f"| {one['proofs_in_order_per_second']:,} "
                f"| {one['verified_per_second']:,} | {one['mebibytes']:,} |"
            )
    yield ""
    yield "| entries in a batch | durable, cosigned by two, entries a second |"
    yield "| --: | --: |"
    for batch, one in results["appends"].items():
        yield f"| {int(batch):,} | {one['entries_per_second']:,} |"
    yield ""
    told = results["receipts"]
    opened = ""
    if "opened_at_random_per_second" in told:
        opened = (
            " by the process that let it grow, "
            f"{told['opened_at_random_per_second']:,} by one that has just opened it"
        )
    yield (
        f"From a log of 100,000 on the disk: {told['proofs_at_random_per_second']:,} proofs a "
        f"second of entries at random{opened}, {told['proofs_in_order_per_second']:,} in order, "
        f"{told['receipts_made_per_second']:,} whole receipts in order; "
        f"{told['receipts_per_second']:,} receipts checked a second, beside "
        f"{told['three_signatures_per_second']:,} times three bare signatures."
    )
    yield ""


def _admissions(results: Mapping[str, Any]) -> Iterator[str]:
    yield "### Who gets which place"
    yield ""
    yield "| children × places × wishes | by | setting up, s | solving, s |"
    yield "| --- | --- | --: | --: |"
    for size, contenders in results["beside"].items():
        for name, one in contenders.items():
            yield _row(size.replace("x", " × "), name, str(one["setup_s"]), str(one["solve_s"]))
    yield ""
    yield "| alone | solving, s | its wall clock | check and explanations, s | MiB |"
    yield "| --- | --: | --: | --: | --: |"
    for size, one in results["alone"].items():
        yield _row(size.replace("x", " × "), *_told(one))
    yield ""
    told = results["published"]
    yield (
        f"{told['children']:,} children and {told['places']:,} places with reserves, from values: "
        f"allocated and explained in {told['run_s']} s, written as {told['mebibytes']} MiB in "
        f"{told['files_s']} s, checked by the stranger's file in {told['check_s']} s."
    )
    yield ""


def _told(one: Mapping[str, Any]) -> list[str]:
    return [str(one[name]) for name in ("solve_s", "wall_s", "explained_s", "mebibytes")]


def _diplomas(results: Mapping[str, Any]) -> Iterator[str]:
    issued, checked, page = (results[name] for name in ("issuing", "checking", "page"))
    yield "### Diplomas"
    yield ""
    yield (
        f"{issued['diplomas']:,} issued in {issued['seconds']:,} s, {issued['processor_s']:,} s of "
        f"the processor, {issued['times']} times the {issued['signed_alone_s']:,} s of signing and "
        f"writing the same alone; at most {issued['mebibytes']:,} MiB."
    )
    yield ""
    yield "| checked | a second |"
    yield "| --- | --: |"
    names = {
        "files_per_second": "a file with both signatures, two status lists",
        "with_receipts_per_second": "the same with the log's receipt",
        "pdfs_per_second": "the same file inside a PDF",
        "parts_per_second": "a part (SD-JWT VC)",
        "raw_signatures_per_second": "four bare signatures",
    }
    for key, name in names.items():
        yield _row(name, f"{checked[key]:,}")
    yield ""
    if page:
        yield (
            f"The page of checking weighs {page['kilobytes']} kB. In Chromium slowed "
            f"{page['slower']} times it is there after {page['loaded_s']} s, and says what a PDF "
            f"is {page['result_s']} s after it was asked."
        )
        yield ""


def _opening_day(results: Mapping[str, Any]) -> Iterator[str]:
    kept = results["kept"]
    yield f"### An opening day, at {results['share']} of its share"
    yield ""
    yield "| leg | a second | sent | answered | 201 | 429 | 5xx | unanswered | p50 ms | p95 | p99 |"
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for name, leg in results["legs"].items():
        one = leg["whole"]
        yield (
            f"| {name} | {results['rates'][name]:.1f} | {one['sent']} | {one['answered']} | "
            f"{one['statuses'].get('201', 0)} | {one['429']} | {one['5xx']} | "
            f"{one['unanswered']} | {one.get('p50_ms', '')} | {one.get('p95_ms', '')} | "
            f"{one.get('p99_ms', '')} |"
        )
    yield ""
    calm = results["calm_after_s"]
    yield (
        f"Acknowledged: {sum(kept['acknowledged'].values())}; lost: {kept['lost']}; rows of the "
        f"queue that differ from its log: {kept['differs']}; of {kept['positions']} positions not "
        f"where the rule puts them: {kept['displaced']}; calm after the flood: "
        f"{'not within the leg' if calm is None else f'{calm:.0f} s'}."
    )
