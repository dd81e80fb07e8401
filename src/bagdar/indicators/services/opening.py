"""A protected table as open data, with the words, settings and names that its files need."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from bagdar.core.languages import LANGUAGES, Words, format_date
from bagdar.core.origins import Origin
from bagdar.indicators.formats import Dataset, dataset_of
from bagdar.indicators.formats.dataset import LABELS, Publisher, Told
from bagdar.indicators.metrics.metric import Unit
from bagdar.indicators.queries.names import code_name, column_title, places_of, words_of
from bagdar.indicators.services.protecting import ProtectedTable
from bagdar.programme import public as programme
from bagdar.programme.rules.act import IndicatorRow


def open_data(
    found: ProtectedTable, *, release: str = "", issued: datetime | None = None
) -> Dataset:
    """What the table shows, and nothing else of it."""
    return dataset_of(found, _told(found), release=release, issued=issued)


def _told(found: ProtectedTable) -> Told:
    metric, made = found.metric, found.computation
    places = places_of(made.snapshot, made.on, found.answer.borders)
    row = _row(metric.row)
    name = row.printed.name if row else Words.same(metric.code)
    day = Words(**{one: format_date(found.on, one) for one in LANGUAGES})
    by = [column_title(one) for one in found.answer.by] or [words_of("figures.country")]
    return Told(
        title=words_of("open_data.title", name=name, by=by, day=day),
        description=words_of(
            "open_data.description", code=metric.code, least=found.least,
            borders=words_of(f"figures.borders.{found.answer.borders}"),
        ),
        unit=row.printed.unit if row else words_of("open_data.label.number"),
        source=words_of("open_data.source", snapshot=made.snapshot[:12], known=made.known_at),
        version=made.version,
        known_at=made.known_at,
        licence=settings.LICENCE,
        publisher=Publisher(settings.PUBLISHER, settings.PUBLISHER_CONTACT),
        words={key: words_of(f"open_data.label.{key}") for key in LABELS},
        column=_column(metric.of),
        code=lambda name, code: code_name(name, code, places),
        demonstration=None if found.origin is Origin.REAL
        else words_of(f"look.{found.origin.value}.mark"),
    )  # fmt: skip


def _column(of: Unit) -> Callable[[str], Words]:
    """Titles of columns: of what is counted, of its sums, of a breakdown."""

    def title(name: str) -> Words:
        if name == "units" or name in list(Unit):
            return words_of(f"figures.units.{of.value}")
        if name == "number":
            return words_of("open_data.label.number")
        if name in ("value", "numerator", "denominator"):
            return words_of(f"figures.column.{name}")
        return column_title(name)

    return title


def _row(code: str) -> IndicatorRow | None:
    known = programme.first_programme()
    edition = programme.edition(known) if known else None
    rows = edition.rows() if edition else ()
    return next((row for _, row in rows if row.code == code), None)
