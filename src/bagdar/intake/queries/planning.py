"""What rows would do: whom each means, which facts it makes, and what these do to what stands.

Reads in bulk and writes nothing: a load writes the plan of a chunk, a dry run shows the plan of a
whole file.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from bagdar.core.errors import DomainError
from bagdar.core.names import Name
from bagdar.intake import models
from bagdar.intake.queries.senders import Sender
from bagdar.intake.rules.errors import NotOfRegion, UnknownOrganisation
from bagdar.intake.rules.forms import Form
from bagdar.intake.rules.making import Made, made
from bagdar.intake.rules.matching import Known, Person, match
from bagdar.intake.rules.nouns import Counts, Finding, Row
from bagdar.registry.public import (
    Ground,
    ground_of,
    held_elsewhere,
    organisations_meant,
    people_meant,
    timelines_of,
)
from bagdar.registry.rules.differing import differing
from bagdar.registry.rules.taking import Effect, Said, Timelines
from bagdar.warehouse.tables.contract import Severity
from bagdar.warehouse.tables.registry import TABLES

NUMBERS = ("iin", "person_id", "local_number")
# Where a report points when the register refuses what a row says.
COLUMNS = {
    "registry.already_enrolled": "valid_from",
    "registry.organisation_not_there": "valid_from",
    "registry.level_not_offered": "level",
}


@dataclass
class Plan:
    """What some rows come to.

    rows  with all that was found in them
    local_numbers  the organisation's own, of people whom they were not known for
    """

    timelines: Timelines
    rows: list[Row] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    new_people: list[UUID] = field(default_factory=list)
    new_organisations: list[UUID] = field(default_factory=list)
    local_numbers: dict[str, UUID] = field(default_factory=dict)


def plan(form: Form, rows: Sequence[Row], sender: Sender, *, on: date, lock: bool = False) -> Plan:
    """What rows come to, one after another. rows: judged already; on: the day of the delivery."""
    return _Planner(form, rows, sender, on, lock).planned()


class _Planner:
    def __init__(
        self, form: Form, rows: Sequence[Row], sender: Sender, on: date, lock: bool
    ) -> None:
        self.form, self.rows, self.sender = form, rows, sender
        good = [one for one in rows if not one.is_refused]
        self.described = {one.line: _described(one.values) for one in good}
        self.known = self._known(good) if form.is_of_people else Known()
        self.by_bin: dict[str, UUID] = {}
        self.ground: Ground = ground_of(sender.organisation_id)
        organisations = {sender.organisation_id} if sender.organisation_id else set()
        if form.sent_by == "authority":
            organisations |= self._organisations(good)
        tables = [one.table for one in form.makes]
        found = timelines_of(
            tables, people=list(self.known.people), organisations=organisations, lock=lock
        )
        self.plan = Plan(found)
        self.held = self._held(on)

    def _held(self, on: date) -> frozenset[UUID]:
        """Whom the sender may not describe: another organisation has them full-time."""
        if all(one.table != "person" for one in self.form.makes):
            return frozenset()
        return held_elsewhere(list(self.known.people), self.sender.organisation_id, on)

    # --- what the register knows ------------------------------------------------------------------

    def _known(self, rows: Sequence[Row]) -> Known:
        values = [one.values for one in rows]
        local = self._local_numbers(
            [one["local_number"] for one in values if "local_number" in one]
        )
        iins = {one[name] for one in values for name in ("iin", "guardian_iin") if name in one}
        ids = {UUID(one["person_id"]) for one in values if "person_id" in one}
        keys = {key for one in self.described.values() for key in one.keys}
        known = Known()
        known.by_number["local_number"] = dict(local)
        for one in people_meant(
            iins=iins, ids={*ids, *local.values()}, keys=keys,
            organisation_id=self.sender.organisation_id, origin=self.sender.origin,
        ):  # fmt: skip
            person = Person(one.keys, one.born_on, one.iin)
            known.learn(one.id, person, {"iin": one.iin, "person_id": str(one.id)}, one.is_ours)
        return known

    def _local_numbers(self, numbers: Sequence[str]) -> Mapping[str, UUID]:
        rows = models.LocalNumber.objects.filter(
            organisation_id=self.sender.organisation_id, number__in=numbers
        )
        return dict(rows.values_list("number", "person_id"))

    def _organisations(self, rows: Sequence[Row]) -> set[UUID]:
        ids = {
            UUID(one.values["organisation_id"]) for one in rows if "organisation_id" in one.values
        }
        bins = {one.values["bin"] for one in rows if "bin" in one.values}
        found = organisations_meant(ids=ids, bins=bins, origin=self.sender.origin)
        self.by_bin = {number: id for id, number in found.items() if number}
        self.organisations = set(found)
        return set(found)

    # --- one row after another --------------------------------------------------------------------

    def planned(self) -> Plan:
        for row in self.rows:
            done, counts = (row, Counts()) if row.is_refused else self._taken(row)
            self.plan.rows.append(done)
            warned = bool(done.findings) and not done.is_refused
            told = Counts(rows=1, refused=int(done.is_refused), warned=int(warned))
            self.plan.counts += told + counts
        return self.plan

    def _taken(self, row: Row) -> tuple[Row, Counts]:
        try:
            return self._of_person(row) if self.form.is_of_people else self._of_organisation(row)
        except DomainError as error:
            return row.found([refusal(error)]), Counts()

    def _of_person(self, row: Row) -> tuple[Row, Counts]:
        described = self.described[row.line]
        numbers = {name: str(row.values[name]) for name in NUMBERS if name in row.values}
        # What is only said of somebody is said by where that somebody learns or works.
        only_ours = not self.form.may_make and self.sender.organisation_id is not None
        found = match(
            described, numbers, self.known, may_make=self.form.may_make, only_ours=only_ours
        )
        if found.findings:
            return row.found(found.findings), Counts()
        id = found.person_id or uuid.uuid4()
        about = {"person_id": id, "organisation_id": self.sender.organisation_id}
        warnings: list[Finding] = []
        guardians: dict[UUID, Person] = {}
        facts = list(self._facts(row, about, warnings, guardians))
        effect = self.plan.timelines.take(facts)
        self._learn(id, described, numbers, is_new=found.person_id is None)
        for guardian, person in guardians.items():
            self.known.learn(guardian, person, {"iin": person.iin}, False)
            self.plan.new_people.append(guardian)
        return row.found(warnings), _counts(effect, found.person_id is None)

    def _learn(
        self, id: UUID, described: Person, numbers: Mapping[str, str], *, is_new: bool
    ) -> None:
        before = self.known.people.get(id, Person())
        person = before if id in self.held else Person(
            described.keys or before.keys, described.born_on or before.born_on,
            described.iin or before.iin,
        )  # fmt: skip
        local = numbers.get("local_number")
        if local and self.known.by_number["local_number"].get(local) != id:
            self.plan.local_numbers[local] = id
        if is_new:
            self.plan.new_people.append(id)
        self.known.learn(id, person, {**numbers, "person_id": str(id)}, True)

    def _facts(
        self,
        row: Row,
        about: Mapping[str, Any],
        warnings: list[Finding],
        guardians: dict[UUID, Person],
    ) -> Iterator[Said]:
        for one in made(self.form, row.values):
            if one.making.table == "guardianship":
                yield from self._guardian(row, one, about, warnings, guardians)
                continue
            if one.making.table == "person" and about["person_id"] in self.held:
                warnings += self._otherwise(one, about)
                continue
            if one.making.table == "enrolment" and one.making.how == "truth":
                self.ground.demand_offered(one.columns["level"], one.valid)
            yield _said(one, about)

    def _otherwise(self, one: Made, about: Mapping[str, Any]) -> Iterator[Finding]:
        """Which details of somebody whom another organisation describes the row says otherwise."""
        recorded = self.plan.timelines.latest("person", about)
        for name in differing(recorded, one.columns):
            yield Finding(
                name, "intake.held_elsewhere", "intake.held_elsewhere.remedy",
                severity=Severity.WARNS,
            )  # fmt: skip

    def _guardian(
        self,
        row: Row,
        one: Made,
        about: Mapping[str, Any],
        warnings: list[Finding],
        guardians: dict[UUID, Person],
    ) -> Iterator[Said]:
        """The guardian is found by the IIN, or made where the row gives a name."""
        number = row.values["guardian_iin"]
        id = self.known.by_number["iin"].get(number)
        if id is None:
            named = {
                name: row.values.get(f"guardian_{name}")
                for name in ("family", "given", "patronymic")
            }
            if not (named["family"] or named["given"]):
                key = "intake.doubt.guardian_unnamed"
                warnings.append(
                    Finding("guardian_iin", key, f"{key}.remedy", severity=Severity.WARNS)
                )
                return
            id = uuid.uuid4()
            guardians[id] = Person(_keys(named), None, number)
            yield Said("person", {**named, "iin": number, "person_id": id}, one.valid)
        yield _said(one, {**about, "guardian_id": id})

    def _of_organisation(self, row: Row) -> tuple[Row, Counts]:
        id = self.sender.organisation_id
        is_new = False
        if self.form.sent_by == "authority":
            id, is_new = self._which(row)
        effect = self.plan.timelines.take(
            [_said(one, {"organisation_id": id}) for one in made(self.form, row.values)]
        )
        if is_new and id is not None:
            self.plan.new_organisations.append(id)
            if "bin" in row.values:
                self.by_bin[row.values["bin"]] = id
        return row, _counts(effect, False)

    def _which(self, row: Row) -> tuple[UUID, bool]:
        """The organisation that a row of an authority means, and whether it is new."""
        if self.sender.region and row.values["region"] != self.sender.region:
            raise NotOfRegion(region=self.sender.region)
        given = row.values.get("organisation_id")
        if given is not None:
            if UUID(given) not in self.organisations:
                raise UnknownOrganisation()
            return UUID(given), False
        found = self.by_bin.get(row.values.get("bin", ""))
        return (found, False) if found else (uuid.uuid4(), True)


def _said(one: Made, about: Mapping[str, Any]) -> Said:
    own = {column.name for column in TABLES[one.making.table].own_columns}
    whom = {name: id for name, id in about.items() if name in own}
    return Said(one.making.table, {**one.columns, **whom}, one.valid, one.making.how)


def _described(values: Mapping[str, Any]) -> Person:
    return Person(_keys(values), values.get("born_on"), values.get("iin", ""))


def _keys(values: Mapping[str, Any]) -> frozenset[str]:
    name = Name(values.get("family") or "", values.get("given") or "")
    return frozenset(key for key in name.keys if key)


def _counts(effect: Effect, is_new: bool) -> Counts:
    nothing = effect.is_nothing and not is_new
    return Counts(
        taken=int(not nothing),
        unchanged=int(nothing),
        new_people=int(is_new),
        new_stays=effect.new_stays,
        ended_stays=effect.ended_stays,
        added=effect.added,
        ended=effect.ended,
    )


def refusal(error: DomainError) -> Finding:
    """What the register refuses, as a finding of the row."""
    return Finding(COLUMNS.get(error.code, ""), f"error.{error.code}", facts=error.facts)
