"""Pages of the reference that contracts write: the register's tables, and what they feed."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from bagdar.core.catalogue import Catalogue
from bagdar.core.errors import Phrase
from bagdar.core.languages import LANGUAGES, Words
from bagdar.warehouse.tables import words
from bagdar.warehouse.tables.contract import Column, Kind, Rule, Severity, Table
from bagdar.warehouse.tables.feeds import Feed
from bagdar.warehouse.tables.registry import TABLES

TABLES_PAGE = """# Tables of the register

What each table of facts may hold: the contract for forms, templates, checks, the simulator and
snapshots. Source: `src/bagdar/warehouse/tables/`; code lists: [codes](registry-codes.md).

Besides its own columns every table has the two times of a fact (`valid_from`, `valid_to`,
`recorded_at`, `superseded_at`), its `origin` and its `source`. *Secrecy*: open is about an
organisation, personal about a person, sensitive is seen by few. A rule refuses the row, or warns.
"""
FEEDS_PAGE = """# Which fact feeds which indicator

What the register gives to each indicator of the Programme. A figure that no register can know is
named where it is needed. Source: `data/warehouse/feeds.csv`; the tables: [tables of the
register](register-tables.md).
"""


def tables_page(catalogue: Catalogue) -> str:
    parts = [TABLES_PAGE]
    for table in TABLES.values():
        parts.append("\n".join(_table(table, catalogue)))
    return "\n".join(parts)


def _table(table: Table, catalogue: Catalogue) -> Iterator[str]:
    yield f"## `{table.name}`: {_told(words.name_of(table), catalogue)}\n"
    if table.timeline:
        yield f"One current row a day of: {', '.join(f'`{one}`' for one in table.timeline)}.\n"
    heads = "| Column | Қазақша · русский · English | Kind | Needed | Bounds | Secrecy |"
    yield f"{heads} What to write |"
    yield "| --- " * 7 + "|"
    for column in table.own_columns:
        yield _row(column, catalogue)
    yield "\n| Rule | Column | Does | Қазақша · русский · English | What to do |"
    yield "| --- " * 5 + "|"
    for rule in table.rules:
        yield _rule(table, rule, catalogue)
    yield ""


def _row(column: Column, catalogue: Catalogue) -> str:
    cells = [
        f"`{column.name}`",
        _told(words.heading(column), catalogue),
        _kind(column),
        "yes" if column.needed else "",
        _bounds(column),
        str(column.secrecy),
        _said(words.help_of(column), catalogue),
    ]
    return f"| {' | '.join(cells)} |"


def _kind(column: Column) -> str:
    kind = str(column.kind).replace("_", " or " if column.kind is Kind.YES_NO else " ")
    if column.codes:
        return f"{kind} of `{column.codes}`"
    return f"{kind} to `{column.to}`" if column.to else kind


def _bounds(column: Column) -> str:
    if column.longest:
        return f"{column.longest} letters"
    bounds = [str(one) if one is not None else "" for one in (column.least, column.most)]
    return " … ".join(bounds).strip() if any(bounds) else ""


def _rule(table: Table, rule: Rule, catalogue: Catalogue) -> str:
    term = ""
    if rule.since or rule.until:
        term = f" from {rule.since or '…'} until {rule.until or '…'}"
    cells = [
        f"`{rule.code}`",
        f"`{rule.column}`",
        ("warns" if rule.severity is Severity.WARNS else "refuses") + term,
        _said(words.fault(table, rule.column, rule.code), catalogue),
        _said(words.remedy(table, rule.column, rule.code), catalogue),
    ]
    return f"| {' | '.join(cells)} |"


def _told(phrase: Phrase, catalogue: Catalogue) -> str:
    """In all three languages, Kazakh first."""
    return " · ".join(catalogue.say(phrase.key, one, **phrase.facts) for one in LANGUAGES)


def _said(phrase: Phrase, catalogue: Catalogue) -> str:
    return _told(phrase, catalogue).replace(" · ", "<br>")


def feeds_page(feeds: Sequence[Feed], names: Mapping[str, Words]) -> str:
    """names: of the programme's rows of indicators, by code."""
    parts = [FEEDS_PAGE]
    for row, given in groupby(feeds, key=lambda one: one.row):
        parts.append(f"## {row}\n")
        parts.append(" · ".join(names[row][one] for one in LANGUAGES) + "\n")
        parts.append("| Table | Columns | Қазақша | русский | English |")
        parts.append("| --- " * 5 + "|")
        parts += [_feed(one) for one in given]
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _feed(one: Feed) -> str:
    columns = ", ".join(f"`{name}`" for name in one.columns.split())
    return f"| `{one.table}` | {columns} | {one.kk} | {one.ru} | {one.en} |"
