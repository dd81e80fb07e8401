"""`bagdar registry`: looking leaves a trace before it shows anything, and shows no whole number."""

import json
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner

from bagdar.audit.models import Event
from bagdar.config import console
from bagdar.config.cli import bagdar
from bagdar.registry import public
from bagdar.registry.queries import people
from bagdar.registry.rules import kinds
from bagdar.registry.rules.details import EmploymentDetails, SupportDetails
from bagdar.registry.rules.errors import NoSuchOrganisation, NoSuchPerson, PurposeNeeded
from bagdar.registry.rules.nouns import Place
from tests.register import IIN, SCHOOL_YEAR, given, learning, organisation, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _in_kazakh_again() -> Any:
    yield
    console.choose("kk")


def typed(*words: object) -> str:
    command = ["--language", "en", "registry", *map(str, words)]
    return CliRunner().invoke(bagdar, command, catch_exceptions=False).output


def looks() -> list[tuple[str, str, dict[str, Any]]]:
    found = Event.objects.filter(action__contains="looked_at").order_by("pk")
    return [(one.about, one.role, one.facts) for one in found]


@pytest.fixture
def pupil() -> Any:
    id, school = person(1, iin=IIN), organisation(1)
    public.enrol(id, learning(school), SCHOOL_YEAR, **given(60))
    public.leave(id, Place(school, "2"), date(2020, 12, 1), "health", **given(60 * 24))
    return id, school


def test_without_a_purpose_nothing_is_shown_and_nothing_is_noted(pupil: Any):
    for words in ((), ("--purpose", "  ")):
        with pytest.raises(PurposeNeeded):
            typed("story", pupil[0], *words)
    assert looks() == []


def test_a_story_is_told_in_words_and_the_look_is_noted_with_day_purpose_and_role(pupil: Any):
    id, school = pupil
    told = typed("story", id, "--purpose", f"lost certificate of {IIN}").splitlines()
    assert told[0] == f"{id}  illustrative, not real facts"
    assert told[1].startswith("  2005-09-01/..: Мысалова Әсел Үлгіқызы, KZ, 0509••••••06; recorded")
    assert len(told) == 4
    assert told[2].endswith("superseded by secretary")
    assert told[3].startswith(f"  2020-09-01/2020-12-01: {school} · ISCED 2 · 5 · 5 А · full_time")
    [(about, role, facts)] = looks()
    assert (about, role) == (f"registry.person:{id}", "operator")
    assert facts["purpose"] == "lost certificate of 0509••••••06"
    assert set(facts) == {"day", "purpose", "role"} and date.fromisoformat(facts["day"])


def test_a_story_tells_every_kind_and_the_sensitive_ones_when_asked(pupil: Any):
    id, school = pupil
    need = SupportDetails(need="hearing", measure="technical_aids")
    work = EmploymentDetails(employer_bin="990140000017", months_paid=9)
    for kind, one in ((kinds.SUPPORT, need), (kinds.EMPLOYMENT, work)):
        public.record_fact(kind, id, one, SCHOOL_YEAR, **given(90))
    asked = ("story", id, "--purpose", "support plan")
    told = typed(*asked)
    assert "employment · 9901••••••17 · 9; recorded" in told
    assert "hearing" not in told and "990140000017" not in told
    assert "support · hearing · technical_aids; recorded" in typed(*asked, "--sensitive")
    more = json.loads(typed(*asked, "--sensitive", "--json"))["more"]
    assert {kind: len(lines) for kind, lines in more.items() if lines} == {
        "employment": 1, "support": 1,
    }  # fmt: skip
    assert more["employment"][0]["employer_bin"] == "9901••••••17"
    assert [facts.get("sensitive") for _, _, facts in looks()] == [None, True, True]


def test_the_look_is_noted_before_the_answer(pupil: Any, monkeypatch: pytest.MonkeyPatch):
    def noted(*_: Any, **__: Any) -> None:
        assert len(looks()) == 1
        raise LookupError

    monkeypatch.setattr(people, "story", noted)
    with pytest.raises(LookupError):
        typed("story", pupil[0], "--purpose", "a question of the family")
    assert looks() == []  # nothing was shown, so nothing stands


def test_a_story_can_be_asked_for_a_day_and_an_instant(pupil: Any):
    def groups(*words: str) -> list[tuple[str, str]]:
        told = json.loads(typed("story", pupil[0], "--purpose", "x", "--json", *words))
        return [(one["valid"], one["leaving_reason"]) for one in told["enrolments"]]

    whole, left = ("2020-09-01/2021-06-01", ""), ("2020-09-01/2020-12-01", "health")
    assert groups() == [whole, left]
    assert groups("--on", "2020-12-01") == [whole]
    assert groups("--known-at", "2020-09-01T11:00") == [whole]  # Almaty's clock: 05:00 in UTC
    assert groups("--known-at", "2020-09-01T10:59") == []
    assert groups("--known-at", "2020-09-03") == [left]
    told = json.loads(typed("story", pupil[0], "--purpose", "x", "--json"))
    assert told["facts"][0]["iin"] == "0509••••••06" and told["origin"] == "illustrative"


def test_a_class_list_is_of_a_day_and_of_what_was_known(pupil: Any):
    id, school = pupil
    told = typed("class-list", school, "--on", "2020-12-01").splitlines()
    assert told == ["0 learners"]
    then = ("--on", "2020-12-01", "--known-at", "2020-09-01T12:00")
    told = typed("class-list", school, *then).splitlines()
    assert told[0].startswith(f"{id}  Мысалова Әсел Үлгіқызы  ")
    assert told[1] == "1 learner"
    [one] = json.loads(typed("class-list", school, *then, "--json"))
    assert (one["person"], one["group"], one["given"]) == (str(id), "5 А", "Әсел")
    assert [(about, facts["on"]) for about, _, facts in looks()] == [
        (f"registry.organisation:{school}", "2020-12-01")
    ] * 3


def test_nobody_and_nothing_are_refused_and_not_noted():
    with pytest.raises(NoSuchPerson):
        typed("story", uuid4(), "--purpose", "x")
    with pytest.raises(NoSuchOrganisation):
        typed("class-list", uuid4(), "--on", "2020-12-01")
    assert looks() == []
