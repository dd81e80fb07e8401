"""How a programme stands, from what the database holds; worked out once for each revision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.db.models.fields.json import KT

from bagdar.access.public import regions_on
from bagdar.monitoring import models
from bagdar.monitoring.queries.duties import declared, duties_of, today
from bagdar.monitoring.queries.facts import basis, computed_figure, figures, revision
from bagdar.monitoring.rules.declared_evaluation import EvaluationRule, read_evaluation_rule
from bagdar.monitoring.rules.effectiveness import Reported
from bagdar.monitoring.rules.nouns import Figure, Lineage, Origin, StepKind
from bagdar.monitoring.rules.standing import Evaluation, evaluate
from bagdar.programme import public as programme_app


def rule() -> EvaluationRule:
    """What the operator declares. Raises FaultyData."""
    return read_evaluation_rule(settings.DATA_DIR)


def regions_of(year: int) -> tuple[str, ...]:
    """Codes of the regions that existed on the year's last day."""
    return tuple(regions_on(date(year, 12, 31)))


def standing(
    programme: str,
    *,
    year: int | None = None,
    origin: Origin | None = None,
    edition_number: int | None = None,
    known_at: datetime | None = None,
) -> Evaluation:
    """How a programme stands at the end of a year.

    year      without it the last of which some figure is accepted, else the last that has ended;
              a year outside the programme is taken as its nearest one
    origin    without it that of the pages, see queries.facts.basis
    known_at  by what was accepted up to an instant, whatever was corrected later; what is
              declared and the edition are today's, unless edition_number says another
    Raises    NoSuchProgramme, NoSuchEdition
    """
    info = programme_app.edition_info(programme, edition_number)
    source = basis(programme, known_at) if origin is None else origin
    facts = _Facts(programme, info.number, info.digest, source, _mark())
    period = programme_app.edition(programme, info.number).period
    known = _known(facts) if known_at is None else _read(facts, known_at)
    chosen = year or _newest_year(known, period.years) or today().year - 1
    chosen = min(max(chosen, period.first_year), period.last_year)
    # Only what stands now is kept: instants are asked for seldom, and there are many of them.
    return _standing(facts, chosen) if known_at is None else _evaluated(facts, chosen, known)


Mark = tuple[object, ...]


@dataclass(frozen=True)
class _Facts:
    """Everything on which a standing rests; two that are equal rest on the same."""

    programme: str
    number: int
    digest: str
    origin: Origin
    mark: Mark


def _mark() -> Mark:
    """Changes with every step of every report, and with figures of records. The report and the
    computation are named because a number may come again where a database is rolled back or
    restored; their names do not."""
    newest = ("-id",)
    step = models.Step.objects.order_by(*newest).values_list("id", "report_id").first()
    figure = models.Figure.objects.order_by(*newest).values_list("id", "report_id").first()
    given = models.ComputedFigure.objects.order_by(*newest).values_list(
        "handed_over", "computation"
    )
    return (*(step or ()), *(figure or ()), *(given.first() or ()), revision())


@lru_cache(maxsize=64)
def _standing(facts: _Facts, year: int) -> Evaluation:
    return _evaluated(facts, year, _known(facts))


# Accepted figures, and what accepted reports say of milestones.
Known = tuple[tuple[Figure, ...], Mapping[str, Reported]]


def _evaluated(facts: _Facts, year: int, known: Known) -> Evaluation:
    accepted_figures, accepted = known
    return evaluate(
        programme_app.edition(facts.programme, facts.number),
        declared(facts.programme),
        rule(),
        year=year,
        origin=facts.origin,
        figures=accepted_figures,
        duties=duties_of(facts.programme, facts.number),
        accepted=accepted,
        regions_of=regions_of,
    )


@lru_cache(maxsize=4)
def _known(facts: _Facts) -> Known:
    """Read once for all years."""
    return _read(facts, None)


def _read(facts: _Facts, known_at: datetime | None) -> Known:
    known = figures(facts.programme, facts.origin, known_at=known_at)
    return known, accepted_milestones(facts.programme, facts.origin, known_at)


def _newest_year(known: Known, years: range) -> int | None:
    return max((one.year for one in known[0] if one.year in years), default=None)


def accepted_milestones(
    programme: str, origin: Origin, known_at: datetime | None = None
) -> Mapping[str, Reported]:
    """A duty's key → what its report said when it was last accepted, or last up to an instant.

    A report that was reopened stands as it was accepted until it is accepted again.
    """
    steps = (
        models.Step.objects.filter(
            kind=StepKind.ACCEPTED.value,
            report__programme=programme,
            report__origin=origin.value,
            report__kind="milestone",
        )
        .filter(Q(at__lte=known_at) if known_at else Q())
        .order_by("version")
        .values_list("report__subject", "report__reporter", KT("content__status"))
    )
    return {f"{subject} {reporter}": said for subject, reporter, said in steps}


# --- one row ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PastFigure:
    """A figure as it once stood, or still stands.

    superseded_at  None: it stands
    document       what the reporter named as its source
    report_id, reporter  None and empty of a figure that records gave; that has a lineage
    id             of one that somebody reported: the number of its page
    """

    year: int
    region: str
    value: Decimal
    weight: Decimal | None
    document: str
    report_id: UUID | None
    reporter: str
    recorded_at: datetime
    recorded_by: str
    accepted_at: datetime
    accepted_by: str
    superseded_at: datetime | None
    lineage: Lineage | None = None
    id: int | None = None


def row_history(programme: str, row: str, origin: Origin | None = None) -> tuple[PastFigure, ...]:
    """Every figure of a row that was ever accepted or that records gave, by year and region, the
    newest first."""
    source = basis(programme) if origin is None else origin
    found = (
        models.Figure.objects.filter(
            programme=programme, row=row, origin=source.value, accepted_at__isnull=False
        )
        .select_related("report")
        .order_by("-year", "region", "-accepted_at", "-id")
    )
    typed = [
        PastFigure(
            year=one.year,
            region=one.region,
            value=one.value.normalize() + 0,
            weight=None if one.weight is None else one.weight.normalize() + 0,
            document=one.document,
            report_id=one.report_id,
            reporter=one.report.reporter,
            recorded_at=one.recorded_at,
            recorded_by=one.recorded_by,
            accepted_at=one.accepted_at,
            accepted_by=one.accepted_by,
            superseded_at=one.superseded_at,
            id=one.pk,
        )
        for one in found
    ]
    given = models.ComputedFigure.objects.filter(
        programme=programme, row=row, origin=source.value
    ).select_related("handed_over")
    past = [*typed, *map(_past_of_records, given.order_by("-id"))]
    past.sort(key=lambda one: one.accepted_at, reverse=True)
    return tuple(sorted(past, key=lambda one: (-one.year, one.region)))


def _past_of_records(one: models.ComputedFigure) -> PastFigure:
    """It stands from its hand-over: nobody submits or accepts it."""
    figure = computed_figure(one)
    return PastFigure(
        year=one.year, region=one.region, value=figure.value, weight=figure.weight, document="",
        report_id=None, reporter="", recorded_at=figure.recorded_at,
        recorded_by=figure.recorded_by, accepted_at=figure.recorded_at,
        accepted_by=figure.recorded_by, superseded_at=one.superseded_at, lineage=figure.lineage,
    )  # fmt: skip
