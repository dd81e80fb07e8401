"""Whether what is said can be recorded: every fault of a record at once, as phrases.

A phrase names the field and a code of a code list, never a personal value.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from bagdar.core.declared import safe
from bagdar.core.errors import Phrase
from bagdar.core.periods import Period, gaps
from bagdar.registry.rules.codes import CodeLists
from bagdar.registry.rules.errors import FaultyFact
from bagdar.registry.rules.kinds import ENROLMENT, ORGANISATION, Kind
from bagdar.registry.rules.nouns import EnrolmentDetails, OrganisationDetails, PersonDetails
from bagdar.warehouse.tables.contract import SHARED, Column, Severity, Table
from bagdar.warehouse.tables.one_row import Finding, findings

LENGTHS: Mapping[str, int] = {
    "family": 100, "given": 100, "patronymic": 100, "other_name": 200, "source": 200,
    "purpose": 200, "name_kk": 300, "name_ru": 300, "name_en": 300, "group": 60,
}  # fmt: skip
GRADES = range(13)  # 0 is the preparatory class
_COUNTRY = re.compile("[A-Z]{2}")

# What `one_row` says of a cell by itself; any other code is a rule's.
OF_CELLS = frozenset({
    "needed", "code", "range", "long", "kind", "country", "reference", "iin_check_digit",
    "bin_check_digit",
})  # fmt: skip

RegionPeriods = Mapping[str, Sequence[Period[date]]]


def demand(*found: Iterator[Phrase]) -> None:
    """Raises FaultyFact where one of the checks has found something."""
    problems = [problem for one in found for problem in one]
    if problems:
        raise FaultyFact(problems)


def text_problems(**texts: str) -> Iterator[Phrase]:
    """Texts that are longer than what is kept, or hold a NUL, which no database keeps."""
    for field, text in texts.items():
        if len(text) > LENGTHS[field] or "\x00" in text:
            yield _problem("long", field, limit=LENGTHS[field])


def source_problems(source: str) -> Iterator[Phrase]:
    yield from text_problems(source=source)
    if not source.strip():
        yield _problem("empty", "source")


def person_problems(details: PersonDetails) -> Iterator[Phrase]:
    name = details.name
    yield from text_problems(family=name.family, given=name.given, patronymic=name.patronymic)
    yield from text_problems(other_name=details.other_name)
    if not name.family.strip() and not name.given.strip():
        yield _problem("empty", "given")
    if details.sex not in (None, "male", "female"):
        yield _problem("unknown", "sex")
    if details.citizenship and not _COUNTRY.fullmatch(details.citizenship):
        yield _problem("unknown", "citizenship")
    if details.died_on and details.born_on and details.died_on < details.born_on:
        yield Phrase("rule.dies_later")


def organisation_problems(
    details: OrganisationDetails, valid: Period[date], lists: CodeLists, regions: RegionPeriods
) -> Iterator[Phrase]:
    """regions: by code, the days on which each exists."""
    names = {name: getattr(details, name) for name in ("name_kk", "name_ru", "name_en")}
    yield from text_problems(**names)
    yield from (_problem("empty", one) for one in ("name_kk", "name_ru") if not names[one].strip())
    yield from _code_problems("type", details.type, lists.types, needed=True)
    yield from _code_problems("ownership", details.ownership, lists.ownership)
    for language in sorted(details.languages):
        yield from _code_problems("language", language, lists.languages)
    yield from _region_problems(details.region, valid, regions)
    newer = {"territory", "settlement", "network_role"}
    yield from fact_problems(ORGANISATION, None, details, valid, lists, newer)


def _region_problems(code: str, valid: Period[date], regions: RegionPeriods) -> Iterator[Phrase]:
    if code not in regions:
        yield _problem("code", "region", value=safe(code, 20))
        return
    missing = gaps(regions[code], within=valid)
    if missing:
        yield Phrase("registry.problem.no_region", {"region": code, "day": missing[0].start})


def enrolment_problems(
    details: EnrolmentDetails, valid: Period[date], lists: CodeLists
) -> Iterator[Phrase]:
    yield from text_problems(group=details.group)
    if details.grade is not None and details.grade not in GRADES:
        yield _problem("unknown", "grade")
    yield from _code_problems("level", details.level, lists.levels, needed=True)
    yield from _code_problems("language", details.language, lists.languages)
    yield from _code_problems("funding", details.funding, lists.funding)
    yield from reason_problems(details.leaving_reason, lists)
    yield from fact_problems(ENROLMENT, None, details, valid, lists, {"programme"})


def reason_problems(reason: str, lists: CodeLists, needed: bool = False) -> Iterator[Phrase]:
    yield from _code_problems("leaving_reason", reason, lists.leaving_reasons, needed=needed)


# --- what the contract of a kind says -------------------------------------------------------------


def fact_problems(
    kind: Kind[Any],
    whose: UUID | None,
    said: Any,
    valid: Period[date],
    lists: CodeLists,
    columns: Collection[str] | None = None,
) -> Iterator[Phrase]:
    """Everything for which the contract refuses what is said.

    columns  what is wrong with other cells is somebody else's to say; None: all of them
    """
    for column, code, severity in findings_of(kind, whose, said, valid, lists):
        is_rule = code not in OF_CELLS
        if severity is Severity.REFUSES and (columns is None or is_rule or column in columns):
            yield _finding(kind.table[column], code)


def warnings_of(
    kind: Kind[Any], whose: UUID | None, said: Any, valid: Period[date], lists: CodeLists
) -> tuple[str, ...]:
    """Codes of the rules that only warn and are not kept."""
    found = findings_of(kind, whose, said, valid, lists)
    return tuple(code for _, code, severity in found if severity is Severity.WARNS)


def findings_of(
    kind: Kind[Any], whose: UUID | None, said: Any, valid: Period[date], lists: CodeLists
) -> list[Finding]:
    given: dict[str, Any] = kind.written(said)
    given |= {"valid_from": valid.start, "valid_to": valid.end, kind.whose: whose}
    texts = {name: str(one) for name, one in given.items() if isinstance(one, UUID)}
    return findings({**given, **texts}, _as_said(kind), lists.by_name)


@cache
def _as_said(kind: Kind[Any]) -> Table:
    """The contract without what the register itself knows: when, of which origin, on what."""
    known = SHARED - {"valid_from", "valid_to"}
    columns = tuple(one for one in kind.table.columns if one.name not in known)
    return replace(kind.table, columns=columns)


def _finding(column: Column, code: str) -> Phrase:
    name = Phrase(f"column.{column.name}")
    if code == "needed":
        return Phrase("registry.problem.empty", {"field": name})
    if code == "long":
        return Phrase("registry.problem.long", {"field": name, "limit": column.longest})
    if code in OF_CELLS:
        return Phrase("registry.problem.unfit", {"field": name})
    return Phrase(f"rule.{code}")


def _code_problems(
    field: str, code: str, known: Mapping[str, object], needed: bool = False
) -> Iterator[Phrase]:
    if not code and needed:
        yield _problem("empty", field)
    elif code and code not in known:
        yield _problem("code", field, value=safe(code, 20))


def _problem(problem: str, field: str, **facts: object) -> Phrase:
    name = Phrase(f"registry.field.{field}")
    return Phrase(f"registry.problem.{problem}", {"field": name, **facts})
