"""OneRoster 1.2 CSV → rows of our forms, by the declared mapping data/intake/oneroster.toml.

A homeroom class is a group of ours, a student's enrolment in it a pupil's stay, a role in the
school a post. What the mapping does not name is told and left out; what a form needs and OneRoster
does not say is left empty, so that the row comes back with the reason.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bagdar.core import declared
from bagdar.core.errors import FaultyData, fault, refuse
from bagdar.core.sheets.archive import texts_of
from bagdar.core.sheets.files import read_file
from bagdar.core.sheets.limits import Limits
from bagdar.intake.rules.forms import FORMS, Form
from bagdar.intake.rules.places import COLUMN, WHOLE, written

SHOWN = "data/intake/oneroster.toml"
FILES = {
    "orgs": "orgs.csv", "users": "users.csv", "roles": "roles.csv", "classes": "classes.csv",
    "enrollments": "enrollments.csv", "sessions": "academicSessions.csv",
    "demographics": "demographics.csv",
}  # fmt: skip
NEEDED = ("users", "classes", "enrollments")
# What joins the files and is no fact of ours.
JOINS = frozenset({
    "sourcedId", "status", "dateLastModified", "classSourcedId", "schoolSourcedId",
    "userSourcedId", "termSourcedIds", "classType", "role", "orgSourcedId", "orgSourcedIds",
})  # fmt: skip
PARTS = ("groups", "pupils", "staff")
ARCHIVE = b"PK"
SUBJECT = "metadata.kz.subject"  # of a class: what is taught there
Values = dict[str, str | int]


class Record(dict[str, str]):
    """A line of a file, by its columns. place: "users.csv:3"; empty: there is no such line."""

    def __init__(self, given: Mapping[str, str], place: str) -> None:
        super().__init__(given)
        self.place = place


NONE = Record({}, "")


class Part(declared.Declared):
    """What becomes the rows of one form."""

    columns: dict[str, str]
    fixed: dict[str, str] = {}

    def sources(self, column: str) -> Iterator[tuple[str, str]]:
        """(file, column) of each place to look at, in its order."""
        for place in self.columns[column].split("|"):
            file, _, name = place.strip().partition(".")
            yield file, name


class Mapped(declared.Declared):
    """The declared mapping. positions: role → position of ours; empty: the files have to say."""

    source: str
    url: str
    checked_on: date
    roles: tuple[str, ...]
    class_types: tuple[str, ...]
    active: tuple[str, ...]
    grades: dict[str, int]
    levels: dict[str, tuple[int, int]]
    positions: dict[str, str]
    groups: Part
    pupils: Part
    staff: Part

    def level_of(self, grade: int) -> str:
        return next(
            (one for one, (least, most) in self.levels.items() if least <= grade <= most), ""
        )


@dataclass(frozen=True)
class Roster:
    """Rows by form, in the order in which they are to be delivered; unmapped: file.column.

    A row says under `places.COLUMN` from which lines it comes.
    """

    rows: Mapping[str, Sequence[Values]]
    unmapped: tuple[str, ...]
    left_out: int  # rows that are marked as deleted, or that no homeroom class holds


def mapping(data_dir: Path) -> Mapped:
    """Raises FaultyData."""
    found, faults = declared.read_toml(data_dir / "intake" / "oneroster.toml", Mapped, SHOWN)
    if found is not None:
        for name in PARTS:
            part: Part = getattr(found, name)
            known = FORMS[name].table.by_name
            faults += [
                declared.unknown_reference(one, known, SHOWN, None, name)
                for one in (*part.columns, *part.fixed)
                if one not in known
            ]
    if faults or found is None:
        raise FaultyData(faults)
    return found


def read_given(
    mapped: Mapped, given: Sequence[tuple[str, bytes]], school: str, limits: Limits
) -> Roster:
    """The same of what was handed in: a zip, or its files one by one, each with its name."""
    files: dict[str, bytes] = {}
    for name, content in given:
        if content.startswith(ARCHIVE):
            files |= texts_of(content, name, frozenset(FILES.values()), limits)
        else:
            files[name] = content
    return read(files, mapped, school, limits)


def read(files: Mapping[str, bytes], mapped: Mapped, school: str, limits: Limits) -> Roster:
    """What a set of OneRoster files says of one school.

    files   by name, users.csv and the like; school: its sourcedId, empty where there is only one
    Raises  FaultyData where a file that is needed is missing or cannot be read, where it is not
            said which of several schools is meant, and where more rows come out than may
    """
    for one in NEEDED:
        if FILES[one] not in files:
            refuse(fault("roster_file_missing", FILES[one]))
    tables = {one: _records(files.get(name), name, limits) for one, name in FILES.items()}
    schools = {one.get("schoolSourcedId", "") for one in tables["classes"]}
    if not school and len(schools) > 1:
        refuse(fault("roster_schools", FILES["classes"], count=len(schools)))
    roster = _Reading(tables, mapped, school).roster()
    for rows in roster.rows.values():
        if len(rows) > limits.rows:
            refuse(fault("upload_rows", FILES["enrollments"], limit=limits.rows))
    return roster


def _records(content: bytes | None, shown: str, limits: Limits) -> list[Record]:
    if content is None:
        return []
    [sheet] = read_file(content, shown, limits, formats=("csv",)).sheets
    return [
        Record(
            {
                name: str(cell.value).strip()
                for name, cell in zip(sheet.names, cells, strict=False)
                if not cell.is_empty
            },
            f"{shown}:{line}",
        )
        for line, cells in sheet.lines
    ]


class _Reading:
    def __init__(self, tables: Mapping[str, Sequence[Record]], mapped: Mapped, school: str) -> None:
        self.tables, self.mapped, self.school = tables, mapped, school
        self.by_id = {
            name: {one["sourcedId"]: one for one in rows if one.get("sourcedId")}
            for name, rows in tables.items()
        }
        self.left_out = 0

    def roster(self) -> Roster:
        groups = [
            self._row("groups", one, {"classes": one, "sessions": self._session(one)})
            for one in self.tables["classes"]
            if self._counts(one, "classType", self.mapped.class_types)
        ]
        pupils = [self._row("pupils", told["enrollments"], told) for told in self._enrolled()]
        rows = {"groups": groups, "pupils": pupils, "staff": list(self._staff())}
        return Roster(rows, tuple(self._unmapped()), self.left_out)

    # --- pupils -----------------------------------------------------------------------------------

    def _enrolled(self) -> Iterator[Mapping[str, Record]]:
        for one in self.tables["enrollments"]:
            if one.get("role", "") not in self.mapped.roles:
                continue
            class_ = self.by_id["classes"].get(one.get("classSourcedId", ""), NONE)
            is_home = class_.get("classType", "") in self.mapped.class_types
            if not is_home or not self._counts(one, "role", self.mapped.roles):
                self.left_out += not is_home
                continue
            about = self._about(one.get("userSourcedId", ""))
            yield {
                "enrollments": one, "classes": class_, "sessions": self._session(class_), **about,
            }  # fmt: skip

    def _about(self, user: str) -> Mapping[str, Record]:
        return {name: self.by_id[name].get(user, NONE) for name in ("users", "demographics")}

    def _counts(self, one: Record, column: str, wanted: Sequence[str]) -> bool:
        is_ours = not self.school or one.get("schoolSourcedId", "") == self.school
        is_active = one.get("status", "") in self.mapped.active
        if is_ours and not is_active:
            self.left_out += 1
        return is_ours and is_active and one.get(column, "") in wanted

    def _session(self, class_: Record) -> Record:
        first = class_.get("termSourcedIds", "").split(",")[0].strip()
        return self.by_id["sessions"].get(first, NONE)

    # --- staff ------------------------------------------------------------------------------------

    def _staff(self) -> Iterator[Values]:
        """A row for each role of somebody who works in the school."""
        taught = self._taught()
        for role in self._roles():
            user = role["userSourcedId"]
            position = self.mapped.positions[role["role"]]
            given: Values = {"position": position} if position else {}
            subjects = taught.get(user, set())
            # How work is divided between several subjects nobody says.
            if len(subjects) == 1:
                given["subject"] = next(iter(subjects))
            yield self._row("staff", role, {"roles": role, **self._about(user)}, given)

    def _roles(self) -> Iterator[Record]:
        """roles.csv of 1.2; where there is none, the role that users.csv names, as in 1.1."""
        told: Sequence[Record] = self.tables["roles"]
        if not told:
            told = [
                Record({**one, "userSourcedId": one.get("sourcedId", ""),
                        "orgSourcedId": one.get("orgSourcedIds", "")}, one.place)
                for one in self.tables["users"]
            ]  # fmt: skip
        for one in told:
            user = self.by_id["users"].get(one.get("userSourcedId", ""))
            schools = [part.strip() for part in one.get("orgSourcedId", "").split(",")]
            is_ours = not self.school or self.school in schools
            if user is None or not is_ours or one.get("role", "") not in self.mapped.positions:
                continue
            if {one.get("status", ""), user.get("status", "")} <= set(self.mapped.active):
                yield one
            else:
                self.left_out += 1

    def _taught(self) -> Mapping[str, set[str]]:
        """Subjects by teacher, as the classes say that somebody teaches."""
        found: dict[str, set[str]] = {}
        for one in self.tables["enrollments"]:
            class_ = self.by_id["classes"].get(one.get("classSourcedId", ""), NONE)
            subject = class_.get(SUBJECT, "")
            is_active = one.get("status", "") in self.mapped.active
            if subject and is_active and one.get("role", "") == "teacher":
                found.setdefault(one.get("userSourcedId", ""), set()).add(subject)
        return found

    # --- a row ------------------------------------------------------------------------------------

    def _row(
        self, form: str, whole: Record, told: Mapping[str, Record], given: Values | None = None
    ) -> Values:
        """A row of ours. whole: the line that it stands for; given: where no column says it."""
        part: Part = getattr(self.mapped, form)
        row: Values = dict(part.fixed)
        places = {WHOLE: whole.place}
        for column in part.columns:
            value, place = _said(part.sources(column), told)
            places[column] = place or whole.place
            if value:
                row[column] = value
        row = {**(given or {}), **row}
        grade = self.mapped.grades.get(str(row.get("grade", "")).split(",")[0].strip())
        if grade is not None:
            row |= {"grade": grade, "level": self.mapped.level_of(grade)}
            places["level"] = places["grade"]
        row[COLUMN] = written(places)
        return row

    def _unmapped(self) -> Iterator[str]:
        parts: list[Part] = [getattr(self.mapped, one) for one in PARTS]
        used = {place for part in parts for one in part.columns for place in part.sources(one)}
        used.add(("classes", SUBJECT))
        for file, rows in self.tables.items():
            for name in dict.fromkeys(name for one in rows for name, value in one.items() if value):
                if (file, name) not in used and name not in JOINS:
                    yield f"{FILES[file]}: {name}"


def _said(sources: Iterable[tuple[str, str]], told: Mapping[str, Record]) -> tuple[str, str]:
    """The first value that is not empty, and its place; else where it would have stood."""
    there = [(told.get(file, NONE), name) for file, name in sources]
    value = next(((one[name], one.place) for one, name in there if one.get(name)), None)
    return value or ("", next((one.place for one, _ in there if one.place), ""))


def lines_of(form: Form, rows: Sequence[Values], mapped: Mapped) -> bytes:
    """Rows as JSON Lines. Each has every column that the mapping fills or the form needs, so that
    what OneRoster does not say is an empty cell of a row that comes back.
    """
    part: Part = getattr(mapped, form.name)
    names = [
        one.name
        for one in form.columns
        if one.needed or one.name in part.columns or any(one.name in row for row in rows)
    ]
    lines = ({name: row.get(name) for name in (*names, COLUMN)} for row in rows)
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in lines).encode()
