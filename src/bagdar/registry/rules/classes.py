"""The classes of an organisation on a day: those that were opened and those that are learnt in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bagdar.core.errors import DomainError
from bagdar.registry.rules.nouns import Learner
from bagdar.registry.rules.promoting import ClassKey


@dataclass(frozen=True)
class OpenedClass:
    """A class as it was opened. places: None: not said; shift: 1, 2, 3 or None."""

    key: ClassKey
    language: str
    kind: str
    shift: int | None = None
    places: int | None = None
    programme: str = ""


@dataclass(frozen=True)
class ClassOnDay:
    """opened: None where pupils are in a class of which nobody said that it was opened."""

    key: ClassKey
    learners: int
    opened: OpenedClass | None = None

    @property
    def free_places(self) -> int | None:
        if self.opened is None or self.opened.places is None:
            return None
        return self.opened.places - self.learners


class ClassNameNeeded(DomainError):
    code = "registry.class_name_needed"
    status = 422


class ClassExists(DomainError):
    code = "registry.class_exists"
    status = 409


class NoSuchClass(DomainError):
    code = "registry.no_such_class"
    status = 404


class ClassHasLearners(DomainError):
    """It cannot be closed while somebody learns in it from the day on."""

    code = "registry.class_has_learners"
    status = 409


def key_of(one: Learner) -> ClassKey:
    said = one.enrolment
    return ClassKey(said.level, said.grade, said.group)


def on_day(
    opened: Iterable[OpenedClass], counted: Mapping[ClassKey, int]
) -> tuple[ClassOnDay, ...]:
    """By level, grade and name. counted: learners; who is in no class under the empty name."""
    known = {one.key: one for one in opened}
    keys = sorted({*counted, *known}, key=_in_order)
    return tuple(ClassOnDay(key, counted.get(key, 0), known.get(key)) for key in keys)


def _in_order(key: ClassKey) -> tuple[object, ...]:
    return (key.level, -1 if key.grade is None else key.grade, key.name)
