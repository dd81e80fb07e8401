"""Illustrative reports for a demonstration, through the same services as everybody's reports."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.conf import settings
from django.db import transaction

from bagdar.access.public import regions_on
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.catalogue import catalogue_of
from bagdar.core.errors import DomainError
from bagdar.core.languages import TIME_ZONE, Language
from bagdar.monitoring import models
from bagdar.monitoring.queries.duties import declared, duties_of
from bagdar.monitoring.rules.demonstration import Illustration, demonstration
from bagdar.monitoring.rules.nouns import Origin
from bagdar.monitoring.services.entries import Document, Entry, accept_reports, submit_entries
from bagdar.monitoring.services.reporting import return_report
from bagdar.programme import public as programme_app

TEXTS = ("done", "partly", "not_done", "figure", "money", "returned", "document")
NOON = time(12)
Keep = Callable[[Illustration], bool]
Told = Callable[[int, int], None]


class RealReportsStand(DomainError):
    """Somebody reports in earnest here: made-up reports come only if that is wanted."""

    code = "monitoring.real_reports_stand"
    status = 409


@dataclass(frozen=True)
class Loading:
    """What loading did. made: reports of the demonstration; written: those that were new."""

    made: int
    written: int


def _nobody(done: int, of: int) -> None:
    """Tells nobody how far it is."""


def load_demonstration(
    programme: str,
    *,
    by: Actor,
    day: date,
    language: Language = "kk",
    beside_real: bool = False,
    keep: Keep | None = None,
    told: Told = _nobody,
) -> Loading:
    """Write every illustrative report that is due before a day and not there yet.

    A report that is there stays, whatever became of it: a second loading writes nothing. Sent in
    one after another, each day's reports whole or not at all, so a loading that was interrupted
    is taken up where it stopped.

    language  of what the reports say
    keep      only a part of them, for tests
    told      is told how many are done, of how many
    Raises NoSuchProgramme; RealReportsStand unless beside_real
    """
    edition = programme_app.edition(programme)
    count = models.Report.objects.filter(programme=programme, origin=Origin.REAL).count()
    if count and not beside_real:
        raise RealReportsStand(programme=programme, count=count)
    texts = texts_in(language)
    made = demonstration(
        edition,
        declared(programme),
        duties_of(programme),
        texts,
        day=day - timedelta(days=1),
        regions_on=regions_on,
    )
    wanted = [one for one in made if keep is None or keep(one)]
    fresh = _not_there_yet(programme, wanted)
    done = 0
    for wave in _waves(fresh):
        _send(programme, wave, texts["returned"], by)
        done += len(wave)
        told(done, len(fresh))
    if fresh:
        _note(programme, len(wanted), len(fresh), by)
    return Loading(len(wanted), len(fresh))


def texts_in(language: Language) -> dict[str, str]:
    """What made-up reports say; every one of them says that it is illustrative."""
    words = catalogue_of(settings.DATA_DIR / "words")
    return {name: words.say(f"demonstration.text.{name}", language) for name in TEXTS}


def _not_there_yet(programme: str, made: Sequence[Illustration]) -> list[Illustration]:
    there = set(
        models.Report.objects.filter(programme=programme, origin=Origin.ILLUSTRATIVE).values_list(
            "subject", "reporter"
        )
    )
    return [one for one in made if (str(one.subject), str(one.reporter)) not in there]


def _waves(made: Sequence[Illustration]) -> Iterator[list[Illustration]]:
    """The reports of each day on which some were sent."""
    ordered = sorted(made, key=lambda one: one.sent_on)
    for _, wave in groupby(ordered, key=lambda one: one.sent_on):
        yield list(wave)


@transaction.atomic
def _send(programme: str, wave: Sequence[Illustration], reason: str, by: Actor) -> None:
    """Submit one day's reports, and decide those that are decided."""
    entries = [_entry(one) for one in wave]
    sent_at = _instant(wave[0].sent_on)
    outcomes = submit_entries(programme, entries, origin=Origin.ILLUSTRATIVE, by=by, at=sent_at)
    sent = list(zip(wave, (one.report_id for one in outcomes), strict=True))
    decided = sorted({one.decided_on for one in wave if one.decided_on})
    for day in decided:
        accepted = [id for one, id in sent if one.fate == "accepted" and one.decided_on == day]
        accept_reports(accepted, by=by, at=_instant(day))
    for one, id in sent:
        if one.fate == "returned" and one.decided_on:
            return_report(id, reason, by=by, at=_instant(one.decided_on), expect_version=1)


def _entry(one: Illustration) -> Entry:
    documents = tuple(
        Document(each.kind, each.title, each.number, each.dated_on) for each in one.documents
    )
    return Entry(one.subject, one.reporter, one.content, documents)


def _instant(day: date) -> datetime:
    return datetime.combine(day, NOON, TIME_ZONE)


@transaction.atomic
def _note(programme: str, made: int, written: int, by: Actor) -> None:
    facts = {"made": made, "written": written, "origin": Origin.ILLUSTRATIVE.value}
    about = f"monitoring.programme:{programme}"
    record("monitoring.demonstration_loaded", about=about, by=by, facts=facts)
