"""Search results as the page lists them: titles, marks and addresses."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.urls import reverse

from bagdar.core.languages import Language
from bagdar.look.words import current_language, t
from bagdar.programme.rules.findable import Entry, Kind
from bagdar.programme.rules.search import Found, Hit, Marked, Passage

AT_FIRST = 10  # results of a kind before "show all"
WRITTEN_IN = {
    "kk": "search.written.kazakh",
    "ru": "search.written.russian",
    "en": "search.written.english",
}
Parts = list[tuple[str, bool]]  # a text cut at its marks: (part, whether it matched)


@dataclass(frozen=True)
class Listed:
    """A result. passages: (where it matched, the text in parts)."""

    href: str
    code: str
    title: Parts
    passages: list[tuple[str, Parts]]


@dataclass(frozen=True)
class Group:
    """Results of one kind. more: the address of all of them, empty where all are shown."""

    kind: Kind
    title: str
    count: int
    hits: list[Listed]
    more: str = ""


@dataclass(frozen=True)
class KindLink:
    text: str
    count: int
    href: str
    is_here: bool


def groups(found: Found, programme: str, kind: str, question: dict[str, str]) -> list[Group]:
    """One kind with all its results, or every kind with its first ten.

    question: the address's q and programme, kept in the links to more
    """
    listed = []
    for own, hits in found.groups:
        if kind and own != kind:
            continue
        shown = hits if kind else hits[:AT_FIRST]
        more = "" if len(shown) == len(hits) else f"?{urlencode({**question, 'kind': own})}"
        listed.append(
            Group(
                kind=own,
                title=t(f"search.kind.{own}"),
                count=len(hits),
                hits=[_listed(hit, programme) for hit in shown],
                more=more,
            )
        )
    return listed


def kinds(found: Found, kind: str, question: dict[str, str]) -> list[KindLink]:
    """Every kind that has results, after "all"."""
    every = KindLink(t("search.every_kind"), found.count, f"?{urlencode(question)}", not kind)
    return [
        every,
        *(
            KindLink(
                text=t(f"search.kind.{own}"),
                count=len(hits),
                href=f"?{urlencode({**question, 'kind': own})}",
                is_here=own == kind,
            )
            for own, hits in found.groups
        ),
    ]


def _listed(hit: Hit, programme: str) -> Listed:
    title = hit.title
    if hit.entry.kind == "budget_programme":
        title = Marked(t("search.budget_programme", code=hit.entry.code))
    return Listed(
        href=address(hit.entry, programme),
        code=hit.code,
        title=title.parts,
        passages=[(_label(one), one.marked.excerpt().parts) for one in hit.passages],
    )


def _label(passage: Passage) -> str:
    role = t(f"search.role.{passage.role}")
    language: Language | None = passage.language
    if language in (None, current_language()):
        return role
    return f"{role}, {t(WRITTEN_IN[str(language)])}"


def address(entry: Entry, programme: str) -> str:
    """Where an entry is read."""
    return _ADDRESSES[entry.kind](entry, programme)


def _page(name: str) -> Callable[[Entry, str], str]:
    return lambda entry, programme: reverse(name, args=[programme, entry.code])


def _place(name: str, place: str) -> Callable[[Entry, str], str]:
    """A place on a page. {task}: of a subtask, whose code goes on from its task's."""

    def found(entry: Entry, programme: str) -> str:
        task = entry.code.rpartition(".")[0]
        shown = place.format(code=quote(entry.code), task=quote(task))
        return f"{reverse(name, args=[programme])}{shown}"

    return found


_ADDRESSES: dict[Kind, Callable[[Entry, str], str]] = {
    "goal": _place("programme", "#goal-{code}"),
    "task": _place("programme", "#task-{code}"),
    "subtask": _place("programme", "#task-{task}"),
    "indicator": _page("indicator"),
    "measure": _page("measure"),
    "body": _page("body"),
    "budget_programme": _place("finance", "?find.programmes={code}#table-programmes"),
    "abbreviation": _place("passport", "?find.abbreviations={code}#table-abbreviations"),
    "legal_basis": _place("passport", "#bases"),
}
