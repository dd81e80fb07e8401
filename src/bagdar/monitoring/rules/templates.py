"""What a file of reports holds: three kinds of rows, each column declared once.

From here come the template, the reading of a file, its checks, and the page of the reference.
A column is found by its name or by its title in any of the three languages.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from bagdar.core.catalogue import Catalogue
from bagdar.core.languages import LANGUAGES, Language
from bagdar.core.sheets import headers
from bagdar.core.sheets.values import LARGEST

Kind = Literal["milestones", "indicators", "money"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Type = Literal["code", "year", "number", "text", "day", "choice", "switch", "link", "told"]

LONGEST_TEXT = 4000
STATUSES = ("done", "partly", "not_done")


@dataclass(frozen=True)
class Column:
    """One column of a kind of rows.

    type      told: printed by the template for whoever fills it in, and never read
    key       says what the row is about; a row with nothing beside its keys is not filled in
    required  must hold something in a row that is filled in
    longest   characters; of a number, day or choice what may be typed
    least     of a number
    choices   codes that the cell may hold; their wordings are accepted too
    example   as typed into a file
    """

    name: str
    type: Type
    key: bool = False
    required: bool = False
    longest: int = 60
    least: Decimal | None = None
    choices: tuple[str, ...] = ()
    example: str = ""

    @property
    def is_read(self) -> bool:
        return self.type != "told"

    def titles(self, words: Catalogue) -> tuple[str, ...]:
        return tuple(self.title(words, language) for language in LANGUAGES)

    def title(self, words: Catalogue, language: Language) -> str:
        return words.say(f"upload.column.{self.name}", language)

    def about(self, words: Catalogue, language: Language) -> str:
        return words.say(f"upload.about.{self.name}", language)

    def choice(self, words: Catalogue, code: str, language: Language) -> str:
        """A choice in words. Kinds of documents are declared data and not worded here."""
        return words.say(f"upload.choice.{code}", language)


def told(name: str) -> Column:
    return Column(name, "told")


REASONS = told("reasons")  # only where rows come back: it is not in a template
CONFIRM = Column("confirm", "switch", choices=("yes",), example="yes")
TEXT = Column("text", "text", longest=LONGEST_TEXT)
MEASURE = Column("measure", "code", key=True, required=True, longest=20, example="12")
YEAR = Column("year", "year", key=True, required=True, longest=20, example="2021")


def amount(name: str, example: str, *, required: bool = False) -> Column:
    return Column(name, "number", required=required, least=-LARGEST, longest=40, example=example)


COLUMNS: Mapping[Kind, tuple[Column, ...]] = {
    "milestones": (
        MEASURE,
        Column("milestone", "code", key=True, required=True, longest=20, example="1/2021-06"),
        told("name"),
        told("expected"),
        told("due_on"),
        told("state"),
        Column("status", "choice", required=True, choices=STATUSES, example="done"),
        Column("done_on", "day", longest=20, example="2021-06-18"),
        TEXT,
        Column("document_kind", "choice", example="order"),
        Column("document_number", "text", longest=60, example="01-12/345"),
        Column("document_date", "day", longest=20, example="2021-06-15"),
        Column("document_link", "link", longest=500, example="https://adilet.zan.kz/"),
        CONFIRM,
        REASONS,
    ),
    "indicators": (
        Column("row", "code", key=True, required=True, example="T1.1/3-6"),
        YEAR,
        told("name"),
        told("unit"),
        told("target"),
        told("state"),
        amount("value", "98,2", required=True),
        Column("weight", "number", least=Decimal(0), longest=40, example="15400"),
        Column("document", "text", longest=300, example="1-НОБД"),
        Column("page", "text", longest=60, example="12"),
        Column("published_on", "day", longest=20, example="2022-03-01"),
        TEXT,
        CONFIRM,
        REASONS,
    ),
    "money": (
        MEASURE,
        YEAR,
        told("name"),
        told("planned"),
        told("state"),
        Column("source", "text", key=True, required=True, longest=20, example="РБ"),
        Column("budget_programme", "code", key=True, longest=60, example="001"),
        amount("plan", "295131"),
        amount("revised", "295131"),
        amount("spent", "294870,5"),
        CONFIRM,
        REASONS,
    ),
}


# Columns that several kinds have, so that they announce none.
SHARED = ("measure", "year", "name", "state", "text", "confirm", "reasons")


def column(kind: Kind, name: str) -> Column | None:
    return next((one for one in COLUMNS[kind] if one.name == name), None)


def keys(kind: Kind) -> tuple[str, ...]:
    return tuple(one.name for one in COLUMNS[kind] if one.key)


def printed(kind: Kind, *, with_reasons: bool = False) -> tuple[Column, ...]:
    """The columns of a file that we write."""
    return tuple(one for one in COLUMNS[kind] if with_reasons or one.name != "reasons")


def needed(kind: Kind) -> tuple[Column, ...]:
    """The columns that a table of this kind cannot do without."""
    return tuple(one for one in COLUMNS[kind] if one.required)


def filled(kind: Kind) -> tuple[str, ...]:
    """The columns in which a row says something; a template's row holds nothing there."""
    return tuple(one.name for one in COLUMNS[kind] if one.is_read and not one.key)


def sheet_title(kind: str, words: Catalogue, language: Language) -> str:
    return words.say(f"upload.sheet.{kind}", language)


def known_names(kind: Kind, words: Catalogue) -> Mapping[str, Column]:
    """Every spelling under which a column may stand in a header, folded."""
    return headers.spellings(COLUMNS[kind], lambda one: one.titles(words))


def kind_of(header: Sequence[str], words: Catalogue) -> Kind | None:
    """The kind of rows that a header announces: most of its names known, its own ones there."""
    kinds = {kind: known_names(kind, words) for kind in KINDS}
    return headers.kind_of(header, kinds, SHARED)


# --- the page of the reference ----------------------------------------------------------------


def page(words: Catalogue) -> str:
    """docs/reference/monitoring-files.md, less its first line."""
    lines = [
        "# Files of reports",
        "",
        "A body or a region may report by file: XLSX with up to three sheets, or CSV or JSON Lines",
        "with one kind of rows. The template of a year holds its reporter's duties not yet",
        "accepted; that of a source outside (`?source=oecd.pisa`) its rows alone, of every year.",
        "Source: `src/bagdar/monitoring/rules/templates.py`.",
        "",
        "A header names each column by its name or by its title in any language. Columns that are",
        "only told (by the template, for whoever fills it in) are not read. A row in which nothing",
        "stands beside its key columns is passed over. Good rows go in, bad rows come back with a",
        "reason each; the same file again changes nothing. A figure that looks wrong is asked",
        "about: `yes` in `confirm` says that it is meant.",
        "",
        "CSV is UTF-8, or UTF-16 with a byte order mark, separated by `;`, `,` or tab. Numbers",
        "typed as text have a decimal comma unless the sender says that they have a point.",
        "Formulas, macros, links to other books and files within files are refused.",
    ]
    for kind in KINDS:
        lines += ["", f"## {sheet_title(kind, words, 'en')}: `{kind}`", "", *_table(kind, words)]
    return "\n".join(lines) + "\n"


def _table(kind: Kind, words: Catalogue) -> Iterator[str]:
    yield "| Name | Қазақша · русский · English | Type | Needed | Example | What it holds |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for one in COLUMNS[kind]:
        needed = "key" if one.key and one.required else "yes" if one.required else ""
        cells = (
            f"`{one.name}`",
            " · ".join(one.titles(words)),
            _type(one),
            needed or ("key, may be empty" if one.key else ""),
            f"`{one.example}`" if one.example else "",
            one.about(words, "en"),
        )
        yield f"| {' | '.join(cells)} |"


def _type(one: Column) -> str:
    if one.choices:
        return f"{one.type}: {', '.join(f'`{code}`' for code in one.choices)}"
    if one.type in ("code", "text", "link"):
        return f"{one.type}, up to {one.longest} characters"
    if one.type == "number" and one.least == 0:
        return "number, 0 or more"
    return one.type
