"""Details of every kind come from columns and go back to them; nothing personal is printed."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from bagdar.registry.rules import details
from bagdar.registry.rules.kinds import ACTIVITY, ENROLMENT, KINDS, ORGANISATION, POST, Kind
from bagdar.warehouse.tables import contract
from bagdar.warehouse.tables.contract import Secrecy

ID = UUID(int=7)
VALUES = {
    contract.Kind.TEXT: "x", contract.Kind.CODE: "x", contract.Kind.CODES: "kk ru",
    contract.Kind.WHOLE: 1, contract.Kind.DECIMAL: Decimal("0.5"),
    contract.Kind.SHARE: Decimal("0.25"), contract.Kind.AMOUNT: 250_000,
    contract.Kind.YES_NO: False, contract.Kind.DAY: date(2001, 2, 3),
    contract.Kind.IIN: "050901550006", contract.Kind.BIN: "990140000017",
    contract.Kind.COUNTRY: "KZ",
}  # fmt: skip
SPECIAL = {"form": "part_time", "sex": "female", "territory": "751000000"}
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def values(kind: Kind[Any]) -> dict[str, Any]:
    return {
        one.name: SPECIAL.get(one.name) or VALUES.get(one.kind, "x" if not one.to else ID)
        for one in kind.columns
    } | ({"parent": "750000000"} if kind.name == "territory" else {})


def nothing(kind: Kind[Any]) -> dict[str, Any]:
    """A row with what it needs alone."""
    return {name: value for name, value in values(kind).items() if kind.table[name].needed}


@every_kind
def test_what_is_read_is_written_again(kind: Kind[Any]):
    whole = values(kind)
    assert kind.written(kind.read(whole)) == whole
    assert kind.read(kind.written(kind.read(nothing(kind)))) == kind.read(nothing(kind))


@every_kind
def test_what_nobody_gave_is_empty_text_or_none(kind: Kind[Any]):
    written = kind.written(kind.read(nothing(kind)))
    empty = {name: written[name] for name in written.keys() - nothing(kind).keys()}
    assert set(empty.values()) <= {"", None}
    as_null = {**nothing(kind), **dict.fromkeys(empty)}
    assert kind.read(as_null) == kind.read(nothing(kind))


@every_kind
def test_no_print_of_what_is_said_of_a_person_shows_it(kind: Kind[Any]):
    said = kind.read(values(kind))
    if kind.table.subject == "person" and kind.name != "enrolment":
        assert "x" not in repr(said).replace(type(said).__name__, "")
        assert "050901550006" not in repr(said) and "250000" not in repr(said)


def test_decimals_are_kept_to_the_millionth_and_equal_however_they_came():
    given = nothing(POST)
    for workload in (0.1 + 0.2, Decimal("0.3"), "0.30000000"):
        assert POST.read({**given, "workload": workload}).workload == Decimal("0.3")


def test_a_timeline_is_what_the_contract_says_and_full_time_places_are_one():
    post = details.PostDetails(
        organisation_id=ID, position="teacher", workload=Decimal(1), is_main=True, subject="music"
    )
    assert POST.timeline(post) == (ID, "teacher", "music")
    assert ORGANISATION.timeline(ORGANISATION.read(nothing(ORGANISATION))) == ()
    club = ACTIVITY.read({"kind": "club", "direction": "chess"})
    assert ACTIVITY.timeline(club) == (None, "club", "chess")
    place = {"organisation_id": ID, "level": "2"}
    assert ENROLMENT.timeline(ENROLMENT.read({**place, "form": "full_time"})) == ("full_time",)
    part = ENROLMENT.read({**place, "form": "distance"})
    assert ENROLMENT.timeline(part) == (f"{ID}:2",)


def test_sensitive_kinds_and_pointers_follow_from_the_contracts():
    assert [one.name for one in KINDS.values() if one.is_sensitive] == ["pay", "support", "care"]
    assert all(one.secrecy is not Secrecy.OPEN for one in KINDS["support"].table.columns[:4])
    assert KINDS["guardianship"].pointers == {"guardian_id": "person"}
    assert KINDS["care"].pointers == {"organisation_id": "organisation"}
