"""What is due of a programme, and how every duty stands on a day.

programme  a programme's code; number: one of its editions, without it the newest
day        on Almaty's clock; today() is the day that pages mean
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from bagdar.access.public import regions_on
from bagdar.core.periods import local_date
from bagdar.monitoring import models
from bagdar.monitoring.queries.facts import revision
from bagdar.monitoring.queries.reports import info
from bagdar.monitoring.rules import milestones
from bagdar.monitoring.rules.declared import Monitoring, read_monitoring
from bagdar.monitoring.rules.dues import (
    DutyStanding,
    DutyState,
    Workload,
    status_of,
    workloads,
)
from bagdar.monitoring.rules.nouns import (
    Duty,
    Origin,
    Reporter,
    State,
    Subject,
)
from bagdar.programme import public as programme_app
from bagdar.programme.rules.act import Edition


def today() -> date:
    return local_date(timezone.now())


def declared(programme: str) -> Monitoring:
    """What the operator declares for a programme. Raises FaultyData."""
    return read_monitoring(settings.DATA_DIR, programme)


def duties_of(programme: str, number: int | None = None) -> tuple[Duty, ...]:
    """Every duty of an edition by due day. Raises NoSuchProgramme, NoSuchEdition."""
    return _plan(programme, number).duties


def duty_of(programme: str, subject: Subject, reporter: Reporter) -> Duty | None:
    """One duty of the newest edition; None for what nobody owes. Raises NoSuchProgramme."""
    return _plan(programme, None).by_key.get((str(subject), str(reporter)))


Key = tuple[str, str]  # a subject and a reporter, as the database holds them


def duties_by_key(programme: str) -> Mapping[Key, Duty]:
    """Every duty of the newest edition by its subject and reporter. Raises NoSuchProgramme."""
    return _plan(programme, None).by_key


@dataclass(frozen=True)
class Plan:
    """What never changes about an edition: its duties, those of each reporter, who takes part.

    shared  body:moh → in how many milestones of others it is named beside the owner
    """

    duties: tuple[Duty, ...]
    by_key: Mapping[Key, Duty]
    by_reporter: Mapping[str, Mapping[Key, Duty]]
    shared: Mapping[str, int]


def _plan(programme: str, number: int | None) -> Plan:
    return _plan_of(*_named(programme, number))


def _named(programme: str, number: int | None) -> tuple[str, str, int, Path]:
    """What a plan is kept under. Raises NoSuchProgramme, NoSuchEdition."""
    found = programme_app.edition_info(programme, number)
    return found.digest, programme, found.number, settings.DATA_DIR


@lru_cache(maxsize=8)
def _plan_of(digest: str, programme: str, number: int, data_dir: Path) -> Plan:
    """Worked out once a process: a document never changes, and declared files are read once."""
    edition = programme_app.edition(programme, number)
    listed = milestones.duties(edition, read_monitoring(data_dir, programme), regions_on)
    by_key = {(str(duty.subject), str(duty.reporter)): duty for duty in listed}
    by_reporter: dict[str, dict[Key, Duty]] = {}
    for key, duty in by_key.items():
        by_reporter.setdefault(key[1], {})[key] = duty
    return Plan(
        duties=listed,
        by_key=by_key,
        by_reporter=by_reporter,
        shared=_shared(edition, listed),
    )


def _shared(edition: Edition, listed: tuple[Duty, ...]) -> Counter[str]:
    subjects = {duty.subject for duty in listed if duty.subject.kind == "milestone"}
    return Counter(
        f"body:{code}" for subject in subjects for code in milestones.co_executors(edition, subject)
    )


def duty_standings(
    programme: str,
    day: date,
    origin: Origin,
    reporter: Reporter | None = None,
    number: int | None = None,
) -> tuple[DutyStanding, ...]:
    """Every duty with its report, by due day; of one reporter on request. One query of reports.

    Raises NoSuchProgramme, NoSuchEdition.
    """
    rows = models.Report.objects.filter(programme=programme, origin=origin)
    if reporter:
        rows = rows.filter(reporter=str(reporter))
    filed = {(row.subject, row.reporter): info(row) for row in rows}
    soon = declared(programme).calendar.due_soon_days
    owed = _owed(programme, number, reporter).items()
    return tuple(
        DutyStanding(duty, filed.get(key), *status_of(duty, filed.get(key), day, soon))
        for key, duty in owed
    )


def duty_states(
    programme: str,
    day: date,
    origin: Origin,
    reporter: Reporter | None = None,
    number: int | None = None,
) -> tuple[DutyState, ...]:
    """As duty_standings, without what the reports say: for lists of thousands."""
    named, soon = _named(programme, number), declared(programme).calendar.due_soon_days
    states = _states(*named, origin, day, soon, revision())
    if reporter is None:
        return tuple(states.values())
    return tuple(states[key] for key in _plan_of(*named).by_reporter.get(str(reporter), ()))


@lru_cache(maxsize=4)
def _states(
    digest: str,
    programme: str,
    number: int,
    data_dir: Path,
    origin: Origin,
    day: date,
    soon: int,
    steps: Hashable,
) -> Mapping[Key, DutyState]:
    """How every duty stands on a day: kept until somebody takes a step."""
    states = _unreported(digest, programme, number, data_dir, day, soon)
    rows = models.Report.objects.filter(programme=programme, origin=origin)
    sent = rows.values_list("subject", "reporter", "state", "submitted_at")
    changed = {}
    for subject, reporter, state, at in sent:
        if known := states.get((subject, reporter)):
            status = status_of(known.duty, Sent(State(state), at), day, soon)
            changed[subject, reporter] = DutyState(known.duty, *status)
    return {**states, **changed}


@lru_cache(maxsize=4)
def _unreported(
    digest: str, programme: str, number: int, data_dir: Path, day: date, soon: int
) -> Mapping[Key, DutyState]:
    """How every duty would stand on a day if nobody had reported: kept, since most stand so."""
    duties = _plan_of(digest, programme, number, data_dir).by_key
    return {key: DutyState(duty, *status_of(duty, None, day, soon)) for key, duty in duties.items()}


@dataclass(frozen=True)
class Sent:
    """What a standing needs of a report."""

    state: State
    submitted_at: datetime | None


def _owed(programme: str, number: int | None, reporter: Reporter | None) -> Mapping[Key, Duty]:
    plan = _plan(programme, number)
    return plan.by_reporter.get(str(reporter), {}) if reporter else plan.by_key


def workload(
    programme: str, day: date, origin: Origin, number: int | None = None
) -> dict[str, Workload]:
    """By reporter (body:mes, region:KZ-11): duties by status, and how many came in time."""
    states = duty_states(programme, day, origin, number=number)
    return workloads(states, day, _plan(programme, number).shared)


def workload_of(
    programme: str, reporter: Reporter, states: Iterable[DutyState], day: date, number: int
) -> Workload | None:
    """One reporter's, from states that are at hand; None for one that neither owes nor shares."""
    shared = _plan(programme, number).shared
    named = str(reporter)
    own = {named: shared[named]} if named in shared else {}
    return workloads(states, day, own).get(named)
