"""Whom a row means: by number, or by nobody else being meant; else a person has to decide.

`match` is the one place that decides it. Probabilistic linking is to come here: what is doubtful
now would be compared there and go to a clerk where it stays so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from bagdar.intake.rules.nouns import Finding


@dataclass(frozen=True, repr=False)
class Person:
    """Somebody as far as matching needs it: whom a row describes, or whom the register knows.

    keys  search keys of the name; empty: no name
    """

    keys: frozenset[str] = frozenset()
    born_on: date | None = None
    iin: str = ""

    def is_quite_another(self, other: "Person") -> bool:
        """Another name and another birth date, each known of both."""
        has_names = bool(self.keys and other.keys)
        has_days = self.born_on is not None and other.born_on is not None
        return (
            has_names and not self.keys & other.keys and has_days and self.born_on != other.born_on
        )


@dataclass
class Known:
    """The people of the register whom the rows in hand may mean.

    by_number   column → number → person; of local numbers, those of the delivering organisation
    namesakes   (search key, birth date) → people of the organisation
    ours        who ever learnt or worked in the organisation
    """

    people: dict[UUID, Person] = field(default_factory=dict)
    by_number: dict[str, dict[str, UUID]] = field(
        default_factory=lambda: {"iin": {}, "person_id": {}, "local_number": {}}
    )
    namesakes: dict[tuple[str, date], set[UUID]] = field(default_factory=dict)
    ours: set[UUID] = field(default_factory=set)

    def learn(self, id: UUID, person: Person, numbers: Mapping[str, str], is_ours: bool) -> None:
        """What the rows after this one have to know of somebody whom it made or changed."""
        self.people[id] = person
        if is_ours:
            self.ours.add(id)
        for column, number in numbers.items():
            if number:
                self.by_number[column][number] = id
        if is_ours and person.born_on is not None:
            for key in person.keys:
                self.namesakes.setdefault((key, person.born_on), set()).add(id)

    def called(self, person: Person) -> set[UUID]:
        """People of the organisation with this name and birth date."""
        if person.born_on is None:
            return set()
        found = (self.namesakes.get((key, person.born_on), set()) for key in person.keys)
        return set().union(*found)


@dataclass(frozen=True)
class Match:
    """person_id None without findings: somebody new."""

    person_id: UUID | None = None
    findings: tuple[Finding, ...] = ()


def match(
    described: Person, numbers: Mapping[str, str], known: Known, *, may_make: bool,
    only_ours: bool = False,
) -> Match:  # fmt: skip
    """Whom a row means.

    numbers   as the row gives them: iin, person_id, local_number
    may_make  somebody unknown may be made; else a name and birth date may also point at the one
              of the organisation who has them
    only_ours  nobody who never learnt or worked in the organisation is meant, whatever the number
    """
    given = {column: number for column, number in numbers.items() if number}
    found = {
        column: known.by_number[column][number]
        for column, number in given.items()
        if number in known.by_number[column]
    }
    if "person_id" in given and "person_id" not in found:
        return _doubtful("person_id", "unknown_person")
    if len(set(found.values())) > 1:
        return _doubtful(next(iter(found)), "numbers_disagree")
    if found:
        column, id = next(iter(found.items()))
        if only_ours and id not in known.ours:
            return _doubtful(column, "unknown_number")
        return _checked(described, id, column, known)
    return _by_name(described, given, known, may_make)


def _checked(described: Person, id: UUID, column: str, known: Known) -> Match:
    if described.is_quite_another(known.people[id]):
        return _doubtful(column, "number_of_another")
    return Match(id)


def _by_name(described: Person, given: Mapping[str, str], known: Known, may_make: bool) -> Match:
    namesakes = _possible(known.called(described), described, known)
    if may_make:
        if namesakes:
            return _doubtful("family", "looks_like")
        if not given and (described.born_on is None or not described.keys):
            return _doubtful("local_number", "who")
        if not described.keys:
            return _doubtful("given", "unnamed")
        return Match()
    if len(namesakes) == 1 and not given:
        return Match(next(iter(namesakes)))
    if given:
        return _doubtful(next(iter(given)), "unknown_number")
    return _doubtful("family", "looks_like" if namesakes else "unknown_name")


def _possible(ids: Iterable[UUID], described: Person, known: Known) -> set[UUID]:
    """Namesakes without those whose IIN says that they are somebody else."""
    return {
        id
        for id in ids
        if not (described.iin and known.people[id].iin and described.iin != known.people[id].iin)
    }


def _doubtful(column: str, code: str) -> Match:
    key = f"intake.doubt.{code}"
    return Match(None, (Finding(column, key, f"{key}.remedy"),))
