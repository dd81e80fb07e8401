"""The yearly monitoring report: what is asked for in, a document out, and from it a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Literal, get_args

from django.utils import translation

from bagdar.core.languages import format_instant
from bagdar.look.exports import file_name
from bagdar.monitoring.reports import document as model
from bagdar.monitoring.reports import one_region
from bagdar.monitoring.reports.across_regions import regions_section
from bagdar.monitoring.reports.answer import answer_section
from bagdar.monitoring.reports.document import Document, Section
from bagdar.monitoring.reports.gathered import Asked, Gathered, gather
from bagdar.monitoring.reports.indicators import (
    forecast_section,
    results_section,
    targets_section,
)
from bagdar.monitoring.reports.measures import measures_section
from bagdar.monitoring.reports.missing import missing_section
from bagdar.monitoring.reports.money import money_section
from bagdar.monitoring.reports.sources import sources_section
from bagdar.monitoring.rules.nouns import Origin

Format = Literal["pdf", "docx", "html", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)
MEDIA_TYPES: Mapping[Format, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
COUNTRY: tuple[Callable[[Gathered], Section], ...] = (
    answer_section,
    targets_section,
    results_section,
    measures_section,
    money_section,
    regions_section,
    forecast_section,
    missing_section,
)
Step = Literal["facts", "document", "file"]
Progress = Callable[[Step], None]


@dataclass(frozen=True)
class Built:
    """A report that is ready. name: of the file, with the mark of made-up figures."""

    document: Document
    content: bytes
    name: str


def build(asked: Asked, format: Format, progress: Progress = lambda step: None) -> Built:
    """The report as a file. progress: told of each step before it begins.

    Raises NoSuchProgramme, NoSuchEdition, NoSuchYear, NoSuchRegion.
    """
    with translation.override(asked.language):  # charts speak the language that is switched on
        progress("facts")
        gathered = gather(asked)
        progress("document")
        document = compose(gathered)
        progress("file")
        content = writer(format)(document)
    return Built(document, content, name_of(document, gathered.origin, format))


def writer(format: Format) -> Callable[[Document], bytes]:
    """Imported when asked for: each brings a library of its own."""
    write: Callable[[Document], bytes] = import_module(f"bagdar.monitoring.reports.{format}").write
    return write


def name_of(document: Document, origin: Origin, format: Format) -> str:
    """bagdar-kz-2020-2025-1-report-2021-KZ-11-illustrative-kk.pdf"""
    mark = origin.value if document.mark else ""
    parts = ("bagdar", document.code, "report", str(document.year), document.region, mark)
    return file_name(*parts, document.language, ending=format)


def compose(of: Gathered) -> Document:
    """The document of what was gathered."""
    if of.asked.region:
        sections = (*one_region.sections(of), sources_section(of))
    else:
        sections = (*(make(of) for make in COUNTRY), sources_section(of))
    model.names_once(sections)
    mark, tag = _mark(of)
    programme = of.text(of.edition.title)
    place = of.region_name(of.asked.region) if of.asked.region else of.say("yearly.country")
    when = of.say("yearly.for_year", year=of.year)
    return Document(
        language=of.language,
        kicker=of.say("yearly.kicker"),
        title=programme,
        subtitle=f"{place}, {when}",
        facts=_facts(of),
        mark=mark,
        tag=tag,
        running=f"{of.say('yearly.kicker')} · {of.edition.code} · {place}, {when}",
        code=of.edition.code,
        year=of.year,
        region=of.asked.region,
        known_at=of.known_at,
        sections=sections,
        labels={name: of.say(f"yearly.label.{name}") for name in model.LABELS},
    )


def _mark(of: Gathered) -> tuple[str, str]:
    """What the cover and every page say of figures that are not real."""
    if of.origin == Origin.REAL and not of.edition.illustrative:
        return "", ""
    kind = "simulated" if of.origin == Origin.SIMULATED else "illustrative"
    return of.say(f"yearly.mark.{kind}"), of.say(f"yearly.tag.{kind}")


def _facts(of: Gathered) -> tuple[tuple[str, str], ...]:
    act = of.edition.act
    return (
        (of.say("yearly.cover.act"), of.text(act.citation)),
        (of.say("yearly.cover.edition"), of.say("yearly.source.edition_text", code=of.edition.code,
                                                day=act.in_force_on)),
        (of.say("yearly.cover.known_at"), format_instant(of.known_at, of.language)),
        (of.say("yearly.cover.made_by"), of.say("yearly.cover.bagdar")),
    )  # fmt: skip
