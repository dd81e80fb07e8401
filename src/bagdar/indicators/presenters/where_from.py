"""Where the figure of an indicator's row comes from: records, or one outside source."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.rules.sources import Outside, sources
from bagdar.look.additions import Addition
from bagdar.programme.public import Reader
from bagdar.programme.rules.act import Edition, IndicatorRow

Facts = list[tuple[str, str] | tuple[str, str, str]]


def addition(
    request: HttpRequest, *, edition: Edition, row: IndicatorRow, reader: Reader, **others: object
) -> Addition | None:
    """None for a programme of which no sources are declared."""
    declared = sources(Path(settings.DATA_DIR))
    if declared.programme != edition.programme:
        return None
    outside = declared.outside_of(row.code)
    facts = _of_outside(outside, row, reader) if outside else _of_metric(row, reader)
    context = {"facts": facts, "is_computed": outside is None}
    return Addition(template="indicators/where_from.html", context=context)


def _of_metric(row: IndicatorRow, reader: Reader) -> Facts:
    metric = METRICS[row.code]
    return [
        (reader.say("sources.from"), reader.say("sources.register"), reverse("figures")),
        (reader.say("sources.definition"), f"{metric.code} {metric.version}"),
    ]


def _of_outside(one: Outside, row: IndicatorRow, reader: Reader) -> Facts:
    printed = row.printed.source
    return [
        (reader.say("sources.from"), reader.text(one.name), one.url),
        (reader.say("sources.publisher"), reader.text(one.publisher)),
        (reader.say("sources.document"), reader.text(printed or one.document)),
        (reader.say("sources.cycle"), reader.say(f"sources.cycle.{one.cycle}")),
        (reader.say("sources.unit"), reader.text(row.printed.unit)),
        (reader.say("sources.regions"), reader.say(f"sources.regional.{_yes(one.regional)}")),
    ]


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
