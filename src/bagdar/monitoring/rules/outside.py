"""Figures from outside that the coordinator enters: which rows take one, and what has to be told.

The body that answers for a row still owes it; what the coordinator enters is that body's report, so
that a row and year has one figure, whoever was first.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from bagdar.core.errors import DomainError
from bagdar.monitoring.rules.content import ContentFault
from bagdar.monitoring.rules.content import fault as content_fault
from bagdar.monitoring.rules.declared import Monitoring
from bagdar.monitoring.rules.intake import (
    PLACE,
    Ground,
    Ready,
    Remark,
    Returned,
    fault,
    sort_rows,
)
from bagdar.monitoring.rules.nouns import Duty, IndicatorContent, Reporter, Subject
from bagdar.monitoring.rules.uploads import Row

NEEDED = ("document", "published_on")  # of a figure from outside, beside its value


class FromRecords(DomainError):
    """Records give the figures of this row, so nobody types them."""

    code = "monitoring.from_records"
    status = 409


class NotAskedFor(DomainError):
    """The programme has no such row, or asks nobody for its figure of that year."""

    code = "monitoring.not_asked_for"
    status = 404


def owners(duties: Iterable[Duty]) -> Mapping[Subject, Reporter]:
    """Who answers for the country's figure of each row and year."""
    return {
        one.subject: one.reporter
        for one in duties
        if one.subject.kind == "indicator" and one.role == "owner"
    }


def owner_of(
    subject: Subject, known: Mapping[Subject, Reporter], monitoring: Monitoring
) -> Reporter:
    """For whom a figure is entered. Raises FromRecords, NotAskedFor."""
    metric = monitoring.sources.computed.get(subject.place) if monitoring.sources else None
    if metric is not None:
        raise FromRecords(row=subject.place, metric=metric)
    if subject not in known or monitoring.outside(subject.place) is None:
        raise NotAskedFor(row=subject.place, year=subject.mark)
    return known[subject]


def missing(content: IndicatorContent) -> list[ContentFault]:
    """A figure from outside says in which edition it stands and when that was published."""
    return [content_fault("report_missing", one) for one in NEEDED if not getattr(content, one)]


def sort_published(
    rows: Sequence[Row], known: Mapping[Subject, Reporter], ground: Callable[[Reporter], Ground]
) -> tuple[list[tuple[Reporter, Ready]], list[Returned]]:
    """Rows of a file that the coordinator sends, each for whoever answers for it, and those back.

    ground  what the rows of one reporter are held against
    """
    first = next(iter(known.values()))
    placed: dict[Reporter, list[Row]] = {}
    back: list[Returned] = []
    for row in rows:
        remarks = _foreign(row, ground(first).monitoring)
        if remarks:
            back.append(Returned(row, tuple(remarks)))
            continue
        subject = Subject("indicator", str(row.values.get("row")), str(row.values.get("year")))
        placed.setdefault(known.get(subject, first), []).append(row)
    ready: list[tuple[Reporter, Ready]] = []
    for reporter, some in placed.items():
        found = sort_rows(some, ground(reporter))
        ready += [(reporter, one) for one in found.ready]
        back += found.returned
    order = {id(row): place for place, row in enumerate(rows)}
    return ready, sorted(back, key=lambda one: order[id(one.row)])


def _foreign(row: Row, monitoring: Monitoring) -> list[Remark]:
    """Why a row is not one of a figure from outside; what else is wrong is judged as any row."""
    if row.kind != "indicators":
        return [fault("outside_kind", PLACE[row.kind])]
    code = str(row.values.get("row", ""))
    metric = monitoring.sources.computed.get(code) if monitoring.sources else None
    if metric is not None:
        return [fault("outside_from_records", "row", value=code, metric=metric)]
    told = {column for column, _, _ in row.faults}
    return [
        fault("report_missing", one)
        for one in NEEDED
        if not row.values.get(one) and one not in told
    ]  # fmt: skip


def uncorrected(ready: Ready) -> tuple[Returned, ...]:
    """Another figure stands, and nobody said why it is replaced."""
    remark = fault("outside_correction", "value")
    return tuple(Returned(row, (remark,)) for row in ready.rows)
