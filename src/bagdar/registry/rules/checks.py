"""Whether what is said can be recorded: every fault of a record at once, as phrases.

A phrase names the field and a code of a code list, never a personal value.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bagdar.core.declared import safe
from bagdar.core.errors import Phrase
from bagdar.core.periods import Period, gaps
from bagdar.registry.rules.codes import CodeLists
from bagdar.registry.rules.errors import FaultyFact
from bagdar.registry.rules.nouns import EnrolmentDetails, OrganisationDetails, PersonDetails

LENGTHS: Mapping[str, int] = {
    "family": 100, "given": 100, "patronymic": 100, "source": 200, "purpose": 200,
    "name_kk": 300, "name_ru": 300, "name_en": 300, "group": 60,
}  # fmt: skip
GRADES = range(13)  # 0 is the preparatory class
_COUNTRY = re.compile("[A-Z]{2}")

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
    if not name.family.strip() and not name.given.strip():
        yield _problem("empty", "given")
    if details.sex not in (None, "male", "female"):
        yield _problem("unknown", "sex")
    if details.citizenship and not _COUNTRY.fullmatch(details.citizenship):
        yield _problem("unknown", "citizenship")


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


def _region_problems(code: str, valid: Period[date], regions: RegionPeriods) -> Iterator[Phrase]:
    if code not in regions:
        yield _problem("code", "region", value=safe(code, 20))
        return
    missing = gaps(regions[code], within=valid)
    if missing:
        yield Phrase("registry.problem.no_region", {"region": code, "day": missing[0].start})


def enrolment_problems(details: EnrolmentDetails, lists: CodeLists) -> Iterator[Phrase]:
    yield from text_problems(group=details.group)
    if details.grade is not None and details.grade not in GRADES:
        yield _problem("unknown", "grade")
    yield from _code_problems("level", details.level, lists.levels, needed=True)
    yield from _code_problems("language", details.language, lists.languages)
    yield from _code_problems("funding", details.funding, lists.funding)
    yield from reason_problems(details.leaving_reason, lists)


def reason_problems(reason: str, lists: CodeLists, needed: bool = False) -> Iterator[Phrase]:
    yield from _code_problems("leaving_reason", reason, lists.leaving_reasons, needed=needed)


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
