"""What is worked out from an edition: sums of its money, findings, search."""

from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from bagdar.access.public import guard
from bagdar.core.languages import Words
from bagdar.look.schemas import Schema
from bagdar.look.words import current_language, words_catalogue
from bagdar.programme import queries
from bagdar.programme.api.asking import (
    Limit,
    PagesAsked,
    ProgrammeAt,
    WhichAsked,
    answers,
    contents,
    maybe_text,
    meant,
)
from bagdar.programme.rules import finance, search
from bagdar.programme.rules.act import Edition, Totals
from bagdar.programme.rules.check import Finding, messages
from bagdar.programme.schemas import readings as schemas
from bagdar.programme.schemas.words import year_amounts

router = Router(tags=["readings"])


# --- money ------------------------------------------------------------------------------------


@router.get(
    "/programmes/{programme}/finance",
    response=schemas.Finance,
    operation_id="showFinance",
    summary="Money by year, source, goal, task, body or budget programme",
    openapi_extra=answers(404),
)
@guard("programme.finance")
def show_finance(
    request: HttpRequest,
    programme: ProgrammeAt,
    which: WhichAsked,
    by: Annotated[
        schemas.Breakdown, Query(description="What the sums are taken by.", examples=["source"])
    ] = "year",
) -> schemas.Finance:
    """Sums of the measures' amounts, beside the totals that the act prints.

    Nothing is divided that the act does not divide: a row of several sources is a source of its
    own, a row of several budget programmes one combination, and a measure counts for the body
    that it names first.
    """
    edition = contents(programme, which)
    lines = list(_lines(edition, by))
    return schemas.Finance.model_validate(
        {
            "by": by,
            "unit": edition.money_unit,
            "total": finance.in_all(edition).total,
            "count": len(lines),
            "items": lines,
            "printed": list(_printed(edition)),
        }
    )


def _lines(edition: Edition, by: schemas.Breakdown) -> Iterator[dict[str, Any]]:
    if by == "year":
        yield from _years(edition)
        return
    sums = {
        "source": finance.by_source,
        "goal": finance.by_goal,
        "task": finance.by_task,
        "body": finance.by_lead,
        "budget_programme": finance.by_budget_programmes,
    }[by](edition)
    printed = {line.source: line.row.total for line in finance.source_lines(edition)}
    for one in sums:
        key = " ".join(one.key) if isinstance(one.key, tuple) else one.key
        yield {
            "key": key or None,
            "name": _name(edition, by, str(key)),
            "years": year_amounts(one.years),
            "total": one.total,
            "printed": printed.get(str(key)) if by == "source" else None,
            "measures": one.measures,
        }


def _years(edition: Edition) -> Iterator[dict[str, Any]]:
    """Each year of the period; `printed` is the totals table's row of everything."""
    for line in finance.year_lines(edition):
        if line.year is None:
            continue
        numbers = [one.number for one in edition.measures if _has_money_in(one, line.year)]
        yield {
            "key": str(line.year),
            "name": None,
            "years": year_amounts({line.year: line.computed}),
            "total": line.computed,
            "printed": line.printed,
            "measures": numbers,
        }


def _has_money_in(measure: Any, year: int) -> bool:
    return any(year in row.amounts for row in measure.money)


def _name(edition: Edition, by: str, key: str) -> Words | None:
    if by == "source":
        row = edition.totals.row(key) if edition.totals else None
        return row.label if row else None
    places: dict[str, Any] = {
        "goal": edition.goal_by_code,
        "task": edition.task_by_code,
        "body": edition.body_by_code,
    }
    record = places.get(by, {}).get(key)
    return record.name if record else None


def _printed(edition: Edition) -> Iterator[dict[str, Any]]:
    """Every total that the act prints, each in the unit of its own table."""
    tables: dict[str, Totals | None] = {
        "annex": edition.totals,
        "section6": edition.section6.table if edition.section6 else None,
    }
    for name, totals in tables.items():
        for row in totals.rows if totals else ():
            yield {
                **row.model_dump(include={"source", "label", "total"}),
                "table": name,
                "unit": totals and totals.unit,
                "years": year_amounts(row.amounts),
            }
    said = edition.passport.finance
    if said is None:
        return
    all_of_it: list[tuple[str, Any, Decimal]] = [("all", said.by_year, said.total)]
    all_of_it += [(source, {}, total) for source, total in said.by_source.items()]
    for source, years, total in all_of_it:
        yield {
            "table": "passport",
            "source": source,
            "label": None,
            "unit": said.unit,
            "years": year_amounts(years),
            "total": total,
        }


# --- the check --------------------------------------------------------------------------------


class FindingFilter(Schema):
    """Which findings; all of what is asked for must hold."""

    severity: maybe_text("^(error|warning|note)$", "error") = Field(
        None, description="How grave they are."
    )
    code: maybe_text("^[a-z0-9_]+$", "row_total") = Field(
        None, description="Code of a class of findings."
    )
    table: maybe_text(r"^[a-z0-9_.]+$", "measures") = Field(
        None, description="The part of the act where they stand."
    )

    def admits(self, finding: Finding) -> bool:
        return (
            self.severity in (None, finding.severity)
            and self.code in (None, finding.code)
            and self.table in (None, finding.where.table)
        )


@router.get(
    "/programmes/{programme}/check",
    response=schemas.Findings,
    operation_id="checkProgramme",
    summary="The act checked against itself",
    openapi_extra=answers(404),
)
@guard("programme.check")
def check_programme(
    request: HttpRequest,
    programme: ProgrammeAt,
    which: WhichAsked,
    asked: Annotated[FindingFilter, Query()],
    pages: PagesAsked,
) -> schemas.Findings:
    """Everything that arithmetic, comparison and the calendar find in an edition."""
    info = meant(programme, which)
    found = [one for one in queries.findings(info.programme, info.number) if asked.admits(one)]
    items = [_report(one) for one in pages.of(found)]
    return schemas.Findings.model_validate({"count": len(found), "items": items})


def _report(finding: Finding) -> dict[str, Any]:
    said = messages(finding, words_catalogue())
    return {**asdict(finding), "message": said}


# --- search -----------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def index_of(digest: str) -> search.Index:
    """The words of an edition; a document never changes, so its index is built once a process."""
    return search.build(queries.document(digest))


class Sought(Schema):
    """What to look for."""

    q: str = Field(
        min_length=1,
        max_length=search.MAX_QUERY,
        description="Words or codes; Kazakh letters typed or not (қ is found by k and к).",
        examples=["педагог"],
    )
    limit: Limit = Field(100, description="How many results at most.", examples=[50])


@router.get(
    "/programmes/{programme}/search",
    response=schemas.FoundList,
    operation_id="searchProgramme",
    summary="Search in three languages",
    openapi_extra=answers(404),
)
@guard("portal.search")
def search_programme(
    request: HttpRequest,
    programme: ProgrammeAt,
    which: WhichAsked,
    asked: Annotated[Sought, Query()],
) -> schemas.FoundList:
    """Headings, indicators, measures, bodies, budget programmes, abbreviations, legal bases."""
    found = search.search(index_of(meant(programme, which).digest), asked.q, current_language())
    items = [
        {"kind": kind, "code": hit.entry.code, "title": hit.entry.title}
        for kind, hits in found.groups
        for hit in hits
    ]
    return schemas.FoundList.model_validate(
        {"query": asked.q, "count": found.count, "items": items[: asked.limit]}
    )
