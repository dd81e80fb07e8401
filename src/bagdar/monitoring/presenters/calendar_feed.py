"""What is due as an iCalendar file (RFC 5545), for any calendar program.

Only what the act and the operator's declared days say: no report, no status, nobody's name. The
same edition therefore always gives the same file.
"""

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache

from icalendar import Calendar, Event, vDate, vDuration

from bagdar.core.errors import DomainError
from bagdar.core.languages import TIME_ZONE
from bagdar.monitoring.presenters.desk_words import about, reporter_name
from bagdar.monitoring.queries.duties import declared, duties_of
from bagdar.monitoring.rules.nouns import Duty, Reporter, Subject
from bagdar.programme import public as programme_app
from bagdar.programme.public import Reader
from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.editions import EditionInfo

MEDIA = "text/calendar; charset=utf-8"


class NoSuchReporter(DomainError):
    """A calendar was asked for whom the programme gives nothing to report."""

    code = "monitoring.no_such_reporter"
    status = 404


def feed(
    edition: Edition, info: EditionInfo, reader: Reader, *, reporter: str = "", site: str
) -> bytes:
    """The calendar of a programme, an event a subject; or of one reporter, body:mes.

    site  https://bagdar.example, for the events' addresses
    Raises NoSuchReporter.
    """
    return _feed(info.digest, info.programme, info.number, reader, reporter, site)


@lru_cache(maxsize=32)
def _feed(
    digest: str, programme: str, number: int, reader: Reader, reporter: str, site: str
) -> bytes:
    """Kept by the edition's digest: calendar programs ask again every few hours."""
    info = programme_app.edition_info(programme, number)
    edition = programme_app.edition(programme, number)
    listed = duties_of(programme, number)
    chosen = _of(listed, reporter) if reporter else list(listed)
    if not chosen:
        raise NoSuchReporter(programme=programme, reporter=reporter[:60])
    calendar = _calendar(edition, reader, reporter)
    regions = _regions(listed)
    for duty in chosen if reporter else (one for one in chosen if one.role == "owner"):
        part = 0 if reporter else regions.get(duty.subject, 0)
        event = _event(edition, info, duty, part, reader, site)
        calendar.add_component(event)
    return calendar.to_ical()


def feed_name(edition: Edition, reporter: str) -> str:
    """kz-2020-2025-mes.ics"""
    code = reporter.partition(":")[2]
    safe = "".join(
        letter for letter in code if letter.isascii() and (letter.isalnum() or letter == "-")
    )
    return f"{edition.programme}{f'-{safe}' if safe else ''}.ics"


def _of(listed: Iterable[Duty], reporter: str) -> list[Duty]:
    try:
        wanted = Reporter.parse(reporter)
    except ValueError:
        return []
    return [duty for duty in listed if duty.reporter == wanted]


def _regions(listed: Iterable[Duty]) -> dict[Subject, int]:
    """In how many regions a subject has a part."""
    counts: dict[Subject, int] = {}
    for duty in listed:
        if duty.role == "region":
            counts[duty.subject] = counts.get(duty.subject, 0) + 1
    return counts


def _calendar(edition: Edition, reader: Reader, reporter: str) -> Calendar:
    name = reader.say("calendar.feed_name", programme=edition.title)
    if reporter:
        name = f"{reporter_name(edition, Reporter.parse(reporter), reader)} · {name}"
    calendar = Calendar()
    calendar.add("prodid", "-//Bagdar//Programme calendar//KK")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", str(TIME_ZONE))
    calendar.add("refresh-interval", vDuration(timedelta(days=1)), {"VALUE": "DURATION"})
    return calendar


def _event(
    edition: Edition, info: EditionInfo, duty: Duty, regions: int, reader: Reader, site: str
) -> Event:
    told = about(edition, duty.subject, reader)
    event = Event()
    event.add("uid", uid(edition.programme, duty))
    event.add("dtstamp", info.loaded_at)
    event.add("last-modified", info.loaded_at)
    event.add("dtstart", vDate(duty.due_on), {"VALUE": "DATE"})
    event.add("dtend", vDate(duty.due_on + timedelta(days=1)), {"VALUE": "DATE"})
    event.add("summary", f"{told.code}. {told.kind}: {told.name}")
    event.add("description", "\n".join(_description(edition, duty, regions, reader)))
    event.add("categories", [told.kind])
    event.add("url", f"{site}{told.href}")
    event.add("transp", "TRANSPARENT")
    return event


def uid(programme: str, duty: Duty) -> str:
    """The same for a duty in every edition and language: a moved deadline is another one."""
    subject = str(duty.subject).replace("/", "-").replace(":", "-").replace("@", "-")
    return f"{subject}.{str(duty.reporter).replace(':', '-')}@{programme}.bagdar"


def _description(edition: Edition, duty: Duty, regions: int, reader: Reader) -> list[str]:
    lines = []
    if duty.what:
        lines.append(duty.what[reader.language])
    name = reporter_name(edition, duty.reporter, reader)
    lines.append(reader.say("calendar.feed_reporter", name=name))
    if regions:
        lines.append(reader.say("calendar.feed_regions", count=regions))
    if duty.evidence:
        lines.append(reader.say("calendar.feed_form", form=duty.evidence))
    days = declared(edition.programme).calendar
    if duty.subject.kind != "milestone" and days.illustrative:
        lines.append(reader.say("calendar.illustrative_days"))
    act = reader.say("calendar.feed_act", citation=edition.act.citation, edition=edition.code)
    return [*lines, act]
