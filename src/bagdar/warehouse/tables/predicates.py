"""What a rule of a contract tests: a small vocabulary, each word a frozen value.

`bagdar.warehouse.checking` says what each means over whole columns. An empty cell passes every test
but Needed and AtLeastOne: that it must be filled is said once, by `needed`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Later:
    """A day comes after another, or on the same one."""

    column: str
    than: str
    or_same: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        return self.column, self.than


@dataclass(frozen=True)
class AtMost:
    """A number is not above another."""

    column: str
    other: str

    @property
    def columns(self) -> tuple[str, ...]:
        return self.column, self.other


@dataclass(frozen=True)
class AgeBetween:
    """Whole years of age on a day, both ends included."""

    born_on: str
    on: str
    least: int
    most: int

    @property
    def columns(self) -> tuple[str, ...]:
        return self.born_on, self.on


@dataclass(frozen=True)
class InRangeWhen:
    """A number lies between two, both included, where another column holds one of some codes."""

    column: str
    least: int
    most: int
    when: str
    holds: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return self.column, self.when


@dataclass(frozen=True)
class AgeWhen:
    """AgeBetween, where another column holds one of some codes."""

    born_on: str
    on: str
    least: int
    most: int
    when: str
    holds: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return self.born_on, self.on, self.when


@dataclass(frozen=True)
class NeededWhen:
    """A column is filled where another holds one of some codes; no codes: wherever it is filled."""

    column: str
    when: str
    holds: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return self.column, self.when


@dataclass(frozen=True)
class EmptyUnless:
    """A column is empty unless another holds one of some codes; no codes: unless it is filled.

    or_no  of a column of yes and no: no may stand anywhere
    """

    column: str
    unless: str
    holds: tuple[str, ...] = ()
    or_no: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        return self.column, self.unless


@dataclass(frozen=True)
class AtLeastOne:
    """One of the columns is filled."""

    columns: tuple[str, ...]


@dataclass(frozen=True)
class Different:
    """Two columns do not hold the same."""

    column: str
    other: str

    @property
    def columns(self) -> tuple[str, ...]:
        return self.column, self.other


@dataclass(frozen=True)
class IinAgrees:
    """What an IIN's digits say agrees with a birth date and a sex. Only ever warns."""

    iin: str
    born_on: str
    sex: str

    @property
    def columns(self) -> tuple[str, ...]:
        return self.iin, self.born_on, self.sex


@dataclass(frozen=True)
class Once:
    """No two rows of a file hold the same in all of these columns; the later one is told."""

    columns: tuple[str, ...]


@dataclass(frozen=True)
class NoOverlap:
    """No two rows that agree in `of` share a day; both are told."""

    of: tuple[str, ...]
    start: str
    end: str

    @property
    def columns(self) -> tuple[str, ...]:
        return *self.of, self.start, self.end


Predicate = (
    Later | AtMost | AgeBetween | AgeWhen | InRangeWhen | NeededWhen | EmptyUnless | AtLeastOne
    | Different | IinAgrees | Once | NoOverlap
)  # fmt: skip
