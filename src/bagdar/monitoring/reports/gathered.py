"""What a yearly report is made of: read once, from the same queries as the pages."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from django.utils import timezone

from bagdar.access.public import Region, known_regions, regions_on
from bagdar.core.errors import DomainError
from bagdar.core.languages import MONTHS, Language, Words
from bagdar.monitoring.queries import facts
from bagdar.monitoring.queries.duties import duty_standings, today
from bagdar.monitoring.queries.evaluation import standing
from bagdar.monitoring.queries.execution import execution
from bagdar.monitoring.queries.reports import reports
from bagdar.monitoring.queries.yearly import behind
from bagdar.monitoring.rules.dues import DutyStanding
from bagdar.monitoring.rules.execution import Execution
from bagdar.monitoring.rules.nouns import Figure, Origin, Reporter, ReportInfo, State, Subject
from bagdar.monitoring.rules.standing import Evaluation
from bagdar.programme import public as programme_app
from bagdar.programme.public import Reader
from bagdar.programme.rules.act import Edition, IndicatorRow

HUNDRED = Decimal(100)
TENTH = Decimal("0.1")
READINGS = 5


class NoSuchYear(DomainError):
    """A year that the programme does not have."""

    code = "monitoring.no_such_report_year"
    status = 404


class NoSuchRegion(DomainError):
    """A region that did not exist at the end of the year."""

    code = "monitoring.no_such_report_region"
    status = 404


@dataclass(frozen=True)
class Asked:
    """Which report. region: empty for the whole country. edition: empty for the newest."""

    programme: str
    year: int
    language: Language
    region: str = ""
    edition: int | None = None


def checked(asked: Asked) -> Edition:
    """The edition that is reported on.

    Raises NoSuchProgramme, NoSuchEdition, NoSuchYear, NoSuchRegion.
    """
    edition = programme_app.edition(asked.programme, asked.edition)
    if asked.year not in edition.period.years:
        raise NoSuchYear(
            year=asked.year, first=edition.period.first_year, last=edition.period.last_year
        )
    if asked.region and asked.region not in regions_on(date(asked.year, 12, 31)):
        raise NoSuchRegion(region=asked.region, year=asked.year)
    return edition


@dataclass(frozen=True)
class Gathered:
    """The facts of a year as they stood at an instant.

    money     of the year; all_money: of every year of the programme
    duties    of the year: what was due of it, whoever owes it
    accepted  what accepted reports of the year say, by subject and reporter
    behind    accepted reports of milestones not done, of this year and of those before
    figures   accepted figures of the year by row and region
    """

    asked: Asked
    edition: Edition
    reader: Reader
    origin: Origin
    day: date
    known_at: datetime
    evaluation: Evaluation
    money: Execution
    all_money: Execution
    duties: tuple[DutyStanding, ...]
    accepted: Mapping[tuple[Subject, Reporter], ReportInfo]
    behind: tuple[ReportInfo, ...]
    figures: Mapping[tuple[str, str], Figure]
    regions: Mapping[str, Region]

    @property
    def year(self) -> int:
        return self.asked.year

    @property
    def language(self) -> Language:
        return self.asked.language

    def say(self, key: str, /, **given: object) -> str:
        return self.reader.say(key, **given)

    def text(self, words: Words | None) -> str:
        return words[self.language] if words else ""

    @property
    def is_empty(self) -> bool:
        """Nothing of the year was accepted."""
        return not self.accepted and not self.figures and not self.money.spendings

    @cached_property
    def of_reporter(self) -> Mapping[Reporter, Sequence[DutyStanding]]:
        found: dict[Reporter, list[DutyStanding]] = defaultdict(list)
        for one in self.duties:
            found[one.duty.reporter].append(one)
        return dict(found)

    def region_name(self, code: str) -> str:
        region = self.regions.get(code) or known_regions().get(code)
        return region.name[self.language] if region else code

    def reporter_name(self, reporter: Reporter) -> str:
        if reporter.kind == "region":
            return self.region_name(reporter.code)
        body = self.edition.body_by_code.get(reporter.code)
        return body.short[self.language] if body else reporter.code

    def lead_name(self, code: str | None) -> str:
        body = self.edition.body_by_code.get(code or "")
        return body.short[self.language] if body else self.say("finance.no_lead")

    def row_name(self, row: IndicatorRow) -> str:
        name, part = self.text(row.name), self.text(row.part)
        return f"{name} ({part})" if part and part not in name else name

    def unit(self, row: IndicatorRow) -> str:
        return self.text(row.printed.unit)

    def measure_name(self, number: int) -> str:
        return self.text(self.edition.measure_by_number[number].name)

    def when(self, subject: Subject) -> str:
        """2021 ж. маусым for a milestone's mark 1/2021-06; the year for the rest."""
        _, _, month = subject.mark.rpartition("-")
        if subject.kind != "milestone":
            return str(subject.year)
        name = MONTHS[self.language][int(month) - 1]
        return self.say("yearly.month", year=subject.year, month=name)

    def said(self, subject: Subject, reporter: Reporter) -> str:
        """What the accepted report says in words; empty where there is none."""
        report = self.accepted.get((subject, reporter))
        return report.content.text if report else ""


def gather(asked: Asked) -> Gathered:
    """Everything that a report needs, of one moment. Raises what `checked` raises.

    Where a step is taken while it is read, all of it is read again; a programme on which steps are
    taken without a pause is read as well as it can be.
    """
    edition = checked(asked)
    for _ in range(READINGS):
        revision = facts.revision()
        gathered = _read(asked, edition)
        if facts.revision() == revision:
            break
    return gathered


def _read(asked: Asked, edition: Edition) -> Gathered:
    programme, number = asked.programme, edition.number
    origin, day = facts.basis(programme), today()
    duties = duty_standings(programme, day, origin, number=number)
    return Gathered(
        asked=asked,
        edition=edition,
        reader=Reader(asked.language, edition.code if asked.edition else programme),
        origin=origin,
        day=day,
        known_at=timezone.now(),
        evaluation=standing(programme, year=asked.year, origin=origin, edition_number=number),
        money=execution(programme, origin, asked.year, edition_number=number),
        all_money=execution(programme, origin, edition_number=number),
        duties=tuple(one for one in duties if one.duty.subject.year == asked.year),
        accepted={
            (one.subject, one.reporter): one
            for one in reports(programme, origin, state=State.ACCEPTED, year=asked.year)
        },
        behind=behind(programme, origin, asked.year),
        figures={
            (one.row, one.region): one
            for one in facts.figures(programme, origin)
            if one.year == asked.year
        },
        regions=regions_on(date(asked.year, 12, 31)),
    )


def percent(share: Decimal | float | None) -> Decimal | None:
    """0–1 as percent, to one digit."""
    if share is None:
        return None
    return (Decimal(str(share)) * HUNDRED).quantize(TENTH)
