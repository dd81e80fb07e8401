"""Releases as tables of a page, and their calendar for calendar programs."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from icalendar import Calendar, Event

from bagdar.access.public import permits
from bagdar.core.languages import TIME_ZONE, Words, format_instant
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.metrics.metric import Measure
from bagdar.indicators.presenters.release_files import heading
from bagdar.indicators.presenters.table_page import dimension, label
from bagdar.indicators.presenters.wording import shown
from bagdar.indicators.queries import releases as queries
from bagdar.indicators.queries.names import places_of
from bagdar.indicators.queries.releases import ReleaseInfo, TableInfo
from bagdar.indicators.rules.releases import NoSuchRelease, Revised, State
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import current_language, t

MEDIA = "text/calendar; charset=utf-8"


def opened(request: HttpRequest, code: str) -> ReleaseInfo:
    """One whose tables the reader may see: published, or their own work. Raises NoSuchRelease."""
    info = queries.release(code)
    is_out = info.state is State.PUBLISHED
    if not is_out and not permits(request, "indicators.release_desk", "read"):
        raise NoSuchRelease(release=code)
    return info


def coming(found: Sequence[ReleaseInfo]) -> Table:
    return _list("coming", t("releases.coming"), t("releases.none_coming"), found, "due")


def published(found: Sequence[ReleaseInfo]) -> Table:
    return _list("published", t("releases.out"), t("releases.none_out"), found, "at")


def _list(name: str, title: str, empty: str, found: Sequence[ReleaseInfo], when: str) -> Table:
    language = current_language()
    rows = [
        {
            "name": one.names[language],
            "href": reverse("release", args=[one.code]),
            "when": format_instant(
                one.published_at if when == "at" and one.published_at else one.due_at, language
            ),
            "mark": t("releases.demonstration") if one.is_demonstration else None,
        }
        for one in found
    ]
    columns = (
        Column("name", t("releases.column.name"), link="href", wide=True),
        Column("when", t("releases.column.at" if when == "at" else "releases.column.due")),
        Column("mark", t("releases.column.demonstration")),
    )
    return Table(name=name, title=title, columns=columns, rows=rows, empty=empty)


def tables(found: Sequence[TableInfo]) -> list[Table]:
    return [_table(one) for one in found]


def _table(one: TableInfo) -> Table:
    """As it was published, whatever was computed since."""
    content = one.content
    by, is_count = content["by"], _is_count(content["metric"])
    columns = [
        *(Column(f"by{at}", dimension(name)) for at, name in enumerate(by)),
        *([] if by else [Column("by", dimension("region"))]),
        Column("value", t("figures.column.value"), "number"),
        Column("numerator", t("figures.column.numerator"), "number"),
        *([] if is_count else [Column("denominator", t("figures.column.denominator"), "number")]),
    ]
    on = date.fromisoformat(content["on"])
    names = places_of(content["snapshot"], on, content["borders"])
    rows = [_row(by, line, names, is_count=is_count) for line in content["lines"]]
    if any(line.get("estimated") for line in content["lines"]):
        at = next(at for at, each in enumerate(columns) if each.key == "value")
        columns.insert(at + 1, Column("estimated", t("figures.table.exactness")))
    note = t("figures.table.note")
    return Table(
        name=f"table-{one.number}", title=heading(content), columns=columns, rows=rows, note=note
    )


def _row(
    by: Sequence[str], line: Mapping[str, Any], names: Mapping[str, Words], *, is_count: bool
) -> dict[str, Any]:
    value = None if line["value"] is None else Decimal(line["value"])
    told = {"value": shown(value, is_count=is_count), "numerator": line["numerator"],
            "denominator": line["denominator"]}  # fmt: skip
    hidden = Mark(t("figures.table.hidden"))
    places = {f"by{at}": label(name, code, names)
              for at, (name, code) in enumerate(zip(by, line["codes"], strict=True))}  # fmt: skip
    return {
        **(places or {"by": t("figures.country")}),
        "estimated": Mark(t("figures.table.estimate"), "gold")
        if line.get("estimated")
        else t("figures.table.exact"),
        **{name: hidden if one is None and line["hidden"] else one for name, one in told.items()},
    }


def revisions(found: Sequence[Revised]) -> Table:
    def words(value: str | None, metric: str) -> Any:
        if value is None:
            return Mark(t("figures.table.hidden"))
        return shown(Decimal(value), is_count=_is_count(metric))

    columns = (
        Column("metric", t("figures.column.code"), "code"),
        Column("cell", t("releases.column.cell"), wide=True),
        Column("old", t("releases.column.old"), "number"),
        Column("new", t("releases.column.new"), "number"),
    )
    rows = [
        {"metric": one.metric,
         "cell": " · ".join(map(label, one.by, one.codes)) or t("figures.country"),
         "old": words(one.old, one.metric), "new": words(one.new, one.metric)}
        for one in found
    ]  # fmt: skip
    return Table(name="revisions", title=t("releases.revisions"), columns=columns, rows=rows,
                 empty=t("releases.unchanged"))  # fmt: skip


def feed(found: Sequence[ReleaseInfo], site: str) -> bytes:
    """What is announced, as iCalendar (RFC 5545): an event a release, at its hour."""
    language, calendar = current_language(), Calendar()
    calendar.add("prodid", "-//Bagdar//Release calendar//KK")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", t("releases.calendar_name"))
    calendar.add("x-wr-timezone", str(TIME_ZONE))
    for one in found:
        event = Event()
        event.add("uid", f"{one.code}@releases.bagdar")
        event.add("dtstamp", one.announced_at)
        event.add("dtstart", one.due_at)
        event.add("summary", one.names[language])
        event.add("url", f"{site}{reverse('release', args=[one.code])}")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _is_count(metric: str) -> bool:
    return metric in METRICS and METRICS[metric].measure is Measure.COUNT
