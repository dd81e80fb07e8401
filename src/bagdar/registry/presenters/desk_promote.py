"""The wizard of promoting and graduating: what can be chosen, and what would be done."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from bagdar.core.languages import show
from bagdar.core.names import Name
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import current_language, t
from bagdar.registry.presenters.desk_lists import class_long, number
from bagdar.registry.queries.declared import lists
from bagdar.registry.queries.promoting import Plan
from bagdar.registry.rules.promoting import Choice, ClassKey, Fate, Line, count

TONES = {
    Fate.MOVES: "good", Fate.STAYS: "gold", Fate.LEAVES: "bad", Fate.WAITS: "plain",
    Fate.DECIDED: "plain",
}  # fmt: skip
Names = Mapping[UUID, Name]


@dataclass(frozen=True)
class Pupil:
    """A row of the wizard. choices: (value, text, whether it is chosen)."""

    id: UUID
    name: str
    choices: Sequence[tuple[str, str, bool]]


def choice_of(value: str, to: ClassKey | None) -> Choice | None:
    """What a row's choice means; None where it means nothing. to: the class of the new year.

    moves · moves:6 Б · stays · stays:5 Б · leaves:health · waits
    """
    word, _, more = value.partition(":")
    if word == "moves" and to is not None:
        return Choice(Fate.MOVES, to=ClassKey(to.level, to.grade, more or to.name))
    if word == "stays":
        return Choice(Fate.STAYS, group=more)
    if word == "leaves" and more in lists().leaving_reasons:
        return Choice(Fate.LEAVES, reason=more)
    return Choice(Fate.WAITS) if word == "waits" else None


def choices(
    to: ClassKey | None, classes: Iterable[ClassKey], key: ClassKey, *, graduates: bool
) -> list[tuple[str, str]]:
    """What can be chosen for one pupil, the usual way first."""
    known = list(classes)
    found = []
    if graduates:
        found.append(("leaves:graduated", t("registry_desk.fate.graduates")))
    elif to is not None:
        found.append(("moves", t("registry_desk.fate.moves_to", name=to.name)))
        found += [
            (f"moves:{one.name}", t("registry_desk.fate.moves_to", name=one.name))
            for one in known
            if (one.level, one.grade) == (to.level, to.grade) and one.name != to.name
        ]
    if not graduates:
        found.append(("stays", t("registry_desk.fate.stays_in", name=key.name)))
        found += [
            (f"stays:{one.name}", t("registry_desk.fate.stays_in", name=one.name))
            for one in known
            if (one.level, one.grade) == (key.level, key.grade) and one.name != key.name
        ]
        language = current_language()
        found += [
            (f"leaves:{one.code}", t("registry_desk.fate.leaves_for",
                                     reason=show(one.name, language)))
            for one in lists().leaving_reasons.values()
        ]  # fmt: skip
    return [*found, ("waits", t("registry_desk.fate.waits"))]


def pupils(
    lines: Iterable[Line],
    names: Names,
    offered: Sequence[tuple[str, str]],
    given: Mapping[str, str],
) -> list[Pupil]:
    """Those who are not decided yet, by name. given: what was chosen before, by fate-ID."""
    found = []
    for line in lines:
        if line.fate is Fate.DECIDED:
            continue
        chosen = given.get(f"fate-{line.person_id}", offered[0][0])
        listed = [(value, text, value == chosen) for value, text in offered]
        found.append(Pupil(line.person_id, name_of(line.person_id, names), listed))
    return sorted(found, key=lambda one: (one.name, str(one.id)))


def name_of(person_id: UUID, names: Names) -> str:
    name = names.get(person_id)
    return (name.full if name else "") or t("registry_desk.no_name")


def answers(lines: Sequence[Line]) -> list[Answer]:
    counts = count(lines)
    found = [Answer(t("registry_desk.answer.pupils"), number(len(lines)))]
    for fate in Fate:
        if fate in counts:
            found.append(Answer(t(f"registry_desk.fate.{fate.value}"), number(counts[fate])))
    return found


def classes_table(plans: Sequence[Plan], graduating: Iterable[ClassKey]) -> Table:
    """A line a class: where it goes on to and how many."""
    columns = [
        Column("name", t("registry_desk.column.class"), "code"),
        Column("to", t("registry_desk.column.to")),
        *[
            Column(fate.value, t(f"registry_desk.fate.{fate.value}"), "number", total=True)
            for fate in (Fate.MOVES, Fate.DECIDED, Fate.WAITS)
        ],
    ]
    last = set(graduating)
    rows = []
    for plan in plans:
        told = Counter(line.fate for line in plan.lines)
        to = plan.asked.usual.to
        where: object = to.name if to else None
        if plan.asked.key in last:
            where = Mark(t("registry_desk.fate.graduating"), "gold")
        rows.append(
            {
                "name": class_long(plan.asked.key),
                "to": where or t("registry_desk.promote.no_ladder"),
                **{fate.value: told[fate] for fate in (Fate.MOVES, Fate.DECIDED, Fate.WAITS)},
            }
        )
    title = t("registry_desk.promote.table.classes")
    return Table("plan", title, columns, rows, empty=t("registry_desk.promote.empty"), find=False)


def pupils_table(lines: Iterable[Line], names: Names) -> Table:
    """A line a pupil: what would be done."""
    columns = [
        Column("name", t("registry_desk.column.name"), wide=True),
        Column("fate", t("registry_desk.column.fate")),
        Column("to", t("registry_desk.column.to")),
    ]
    rows = [
        {
            "name": name_of(line.person_id, names),
            "fate": Mark(t(f"registry_desk.fate.{line.fate.value}"), TONES[line.fate]),  # type: ignore[arg-type]
            "to": _to(line),
        }
        for line in lines
    ]
    title = t("registry_desk.promote.table.pupils")
    return Table("plan", title, columns, rows, empty=t("registry_desk.promote.empty"), sort="name")


def _to(line: Line) -> object:
    if line.after is not None:
        return line.after.group or None
    reason = lists().leaving_reasons.get(line.reason)
    return reason.name if reason else None
