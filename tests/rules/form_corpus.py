"""Files of the register's forms as people and attackers send them, made from the forms' templates.

Every form has each of its columns typed wrongly in every way that its type knows, its file
encoded, cut and headed wrongly, and its template damaged as the workbooks of `upload_corpus` are.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import cycle
from typing import Any

from bagdar.core.sheets.columns import Column
from bagdar.intake.presenters import templates
from bagdar.intake.presenters.reader import Reader
from bagdar.intake.queries import declared
from bagdar.intake.rules.forms import FORMS
from tests.rules.upload_corpus import KAZAKH, RUSSIAN, WHOLE_BOOK, WHOLE_TEXT, Build, carried_by
from tests.rules.upload_corpus import Case as OfReports
from tests.rules.upload_corpus_cells import BOMBS, BOOKS, SENT, SLOW

# Codes that say something of an archive, or of bytes that are no table: whatever its columns.
OF_BYTES = ("empty_file", "upload_not_a_table")
OF_ARCHIVES = (
    "upload_broken", "upload_old_format", "upload_not_a_workbook", "upload_bomb_entries",
    "upload_bomb_size", "upload_bomb_ratio", "upload_bomb_cells", "upload_path", "upload_macros",
    "upload_links", "upload_nested", "upload_entities",
)  # fmt: skip
SCRIPT = "<script>alert(1)</script>"


@dataclass(frozen=True)
class Case:
    """One file of a form.

    kind    what is wrong with it, the same word in every form
    whole   the code for which the file is refused whole; line: where
    column  else the cell of line 2 that comes back with `code`; empty: the line as a whole
    code    empty: nothing is wrong
    """

    form: str
    kind: str
    build: Build
    whole: str = ""
    line: int | None = None
    column: str = ""
    code: str = ""
    told: str | None = None

    @property
    def name(self) -> str:
        return f"{self.form}: {self.column}: {self.kind}"


def typed_wrongly(column: Column) -> Iterator[tuple[str, str, str]]:
    """(what, the cell, its code) of every way in which a cell of that type goes wrong."""
    if column.required:
        yield "missing", "", "cell_missing"
    yield "formula", "=1+1", "cell_formula"
    match column.type:
        case "text":
            yield "control character", "а\x07б", "cell_control"
            yield "too long", "ә" * (column.longest + 1), "cell_long"
        case "code":
            yield "turned over", "T\u202e4", "cell_control"
            yield "too long", "T" * (column.longest + 1), "cell_long"
        case "choice":
            yield "unknown", "бәлкім", "cell_choice"
            yield "script", SCRIPT, "cell_choice"
        case "numeral":
            yield "letters", "ЖСН жоқ", "cell_digits"
            yield "exponent", "9,80101E+11", "cell_exponent"
            yield "zeros lost", "1" * (column.digits - 1), "cell_zeros_short"
        case "number" | "whole":
            yield "no number", "NaN", "cell_number"
            yield "another mark", "1.5", "cell_mark"
            yield "percent", "98%", "cell_percent"
            yield "beyond all numbers", "9" * 30, "cell_large"
            if column.type == "whole":
                yield "part", f"{right(column)},5", "cell_whole"
        case "day":
            yield "no day", "2021-02-30", "cell_day"
            yield "script", SCRIPT, "cell_day"
            yield "far", "0021-06-18", "cell_day_far"
        case "yes_or_no":
            yield "perhaps", "мүмкін", "cell_yes_or_no"


def right(column: Column) -> str:
    """A cell that its column takes."""
    match column.type:
        case "choice":
            return column.choices[0].code
        case "numeral":
            return "1" * column.digits
        case "number" | "whole":
            least = max(column.least or Decimal(1), Decimal(0))
            return f"{least.normalize():f}".replace(".", ",")
        case "day":
            return "2024-09-01"
        case "yes_or_no":
            return "yes"
        case _:
            return "KZ"


def columns_of(form: str) -> Sequence[Column]:
    return declared.columns(FORMS[form])


def rows_of(form: str, changed: Mapping[str, str]) -> tuple[list[str], list[str], list[str]]:
    """A header, a row with what is changed, a row that is right."""
    columns = columns_of(form)
    good = {one.name: right(one) for one in columns}
    return [*good], [*{**good, **changed}.values()], [*good.values()]


def csv(*lines: Sequence[str], mark: str = ";", end: str = "\n") -> str:
    return end.join(mark.join(line) for line in lines) + end


def quoted(*lines: Sequence[str]) -> bytes:
    return csv(*([f'"{cell}"' for cell in line] for line in lines)).encode()


def of_cells(form: str) -> Iterator[Case]:
    for column in columns_of(form):
        for what, cell, code in typed_wrongly(column):
            content = quoted(*rows_of(form, {column.name: cell}))
            yield Case(
                form, f"{column.type} {what}", lambda content=content: content,
                column=column.name, code=code,
            )  # fmt: skip


def of_texts(form: str) -> Iterator[Case]:
    head, row, good = rows_of(form, {})
    texts = [at for at, one in enumerate(columns_of(form)) if one.type in ("text", "code")]
    place = texts[0] if texts else 0  # what cannot be read at all is not looked at by columns

    def saying(words: str) -> str:
        return csv(head, [*row[:place], words.split(";")[-1], *row[place + 1 :]])

    def headed(*names: str) -> bytes:
        extra = [good[0]] * (len(names) - len(head))
        return csv(names, [*row[: len(names)], *extra]).encode()

    kazakh, russian, plain = saying(KAZAKH), saying(RUSSIAN), csv(head, row, good)
    twin = next(name for name in head if "o" in name)
    needed = next((one.name for one in columns_of(form) if one.required), "")
    without = [at for at, name in enumerate(head) if name != needed]
    whole: Mapping[str, tuple[bytes, str, int | None, str | None]] = {
        "windows-1251": (russian.encode("cp1251"), "upload_encoding", 2, None),
        "KZ-1048": (kazakh.encode("kz1048"), "upload_encoding", 2, None),
        "CP866": (russian.encode("cp866"), "upload_encoding", 2, None),
        "KZ-1048 said to be 1251": (
            kazakh.encode("kz1048"), "upload_encoding_told", None, "windows-1251"),
        "UTF-16 without a mark": (kazakh.encode("utf-16-le"), "upload_encoding", None, None),
        "UTF-32": (kazakh.encode("utf-32"), "upload_encoding", None, None),
        "UTF-16 cut in half": (kazakh.encode("utf-16")[:-1], "upload_encoding", None, None),
        "encoded twice": (
            russian.encode().decode("latin-1").encode(), "upload_twice_encoded", 2, None),
        "a zero byte": (plain.replace(good[0], "a\x00b", 1).encode(), "null_byte", 2, None),
        "a quote that never ends": (csv(head, ['"', *row[1:]]).encode(), "upload_quotes", 2, None),
        "letters after a quote": (csv(head, ['"a"b', *row[1:]]).encode(), "upload_quotes", 2, None),
        "a column twice": (headed(*head, head[0]), "upload_column_twice", 1, None),
        "a column missing": (
            csv([head[at] for at in without], [row[at] for at in without]).encode(),
            "upload_column_missing", 1, None),
        "a column of one's own": (headed(*head, "wxyz"), "upload_column_unknown", 1, None),
        "a script as a column": (headed(*head, SCRIPT), "upload_column_unknown", 1, None),
        "a look-alike": (
            headed(*(one.replace("o", "о") if one == twin else one for one in head)),
            "upload_look_alike", 1, None),
        "10,000 columns": (
            headed(*head, *(f"c{n}" for n in range(10_000))), "upload_columns", 1, None),
        "6,000 rows": (csv(head, *([good] * 6000)).encode(), "upload_rows", 5002, None),
        "vertical bars": (csv(head, row, mark="|").encode(), "upload_no_table", None, None),
        "a title above": (("Тізім;;\n" + plain).encode(), "upload_no_table", None, None),
        "no header": (csv(row).encode(), "upload_no_table", None, None),
        "JSON that is no number": (b'{"a": NaN}', "upload_json_number", 1, None),
        "JSON too deep": (b"[" * 100_000, "upload_json_deep", 1, None),
        "a name twice in JSON": (b'{"a": 1, "a": 2}', "upload_json_twice", 1, None),
        "half a letter in JSON": (b'{"a": "\\ud800"}', "upload_json_half", 1, None),
    }  # fmt: skip
    if not needed:
        whole = {kind: one for kind, one in whole.items() if kind != "a column missing"}
    for kind, (content, code, line, told) in whole.items():
        yield Case(form, kind, lambda content=content: content, code, line, told=told)
    read: Mapping[str, tuple[bytes, str]] = {
        "as it should be": (plain.encode(), ""),
        "UTF-8 with a mark": (plain.encode("utf-8-sig"), ""),
        "UTF-16 with a mark": (plain.encode("utf-16"), ""),
        "CR alone": (csv(head, row, good, end="\r").encode(), ""),
        "tabs": (csv(head, row, good, mark="\t").encode(), ""),
        "too many cells": (csv(head, [*row, "x", "y"], good).encode(), "cell_surplus"),
    }
    for kind, (content, code) in read.items():
        yield Case(form, kind, lambda content=content: content, code=code)


def of_books(form: str) -> Iterator[Case]:
    """The form's own template, filled in and then damaged."""
    kept: list[bytes] = []

    def template() -> bytes:
        if not kept:
            values = {one.name: right(one) for one in columns_of(form)}
            kept.append(templates.to_xlsx(FORMS[form], [values], Reader("kk")))
        return kept[0]

    def damaged(build: Build) -> Build:
        def made() -> bytes:
            with carried_by(template()):
                return build()

        return made

    yield Case(form, "its template", template)
    for one in (*WHOLE_BOOK, *BOOKS, *BOMBS):
        if one.whole in OF_ARCHIVES:
            yield Case(form, one.name, damaged(one.build), one.whole)
    yield Case(form, SLOW.name, damaged(SLOW.build), SLOW.whole)


def of_bytes(form: str) -> Iterator[Case]:
    every: Sequence[OfReports] = [*WHOLE_TEXT, *SENT]
    for one in every:
        if one.whole in OF_BYTES and not one.told:
            yield Case(form, one.name, one.build, one.whole)


MAKERS: Sequence[Callable[[str], Iterator[Case]]] = (of_cells, of_texts, of_books, of_bytes)


def every_case() -> list[Case]:
    return [case for make in MAKERS for form in FORMS for case in make(form)]


def one_of_each(cases: Sequence[Case]) -> list[Case]:
    """Every kind of fault once, the forms in turn."""
    by_kind: dict[str, list[Case]] = {}
    for one in cases:
        by_kind.setdefault(one.kind, []).append(one)
    forms = cycle(FORMS)
    chosen = []
    for some in by_kind.values():
        wanted = next(forms)
        chosen.append(next((one for one in some if one.form == wanted), some[0]))
    return chosen


def is_costly(case: Case) -> bool:
    """Archives take a while to be made; the rest is a matter of milliseconds."""
    return bool(case.whole) and case.whole not in OF_BYTES and case.build.__name__ == "made"


def mutable(cases: Sequence[Any]) -> list[Any]:
    """What mutants are made of: short files, good and bad."""
    return [one for one in cases if not one.kind.startswith(("10,000", "6,000", "JSON too deep"))]
