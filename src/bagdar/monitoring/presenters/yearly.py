"""The page of yearly reports: what may be asked for, and what was built."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.http import HttpResponse

from bagdar.access.public import known_regions, regions_on
from bagdar.core.languages import OWN_NAMES, TIME_ZONE
from bagdar.look.tables import Column, Mark, Table
from bagdar.monitoring.queries.yearly import YearlyReportInfo, content_of
from bagdar.monitoring.reports.yearly import FORMATS, MEDIA_TYPES, Format
from bagdar.monitoring.rules.building import BuildStatus
from bagdar.monitoring.rules.nouns import Origin
from bagdar.programme.public import Reader
from bagdar.programme.rules.act import Edition

TONES = {"ready": "good", "failed": "bad", "building": "sky"}


@dataclass(frozen=True)
class Choice:
    """A field of the form. options: (value, words, whether it is chosen)."""

    name: str
    label: str
    options: Sequence[tuple[str, str, bool]]
    wrong: str = ""


def choices(
    edition: Edition, asked: Mapping[str, str], wrong: Mapping[str, str], year: int, reader: Reader
) -> list[Choice]:
    """Year, place, language, format; as typed before, else the year that has ended."""
    typed = {"year": str(year), "region": "", "language": reader.language, "format": "pdf", **asked}
    places = [("", reader.say("yearly.country"))]
    places += sorted(
        ((code, region.name[reader.language]) for code, region in known_regions().items()
         if _has_year(code, edition)),
        key=lambda one: one[0],
    )  # fmt: skip
    options = {
        "year": [(str(one), str(one)) for one in edition.period.years],
        "region": places,
        "language": list(OWN_NAMES.items()),
        "format": [(one, one.upper()) for one in FORMATS],
    }
    return [
        Choice(
            name,
            reader.say(f"yearly.form.{name}"),
            [(value, words, value == typed[name]) for value, words in listed],
            wrong.get(name, ""),
        )
        for name, listed in options.items()
    ]


def _has_year(code: str, edition: Edition) -> bool:
    return any(code in regions_on(date(year, 12, 31)) for year in edition.period.years)


def place_name(report: YearlyReportInfo, reader: Reader) -> str:
    if not report.region:
        return reader.say("yearly.country")
    region = known_regions().get(report.region)
    return region.name[reader.language] if region else report.region


def table(
    reports: Sequence[YearlyReportInfo], now: datetime, reader: Reader, *, may_take: bool
) -> Table:
    """Reports that are ready, the newest first."""
    columns = (
        Column("year", reader.say("column.year"), "year"),
        Column("place", reader.say("yearly.column.place_of")),
        Column("language", reader.say("yearly.form.language")),
        Column("file", reader.say("yearly.column.file"), link="link"),
        Column(
            "size",
            reader.say("yearly.column.size"),
            "number",
            unit=reader.say("yearly.unit.kilobytes"),
            places=0,
        ),
        Column("known_at", reader.say("yearly.column.known_at")),
        Column("facts", reader.say("yearly.column.facts")),
        Column("sha256", "SHA-256", wide=True),
    )  # fmt: skip
    rows = [
        {
            "year": one.year,
            "place": place_name(one, reader),
            "language": OWN_NAMES[one.language],  # type: ignore[index]
            "file": one.format.upper(),
            "link": reader.link("yearly_report_file", one.id) if may_take else "",
            "size": -(-one.size // 1000),
            "known_at": f"{one.known_at.astimezone(TIME_ZONE):%d.%m.%Y %H:%M}"
            if one.known_at
            else None,
            "facts": _facts(one, reader),
            "sha256": one.sha256,
        }
        for one in reports
        if one.status == BuildStatus.READY
    ]
    return Table(
        "yearly",
        reader.say("yearly.table.built"),
        columns,
        rows,
        note=reader.say("yearly.note.built"),
        empty=reader.say("yearly.none_built"),
    )


def _facts(one: YearlyReportInfo, reader: Reader) -> Mark:
    """What kind of facts, and whether newer ones have come."""
    kind = reader.say(f"yearly.facts.{one.origin.value}")
    newer = "" if one.is_current else f", {reader.say('yearly.facts.older')}"
    return Mark(f"{kind}{newer}", "plain" if one.origin == Origin.REAL else "gold")


@dataclass(frozen=True)
class Job:
    """A report on its way, in words. restart: whether asking again takes it up."""

    report: YearlyReportInfo
    what: str
    status: Mark
    step: str
    reason: str
    restart: bool


def jobs(reports: Sequence[YearlyReportInfo], now: datetime, reader: Reader) -> list[Job]:
    """What waits, is being built, or failed with the facts as they are."""
    return [
        _job(one, now, reader)
        for one in reports
        if one.is_open or (one.status == BuildStatus.FAILED and one.is_current)
    ]


def _job(one: YearlyReportInfo, now: datetime, reader: Reader) -> Job:
    stuck = one.is_stuck(now)
    status = "stuck" if stuck else one.status.value
    tone = "bad" if stuck else TONES.get(status, "plain")
    what = reader.say(
        "yearly.job",
        year=one.year,
        place=place_name(one, reader),
        language=OWN_NAMES[one.language],  # type: ignore[index]
        format=one.format.upper(),
    )
    step = reader.say(f"yearly.step.{one.step}") if one.step and not stuck else ""
    reason = reader.say("yearly.failed", reason=one.reason) if one.reason else ""
    mark = Mark(reader.say(f"yearly.build_status.{status}"), tone)  # type: ignore[arg-type]
    return Job(one, what, mark, step, reason, stuck or one.status == BuildStatus.FAILED)


# --- the file -----------------------------------------------------------------------------------


def file_answer(report: YearlyReportInfo) -> HttpResponse:
    """Always an attachment: a page of HTML does not run on this site. Raises
    YearlyReportNotReady.
    """
    content = content_of(report)
    headers = {
        "Content-Disposition": f'attachment; filename="{report.file_name}"',
        "X-Content-Type-Options": "nosniff",
    }
    media = MEDIA_TYPES[cast(Format, report.format)]
    return HttpResponse(content, content_type=media, headers=headers)
