"""How much each body and region has to report, and how it does: for a page and for theirs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest

from bagdar.look.additions import Addition
from bagdar.look.charts import Chart
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Table
from bagdar.monitoring.presenters.desk_words import about, reporter_name
from bagdar.monitoring.presenters.duty_lists import feed_link, status_mark
from bagdar.monitoring.presenters.parts_chart import PARTS, Line, parts_chart
from bagdar.monitoring.queries import duties
from bagdar.monitoring.queries.facts import basis
from bagdar.monitoring.rules.dues import WAITING, DutyState, Workload
from bagdar.monitoring.rules.nouns import Origin, Reporter
from bagdar.programme.public import Reader
from bagdar.programme.rules.act import Body, Edition

NEAREST = 12  # lines on a body's page

Loads = Mapping[str, Workload]


def of_kind(loads: Loads, kind: str) -> list[Workload]:
    return [load for reporter, load in loads.items() if reporter.startswith(f"{kind}:")]


def answers(
    loads: Iterable[Workload], reader: Reader, narrow: Mapping[str, object] | None = None
) -> list[Answer]:
    """All together: due by today, accepted, overdue, in time. narrow: of the overdue list."""
    listed = list(loads)
    due, in_time = sum(one.due for one in listed), sum(one.in_time for one in listed)
    whole = Workload("", due=due, in_time=in_time)
    overdue = sum(one.count("overdue") for one in listed)
    return [
        Answer(
            reader.say("calendar.due_by_today"),
            reader.number(due),
            note=reader.say("calendar.of_all", count=sum(one.total for one in listed)),
            tone="gold",
        ),
        Answer(
            reader.say("calendar.column.accepted"),
            reader.number(sum(one.accepted for one in listed)),
            note=reader.say(
                "calendar.waiting", count=sum(one.count("submitted") for one in listed)
            ),
        ),
        Answer(
            reader.say("calendar.column.overdue"),
            reader.number(overdue),
            tone="bad" if overdue else "",
            href=reader.link("due", **(narrow or {})) if overdue else "",
        ),
        Answer(
            reader.say("calendar.in_time"),
            reader.number(whole.share_in_time, 1),
            "%",
            reader.say("calendar.in_time_note"),
        ),
    ]


def table(group: str, edition: Edition, loads: Sequence[Workload], reader: Reader) -> Table:
    """A line a reporter. group: bodies or regions."""
    return Table(
        name=f"workload-{group}",
        title=reader.say(f"calendar.workload.{group}"),
        columns=_columns(group, reader),
        rows=[_line(edition, load, reader) for load in loads],
        note=reader.say("calendar.shared_note") if group == "bodies" else None,
        empty=reader.say("calendar.nothing"),
        sort="-total" if group == "bodies" else "name",
    )


def _columns(group: str, reader: Reader) -> list[Column]:
    numbers = ["total", "due", "submitted", "returned", "accepted", "overdue", "soon"]
    shared = ["shared"] if group == "bodies" else []
    return [
        Column("name", reader.say("calendar.reporter"), link="page"),
        *(
            Column(
                key,
                reader.say(f"calendar.column.{key}"),
                "number",
                total=True,
                link="overdue_page" if key == "overdue" else None,
            )
            for key in numbers
        ),
        Column("share", reader.say("calendar.in_time"), "number", unit="%", places=1),
        *(Column(key, reader.say(f"calendar.column.{key}"), "number") for key in shared),
        Column("feed", reader.say("calendar.column.feed"), link="feed_page"),
    ]


def _line(edition: Edition, load: Workload, reader: Reader) -> dict[str, Any]:
    reporter = Reporter.parse(load.reporter)
    overdue = load.count("overdue")
    return {
        "name": reporter_name(edition, reporter, reader),
        "page": _page(edition, reporter, reader),
        "total": load.total,
        "due": load.due,
        "submitted": load.count("submitted"),
        "returned": load.count("returned"),
        "accepted": load.accepted,
        "overdue": overdue,
        "soon": load.count("due_soon"),
        "share": load.share_in_time,
        "shared": load.shared,
        "overdue_page": reader.link("due", reporter=reporter) if overdue else "",
        "feed": "iCalendar" if load.total else None,
        "feed_page": feed_link(load.reporter, reader) if load.total else "",
    }


def _page(edition: Edition, reporter: Reporter, reader: Reader) -> str:
    if reporter.kind == "body" and reporter.code in edition.body_by_code:
        return reader.link("body", reporter.code)
    return reader.link("region", reporter.code) if reporter.kind == "region" else ""


def chart(group: str, edition: Edition, loads: Sequence[Workload], reader: Reader) -> Chart | None:
    """Bars of those who have duties, the most first; None where nobody has any."""
    lines = [
        Line(
            reporter_name(edition, Reporter.parse(load.reporter), reader),
            {part: load.count(*statuses) for part, statuses in PARTS.items()},
        )
        for load in sorted(loads, key=lambda one: -one.total)
        if load.total
    ]
    if not lines:
        return None
    late = max(lines, key=lambda line: line.counts["overdue"])
    summary = reader.say(
        "calendar.workload_summary",
        count=len(lines),
        most=lines[0].label,
        reports=lines[0].whole,
        late=late.label,
        overdue=late.counts["overdue"],
    )
    title = reader.say(f"calendar.workload.{group}")
    return parts_chart(
        f"workload-{group}", title, reader.say("calendar.reporter"), lines, summary, reader
    )


# --- on a body's own page -------------------------------------------------------------------------


def addition(
    request: HttpRequest, *, edition: Edition, body: Body, reader: Reader, programme: str, **_: Any
) -> Addition | None:
    """A body's workload and what it owes first; None for a body that neither owes nor shares.

    The local executive bodies stand for all regions together.
    """
    if body.kind == "local":
        return _of_regions(edition, reader, programme)
    day, origin, reporter = duties.today(), basis(programme), Reporter("body", body.code)
    states = duties.duty_states(programme, day, origin, reporter, edition.number)
    load = duties.workload_of(programme, reporter, states, day, edition.number)
    if load is None:
        return None
    return Addition(
        "monitoring/_workload.html",
        {
            "answers": answers([load], reader, narrow={"reporter": reporter}) if states else [],
            "shared": reader.say("calendar.takes_part", count=load.shared) if load.shared else "",
            "feed": feed_link(str(reporter), reader) if states else "",
        },
        tables=[nearest_table(edition, states, reader)] if states else [],
        illustrative=origin == Origin.ILLUSTRATIVE,
    )


def _of_regions(edition: Edition, reader: Reader, programme: str) -> Addition:
    origin = basis(programme)
    loads = duties.workload(programme, duties.today(), origin, edition.number)
    own = of_kind(loads, "region")
    return Addition(
        "monitoring/_workload.html",
        {"answers": answers(own, reader)},
        tables=[table("regions", edition, own, reader)],
        illustrative=origin == Origin.ILLUSTRATIVE,
    )


def nearest_table(edition: Edition, states: Iterable[DutyState], reader: Reader) -> Table:
    """What is overdue, returned or due soon, the oldest first, at most a dozen."""
    waiting = [one for one in states if one.status in WAITING]
    told = [about(edition, one.duty.subject, reader) for one in waiting[:NEAREST]]
    rows = [
        {
            "due": one.duty.due_on,
            "code": subject.code,
            "name": subject.name,
            "when": subject.when,
            "status": status_mark(one.status, reader),
            "link": subject.href,
        }
        for one, subject in zip(waiting, told, strict=False)
    ]
    more = len(waiting) - len(rows)
    return Table(
        name="nearest",
        title=reader.say("calendar.nearest"),
        columns=(
            Column("due", reader.say("calendar.due_day"), "date"),
            Column("code", reader.say("column.code"), "code", link="link"),
            Column("when", reader.say("calendar.subject_year")),
            Column("name", reader.say("calendar.what"), link="link", wide=True),
            Column("status", reader.say("calendar.standing")),
        ),
        rows=rows,
        empty=reader.say("calendar.nothing_waiting"),
        note=reader.say("calendar.more", count=more) if more else None,
        find=False,
    )
