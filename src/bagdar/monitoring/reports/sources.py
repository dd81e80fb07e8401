"""Where the figures come from, how they were counted, and of which day they are."""

from django.conf import settings

from bagdar.look.tables import Column, Table
from bagdar.monitoring.queries.evaluation import rule
from bagdar.monitoring.reports.document import Grid, Section, Source, Sources, Text
from bagdar.monitoring.reports.gathered import Gathered, percent


def sources_section(of: Gathered) -> Section:
    parts = (
        Sources(tuple(_sources(of))),
        Text(of.say("yearly.method")),
        *((Text(of.say("yearly.rules_illustrative"), "warning"),) if rule().illustrative else ()),
        Grid(_rules(of)),
    )
    return Section("sources-section", of.say("yearly.section.sources"), parts)


def _sources(of: Gathered) -> list[Source]:
    act, edition = of.edition.act, of.edition
    return [
        Source(
            of.say("yearly.source.act"),
            f"{of.text(act.title)}. {of.text(act.citation)}",
            page_address(of, "passport"),
        ),
        Source(
            of.say("yearly.source.edition"),
            of.say("yearly.source.edition_text", code=edition.code, day=act.in_force_on),
            page_address(of, "editions"),
        ),
        Source(
            of.say("yearly.source.facts"),
            of.say(f"yearly.source.{of.origin.value}", at=of.known_at, count=len(of.accepted)),
            page_address(of, "programme"),
        ),
    ]


def page_address(of: Gathered, name: str) -> str:
    """A page's address: whole where the installation knows its own, else below the site."""
    site = settings.CSRF_TRUSTED_ORIGINS[0] if settings.CSRF_TRUSTED_ORIGINS else ""
    return f"{site}{of.reader.link(name)}"


def _rules(of: Gathered) -> Table:
    """The declared thresholds, in percent."""
    declared = rule()
    weights = declared.effectiveness.weights
    lines = (
        ("exceeded", declared.status.exceeded_margin_percent, "%"),
        ("partly_progress", percent(declared.status.partly_progress), "%"),
        ("partly_achievement", percent(declared.status.partly_achievement), "%"),
        ("partly_credit", percent(declared.effectiveness.partly_credit), "%"),
        ("weight_targets", weights.targets, ""),
        ("weight_results", weights.results, ""),
        ("weight_measures", weights.measures, ""),
    )
    columns = (
        Column("name", of.say("yearly.column.rule"), wide=True),
        Column("value", of.say("yearly.column.value"), "number"),
        Column("unit", of.say("column.unit")),
    )
    rows = [
        {"name": of.say(f"yearly.rule.{name}"), "value": value, "unit": unit or None}
        for name, value, unit in lines
    ]
    note = None if declared.illustrative else of.say("yearly.note.rules", source=declared.source)
    return Table("rules", of.say("yearly.table.rules"), columns, rows, note=note, find=False)
