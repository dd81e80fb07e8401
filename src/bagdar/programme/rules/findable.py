"""What people can find in an edition: its entries, with their codes and everything they say."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar, get_args

from bagdar.core.languages import LANGUAGES, Words
from bagdar.programme.rules.act import Edition

Kind = Literal[
    "goal", "task", "subtask", "indicator", "measure", "body", "budget_programme",
    "abbreviation", "legal_basis",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
Role = Literal[
    "title", "wording", "part", "unit", "source", "form", "deadline", "executors", "spelling",
    "budget_programme", "measures", "date",
]  # fmt: skip
Item = TypeVar("Item")


@dataclass(frozen=True)
class Entry:
    """Something that can be found.

    code   its address within its kind
    codes  what people may type for it: ("I1.4.2", "1.4.2"); the first one is shown
    title  how it is listed
    texts  everything else that is searched, by role
    """

    kind: Kind
    code: str
    codes: tuple[str, ...]
    title: Words
    texts: tuple[tuple[Role, Words], ...] = ()


def entries(edition: Edition) -> tuple[Entry, ...]:
    """Everything that an edition lets people find, in the act's order within a kind."""
    return (
        *_headings(edition),
        *_indicators(edition),
        *_measures(edition),
        *_bodies(edition),
        *_budget_programmes(edition),
        *_abbreviations(edition),
        *_legal_bases(edition),
    )


def _headings(edition: Edition) -> Iterator[Entry]:
    kinds: tuple[Kind, ...] = ("goal", "task", "subtask")
    for kind, headings in zip(kinds, (edition.goals, edition.tasks, edition.subtasks), strict=True):
        for heading in headings:
            wordings = (heading.passport, heading.body, heading.annex)
            yield Entry(kind, heading.code, (heading.code,), heading.name, _wordings(wordings))


def _wordings(
    wordings: Iterable[Words | None], role: Role = "wording"
) -> tuple[tuple[Role, Words], ...]:
    return tuple((role, words) for words in dict.fromkeys(wordings) if words is not None)


def _indicators(edition: Edition) -> Iterator[Entry]:
    for indicator in edition.indicators:
        texts: list[tuple[Role, Words]] = []
        codes = [indicator.code, indicator.code[1:]]
        for row in indicator.rows:
            printed = [one for one in (row.body, row.annex) if one is not None]
            codes.append(row.code)
            texts += _wordings((row.part,), "part")
            texts += _wordings((one.name for one in printed), "wording")
            texts += _wordings((one.unit for one in printed), "unit")
            texts += _wordings((one.source for one in printed), "source")
            for one in printed:
                texts += _executors(edition, one.executors)
        yield Entry("indicator", indicator.code, _distinct(codes), indicator.name, _distinct(texts))


def _measures(edition: Edition) -> Iterator[Entry]:
    for measure in edition.measures:
        codes = tuple(code for row in measure.money for code in row.budget_programmes)
        texts: list[tuple[Role, Words]] = [
            ("form", measure.form),
            ("deadline", measure.deadline.printed),
            *_executors(edition, measure.executors),
            *(("budget_programme", Words.same(code)) for code in codes),
        ]
        numbers = (str(measure.number), measure.code)
        yield Entry("measure", str(measure.number), numbers, measure.name, _distinct(texts))


def _executors(edition: Edition, printed: Sequence[str]) -> list[tuple[Role, Words]]:
    """The executors as printed, and by the short names that Russian and English readers use.

    Their full names are left out: every measure of a ministry of science would match "science".
    """
    if not printed:
        return []
    bodies = {one: edition.body_of(one) for one in printed}
    short = {
        language: ", ".join(body.short[language] if body else one for one, body in bodies.items())
        for language in ("ru", "en")
    }
    return [("executors", Words(kk=", ".join(printed), **short))]


def _bodies(edition: Edition) -> Iterator[Entry]:
    for body in edition.bodies:
        codes = (body.printed, *(body.short[language] for language in LANGUAGES), body.code)
        spellings = tuple(map(Words.same, (*_of_several_words(codes), *body.spellings)))
        yield Entry(
            "body", body.code, _distinct(codes), body.name, _wordings(spellings, "spelling")
        )


def _budget_programmes(edition: Edition) -> Iterator[Entry]:
    """Each budget programme code with the measures paid from it; the act gives it no name."""
    measures: dict[str, list[Words]] = defaultdict(list)
    for measure in edition.measures:
        for code in dict.fromkeys(code for row in measure.money for code in row.budget_programmes):
            measures[code].append(measure.name)
    for code, names in sorted(measures.items()):
        yield Entry(
            "budget_programme", code, (code,), Words.same(code), _wordings(names, "measures")
        )


def _abbreviations(edition: Edition) -> Iterator[Entry]:
    for abbreviation in edition.abbreviations:
        short = (abbreviation.short[language] for language in LANGUAGES)
        codes = _distinct((abbreviation.printed, *short))
        spellings = tuple(map(Words.same, _of_several_words(codes)))
        texts = _wordings(spellings, "spelling")
        yield Entry("abbreviation", abbreviation.printed, codes, abbreviation.meaning, texts)


def _of_several_words(codes: Iterable[str]) -> Iterator[str]:
    """A query is cut at spaces, so such a code is only found as a text."""
    return (code for code in codes if " " in code)


def _legal_bases(edition: Edition) -> Iterator[Entry]:
    for place, basis in enumerate(edition.passport.legal_bases, start=1):
        dates = tuple(Words.same(f"{day:%d.%m.%Y}") for day in basis.dates)
        codes = (basis.number,) if basis.number else ()
        yield Entry("legal_basis", str(place), codes, basis.title, _wordings(dates, "date"))


def _distinct(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(items))
