"""Where a programme stands today: targets of the last reported year, effectiveness, money, reports.

While nothing is accepted it says what is still to be reported.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from bagdar.core.languages import format_number
from bagdar.look.components import Answer
from bagdar.look.words import current_language, t
from bagdar.monitoring import public as monitoring
from bagdar.monitoring.public import Evaluation, Execution, Workload
from bagdar.monitoring.rules.nouns import Origin
from bagdar.programme.public import billions

# What is counted together on the front page, with its tone.
GROUPS = (
    ("reached", ("reached", "exceeded"), "good"),
    ("partly", ("partly",), "gold"),
    ("not_reached", ("not_reached",), "bad"),
    ("no_data", ("no_data",), "plain"),
)


@dataclass(frozen=True)
class Count:
    """So many indicators. tone: as of a tag."""

    text: str
    count: int
    tone: str


@dataclass(frozen=True)
class Today:
    """year: the last of which a figure is accepted. is_reported: anything was accepted at all."""

    year: int
    is_reported: bool
    is_illustrative: bool
    is_simulated: bool
    answers: list[Answer]
    counts: list[Count]
    links: list[tuple[str, str]]


def today(programme: str, number: int) -> Today:
    """How the edition stands on this day. Raises NoSuchProgramme, NoSuchEdition."""
    found = monitoring.standing(programme, edition_number=number)
    money = monitoring.execution(programme, found.origin, edition_number=number)
    loads = monitoring.workload(programme, monitoring.today(), found.origin, number)
    is_reported = not found.is_empty or money.is_reported
    return Today(
        year=found.year,
        is_reported=is_reported,
        is_illustrative=is_reported and found.origin == Origin.ILLUSTRATIVE,
        is_simulated=is_reported and found.origin == Origin.SIMULATED,
        answers=answers(found, money, list(loads.values()), programme, is_reported=is_reported),
        counts=counts(found),
        links=[(t(f"today.to.{name}"), reverse(name, args=[programme])) for name in PAGES],
    )


PAGES = ("evaluation", "execution", "due", "calendar", "regions")


def counts(found: Evaluation) -> list[Count]:
    """Indicators by how they stand in the year; those without a target are in none."""
    statuses = Counter(one.status for one in found.indicators)
    return [
        Count(t(f"today.indicators.{name}"), sum(statuses[one] for one in of), tone)  # type: ignore[index]
        for name, of, tone in GROUPS
    ]


def answers(
    found: Evaluation,
    money: Execution,
    loads: Sequence[Workload],
    programme: str,
    *,
    is_reported: bool,
) -> list[Answer]:
    """Effectiveness and money once anything is reported; what is late and due soon always."""
    judged = [_effectiveness(found, programme), _money(money, programme)] if is_reported else []
    return [*judged, *_reports(loads, programme)]


def _effectiveness(found: Evaluation, programme: str) -> Answer:
    whole = found.effectiveness
    bounds = "–".join(_percent(one) for one in (whole.lowest, whole.highest))
    return Answer(
        t("today.effectiveness", year=str(found.year)),
        _percent(whole.value),
        "%" if whole.value is not None else "",
        t("today.known", count=whole.known, of=whole.counted, bounds=bounds),
        href=f"{reverse('evaluation', args=[programme])}?year={found.year}",
    )


def _money(money: Execution, programme: str) -> Answer:
    total = money.total
    share = total.share
    spent = "" if total.spent is None else _figure(billions(total.spent), 1)
    unit = t("home.chart.unit")
    return Answer(
        t("today.money"),
        "–" if share is None else _figure(share, 1),
        "%" if share is not None else "",
        t("today.spent", spent=spent, unit=unit) if spent else t("today.no_money"),
        href=reverse("execution", args=[programme]),
    )


def _reports(loads: Sequence[Workload], programme: str) -> list[Answer]:
    due, page = sum(one.due for one in loads), reverse("due", args=[programme])
    overdue = sum(one.count("overdue") for one in loads)
    soon = sum(one.count("due_soon") for one in loads)
    accepted = sum(one.accepted for one in loads)
    return [
        Answer(
            t("today.reports"),
            _figure(accepted),
            note=t("today.reports_of", count=due),
            href=reverse("calendar", args=[programme]),
        ),
        Answer(t("today.overdue"), _figure(overdue), tone="bad" if overdue else "", href=page),
        Answer(t("today.due_soon"), _figure(soon), href=page),
    ]


def _percent(share: Decimal | None) -> str:
    return "–" if share is None else _figure(share * 100, 1)


def _figure(value: int | Decimal, places: int | None = None) -> str:
    return format_number(value, current_language(), places)
