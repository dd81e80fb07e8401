"""Figures in words: numbers with their unit's digits, places by name, who was counted."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from bagdar.access.public import known_regions, permits
from bagdar.core.languages import EMPTY, Language, format_number
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.queries.figures import FigureInfo, Hidden
from bagdar.look.tables import Mark
from bagdar.look.words import current_language, t
from bagdar.programme import public as programme

DIGITS = 1  # of a percentage; counts have none


def shown(value: Decimal | None, *, is_count: bool) -> Decimal | None:
    """As pages print it; the whole value stands on the page of its trace."""
    if value is None or is_count:
        return value
    return value.quantize(Decimal(1).scaleb(-DIGITS))


def number(value: Decimal | None, *, is_count: bool, language: Language | None = None) -> str:
    said = shown(value, is_count=is_count)
    return EMPTY if said is None else format_number(said, language or current_language())


def why_hidden(one: FigureInfo) -> str:
    """Why the figure of a region is not shown, in a sentence; empty where it is."""
    if one.hidden is Hidden.NOT_PROTECTED:
        return t("figures.hidden.not_protected")
    if one.hidden is Hidden.FEW:
        metric = METRICS.get(one.metric)
        unit = t(f"figures.units.{metric.of.value}") if metric else ""
        return t("figures.hidden.few", least=one.least, unit=unit)
    return ""


def cell(one: FigureInfo, value: Any) -> Any:
    """A number of a figure in a table: itself, or the mark of one that is hidden."""
    if value is None and one.hidden:
        return Mark(t("figures.table.hidden"))
    return value


def place_name(code: str) -> str:
    """A region by its name, the country where there is no code."""
    if not code:
        return t("figures.country")
    region = known_regions().get(code)
    return region.name[current_language()] if region else code


def address(one: FigureInfo) -> str:
    return reverse("figure", args=[one.id])


def known_rows() -> dict[str, str]:
    """Names of rows of the programme whose rows the metrics are, by code."""
    code, language = programme.first_programme(), current_language()
    edition = programme.edition(code) if code else None
    return {row.code: row.printed.name[language] for _, row in edition.rows()} if edition else {}


def sees_real(request: HttpRequest) -> bool:
    """Whether figures of real records may be shown before they are released."""
    return permits(request, "indicators.unreleased", "read")
