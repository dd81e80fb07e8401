"""A form for one record: a field for each column, what was typed, and what is wrong beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bagdar.intake.presenters.reader import Reader
from bagdar.intake.queries import declared
from bagdar.intake.rules.forms import Form
from bagdar.intake.rules.nouns import Finding

MOST_OPTIONS = 400


@dataclass(frozen=True)
class Field:
    """kind: text, day, choice, or suggested, which offers and takes anything."""

    name: str
    label: str
    hint: str
    kind: str
    value: str
    required: bool
    options: Sequence[tuple[str, str, bool]]
    errors: Sequence[str]

    @property
    def id(self) -> str:
        return f"field-{self.name}"


def fields(
    form: Form,
    typed: Mapping[str, str],
    findings: Iterable[Finding],
    words: Reader,
    groups: Sequence[str],
) -> list[Field]:
    found = list(findings)
    return [
        Field(
            name=one.name,
            label=words.text(one.title),
            hint=words.text(one.about) if one.about else "",
            kind=_kind(one.type, one.name, groups),
            value=typed.get(one.name, ""),
            required=one.required,
            options=_options(one, typed.get(one.name, ""), words, groups),
            errors=[_told(finding, words) for finding in found if finding.column == one.name],
        )
        for one in declared.columns(form)
    ]


def _kind(type_: str, name: str, groups: Sequence[str]) -> str:
    if name == "group" and groups:
        return "suggested"
    return {"choice": "choice", "yes_or_no": "choice", "day": "day"}.get(type_, "text")


def _options(
    one: declared.Column, typed: str, words: Reader, groups: Sequence[str]
) -> list[tuple[str, str, bool]]:
    if one.type == "yes_or_no":
        pairs = [("yes", words.say("intake.yes")), ("no", words.say("intake.no"))]
    elif one.name == "group":
        pairs = [(name, name) for name in groups]
    else:
        pairs = [(choice.code, words.text(choice.name)) for choice in one.choices[:MOST_OPTIONS]]
    return [(code, name, code == typed) for code, name in pairs]


def of_row(form: Form, findings: Iterable[Finding], words: Reader) -> list[str]:
    """What is wrong with the record as a whole."""
    names = {one.name for one in form.columns}
    return [_told(one, words) for one in findings if one.column not in names]


def _told(one: Finding, words: Reader) -> str:
    facts = dict(one.facts)
    facts.setdefault("known", [])
    reason, remedy = words.say(one.key, **facts), words.maybe(one.remedy, **facts)
    return f"{reason}: {remedy}" if remedy else reason
