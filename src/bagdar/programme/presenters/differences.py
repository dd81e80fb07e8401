"""What differs between two editions, grouped and said as a page shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from bagdar.core.languages import LANGUAGES, Language, Words, show
from bagdar.look.components import Piece, pieces
from bagdar.look.tables import Column, Table
from bagdar.look.words import current_language, t, words_catalogue
from bagdar.programme.rules.compare import Difference, field_words, sentence

GROUPS: tuple[tuple[str, frozenset[str]], ...] = (
    ("targets", frozenset({"target"})),
    ("money", frozenset({"money"})),
    ("measures", frozenset({"measure"})),
    ("indicators", frozenset({"indicator", "row"})),
    ("headings", frozenset({"goal", "task", "subtask"})),
    ("bodies", frozenset({"body", "abbreviation"})),
    ("act", frozenset({"programme", "passport", "totals", "section6"})),
)
OTHER_GROUP = "act"
TEXT_OF = {
    "kk": "compare.kazakh_text",
    "ru": "compare.russian_text",
    "en": "compare.english_text",
}


@dataclass(frozen=True)
class Change:
    """One difference. left and right are empty where the sentence alone says everything.

    note  which language's text is compared, where it is not the reader's
    """

    sentence: str
    code: str
    name: str
    field: str
    href: str
    note: str = ""
    left: Sequence[Piece] = ()
    right: Sequence[Piece] = ()


@dataclass(frozen=True)
class Group:
    name: str
    title: str
    changes: list[Change]


def group_of(difference: Difference) -> str:
    found = (name for name, subjects in GROUPS if difference.subject in subjects)
    return next(found, OTHER_GROUP)


def groups(differences: Iterable[Difference], old: str, new: str) -> list[Group]:
    """Groups that have a difference, in the order of GROUPS. old, new: kz-2020-2025@1"""
    changes: dict[str, list[Change]] = {}
    for difference in differences:
        changes.setdefault(group_of(difference), []).append(change(difference, old, new))
    return [
        Group(name, t(f"compare.group.{name}"), changes[name])
        for name, _ in GROUPS
        if name in changes
    ]


def change(difference: Difference, old: str, new: str) -> Change:
    language = current_language()
    catalogue = words_catalogue()
    said = sentence(difference, catalogue)[language]
    where = old if difference.kind == "removed" and not difference.field else new
    is_apart = difference.field not in ("", "name", "title")  # else the change shows the name
    name = difference.name[language] if difference.name and is_apart else ""
    field = field_words(difference, catalogue, language) if difference.field else ""
    base = Change(said, difference.code, name, field, address(difference, where))
    if not _is_wording(difference):
        return base
    compared = _language_of(difference, language)
    left, right = pieces(_text(difference.old, compared), _text(difference.new, compared))
    note = "" if compared == language else t(TEXT_OF[compared])
    return Change(
        said, base.code, base.name, base.field, base.href, note=note, left=left, right=right
    )


def _is_wording(difference: Difference) -> bool:
    values = (difference.old, difference.new)
    return bool(difference.field) and any(isinstance(one, (Words, str)) for one in values)


def _language_of(difference: Difference, language: Language) -> Language:
    """The reader's language where its texts differ; else the first in which they do."""
    for one in (language, *LANGUAGES):
        if _text(difference.old, one) != _text(difference.new, one):
            return one
    return language


def _text(value: object, language: Language) -> str:
    return "" if value is None else show(value, language)


def address(difference: Difference, programme: str) -> str:
    """The page of what changed; empty where it has none. programme: kz-2020-2025@2"""
    code = difference.code
    if difference.subject in ("measure", "money"):
        return reverse("measure", args=[programme, code.removeprefix("m")])
    if difference.subject in ("target", "row", "indicator"):
        return reverse("indicator", args=[programme, code.split("/")[0]])
    if difference.subject == "body":
        return reverse("body", args=[programme, code])
    if difference.subject in ("goal", "task", "subtask"):
        return reverse("programme", args=[programme])
    if difference.subject in ("passport", "programme"):
        return reverse("passport", args=[programme])
    return ""


def table(differences: Iterable[Difference], old: str, new: str) -> Table:
    """One row a difference, figures as figures."""
    language = current_language()
    rows = []
    for difference in differences:
        own = change(difference, old, new)
        rows.append(
            {
                "group": t(f"compare.group.{group_of(difference)}"),
                "code": difference.code,
                "href": own.href,
                "what": own.field or own.name or None,
                "old": _cell(difference.old, language),
                "new": _cell(difference.new, language),
                "unit": difference.unit,
                "sentence": own.sentence,
            }
        )
    return Table(
        name="differences",
        title=t("compare.table"),
        columns=(
            Column("group", t("compare.column.group")),
            Column("code", t("compare.column.code"), "code", link="href"),
            Column("what", t("compare.column.what"), wide=True),
            Column("old", t("compare.column.old")),
            Column("new", t("compare.column.new")),
            Column("unit", t("compare.column.unit")),
            Column("sentence", t("compare.column.sentence"), wide=True),
        ),
        rows=rows,
        empty=t("compare.same"),
    )


def _cell(value: object, language: Language) -> str | Decimal | None:
    if value is None or isinstance(value, Decimal):
        return value
    return show(value, language)
