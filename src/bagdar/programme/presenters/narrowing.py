"""What a list is narrowed to: the fields of its form and which choice holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bagdar.programme.presenters.reader import Reader
from bagdar.programme.rules.act import Edition


@dataclass(frozen=True)
class Choice:
    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class Field:
    """A select of the form. chosen: its value, empty for everything."""

    name: str
    label: str
    choices: tuple[Choice, ...]

    @property
    def chosen(self) -> str:
        return next((choice.value for choice in self.choices if choice.is_chosen), "")


def field(
    name: str,
    choices: Iterable[tuple[str, str]],
    asked: Mapping[str, str],
    reader: Reader,
    label: str = "",
) -> Field:
    """A field with "all" before its choices; a value that is no choice is taken as none.

    label  as it is printed; without one the field's own, `narrow.<name>`
    """
    listed = list(choices)
    wanted = asked.get(name, "")
    if wanted not in {value for value, _ in listed}:
        wanted = ""
    shown = [("", reader.say("narrow.all")), *listed]
    return Field(
        name,
        label or reader.say(f"narrow.{name}"),
        tuple(Choice(value, text, value == wanted) for value, text in shown),
    )


def chosen(fields: Iterable[Field]) -> dict[str, str]:
    """Field → value, only of fields that narrow."""
    return {one.name: one.chosen for one in fields if one.chosen}


def goal_choices(edition: Edition, reader: Reader) -> list[tuple[str, str]]:
    return [
        (goal.code, reader.say("goal.numbered", number=goal.number, name=goal.name))
        for goal in edition.goals
    ]


def task_choices(edition: Edition, reader: Reader) -> list[tuple[str, str]]:
    return [(task.code, f"{task.code}. {task.name[reader.language]}") for task in edition.tasks]


def body_choices(edition: Edition, codes: Iterable[str], reader: Reader) -> list[tuple[str, str]]:
    """Bodies in the edition's order, by short name and full name."""
    wanted = set(codes)
    return [
        (body.code, f"{body.short[reader.language]} – {body.name[reader.language]}")
        for body in edition.bodies
        if body.code in wanted
    ]
