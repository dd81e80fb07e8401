"""Any order of services leads where the pure functions of core.periods say; nothing is lost."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bagdar.audit.models import Event
from bagdar.core.periods import Change, Period, Version, as_known, supersede, withdraw
from bagdar.registry import models, public
from bagdar.registry.queries.rows import versions
from bagdar.registry.rules.errors import AlreadyEnrolled, NotEnrolled
from bagdar.registry.rules.nouns import EnrolmentDetails, Form, Place
from bagdar.registry.services import timelines
from tests.register import BEGAN, given, learning, organisation, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DAYS = [date(2020, 9, 1) + timedelta(days=n) for n in range(7)]  # the last one: only in open ones
PERIODS = [Period(DAYS[m], DAYS[n]) for m in range(6) for n in range(m + 1, 7)]
PERIODS += [Period(day) for day in DAYS[:5]]
Told = dict[date, EnrolmentDetails]
Timelines = dict[str, Told]
periods, schools = st.sampled_from(PERIODS), st.sampled_from([0, 1])
groups, forms = st.sampled_from("AB"), st.sampled_from([Form.FULL_TIME] * 3 + [Form.PART_TIME])
reasons = st.sampled_from(["other", "health"])
kinds = st.sampled_from(["enrol", "correct", "withdraw"])


def told(known: Any) -> Told:
    """What versions say of each day; two that speak of one day are a defect."""
    found: Told = {}
    for one in known:
        for day in filter(one.valid.contains, DAYS):
            assert day not in found
            found[day] = one.value
    return found


class Register(RuleBasedStateMachine):
    """The services beside a model that keeps, for each instant, a value for each day."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.person, self.schools = person(1), [organisation(1), organisation(1)]
        self.minute = 1
        self.believed: dict[datetime, Timelines] = {given(1)["at"]: {}}
        self.ever: dict[int, Any] = {}
        self.events = Event.objects.count()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def said(self, school: int, group: str, form: Form) -> EnrolmentDetails:
        return learning(self.schools[school], group, form=form)

    def before(self) -> Timelines:
        return self.believed[max(self.believed)]

    def standing(self, place: Place) -> tuple[Version[Any], ...]:
        rows = versions(list(models.Enrolment.objects.filter(person_id=self.person)))
        return tuple(one for one in rows if one.value.place.timeline == place.timeline)

    def does(self, verb: Any, *what: Any, after: Timelines | None) -> None:
        """A service, which must refuse exactly what the model does not allow: after is None."""
        self.minute += 1
        how = given(self.minute)
        try:
            with transaction.atomic():
                verb(self.person, *what, **how)
        except (AlreadyEnrolled, NotEnrolled):
            assert after is None
            return
        assert after is not None
        self.believed[how["at"]] = after
        self.events += 1

    @rule(kind=kinds, school=schools, group=groups, form=forms, days=periods)
    def one_step(self, kind: str, school: int, group: str, form: Form, days: Period[date]) -> None:
        said = self.said(school, group, form)
        now, at = self.before(), given(self.minute + 1)["at"]
        mine = now.get(said.place.timeline, {})
        there = {day: one for day, one in mine.items() if days.contains(day)}
        entered = mine | dict.fromkeys(filter(days.contains, DAYS), said)
        timeline = self.standing(said.place)
        if kind == "enrol":
            allowed, after = set(there.values()) <= {said}, entered
            step = supersede(timeline, Change(said, days), at)
        elif kind == "correct":
            allowed, after = bool(there), entered
            step = supersede(timeline, Change(said, days), at)
        else:
            gone = {day for day, one in there.items() if one.place == said.place}
            allowed, after = bool(gone), {day: mine[day] for day in mine.keys() - gone}
            step = withdraw(timeline, days, at)
            if gone != there.keys():
                step = None  # another school's days stay: not one withdrawal
        verb = {"enrol": public.enrol, "correct": public.correct_enrolment}.get(kind)
        what = (said, days) if verb else (said.place, days)
        self.does(verb or public.withdraw_enrolment, *what,
                  after={**now, said.place.timeline: after} if allowed else None)  # fmt: skip
        if allowed and step:
            assert set(self.standing(said.place)) == set(step.applied_to(timeline))

    @rule(school=schools, form=forms, day=st.sampled_from(DAYS[1:]), reason=reasons)
    def leave(self, school: int, form: Form, day: date, reason: str) -> None:
        place = self.said(school, "A", form).place
        self.does(public.leave, place, day, reason, after=self.left(place, day, reason))

    @rule(school=schools, form=forms, to=schools, into=forms, group=groups, days=periods)
    def transfer(
        self, school: int, form: Form, to: int, into: Form, group: str, days: Period[date]
    ) -> None:
        place, said = self.said(school, "A", form).place, self.said(to, group, into)
        after = self.left(place, days.start, "transferred")
        if after is not None:
            there = after.get(said.place.timeline, {})
            taken = {one for day, one in there.items() if days.contains(day)}
            entered = there | dict.fromkeys(filter(days.contains, DAYS), said)
            after = {**after, said.place.timeline: entered} if taken <= {said} else None
        self.does(public.transfer, place, said, days, "transferred", after=after)

    def left(self, place: Place, day: date, reason: str) -> Timelines | None:
        """The model after somebody has left: the run of days with the last one's value, up to it,
        has the reason; later days at the place are gone. None: was not there on the last day.
        """
        mine = self.before().get(place.timeline, {})
        last = mine.get(day - timedelta(days=1))
        if last is None or last.place != place:
            return None
        [version] = [
            one
            for one in self.standing(place)
            if one.is_current and one.valid.contains(day - timedelta(days=1))
        ]
        after = {
            one: value for one, value in mine.items() if one < day or value.place != place
        } | {
            one: last.left_for(reason) for one in mine if version.valid.contains(one) and one < day
        }  # fmt: skip
        return {**self.before(), place.timeline: after}

    @invariant()
    def every_instant_gives_what_it_gave(self) -> None:
        rows = versions(list(models.Enrolment.objects.filter(person_id=self.person)))
        for at, believed in self.believed.items():
            for moment in (at, at + timedelta(seconds=59)):
                known = as_known(rows, moment)
                for timeline in {one.value.place.timeline for one in rows} | believed.keys():
                    mine = [one for one in known if one.value.place.timeline == timeline]
                    assert told(mine) == believed.get(timeline, {})
        assert as_known(rows, BEGAN) == ()

    @invariant()
    def class_lists_are_the_same_days(self) -> None:
        at = max(self.believed)
        for school in self.schools:
            for day in DAYS[2:4]:
                listed = [one.enrolment for one in public.enrolments_on(school, day, at)]
                told_of = [one.get(day) for one in self.believed[at].values()]
                mine = [one for one in told_of if one and one.organisation_id == school]
                assert sorted(map(repr, listed)) == sorted(map(repr, mine))

    @invariant()
    def nothing_is_erased_and_each_deed_has_its_event(self) -> None:
        ends = dict(models.Enrolment.objects.values_list("pk", "superseded_at"))
        for pk, ended in self.ever.items():
            assert ended in (None, ends[pk])
        self.ever = ends
        assert Event.objects.count() == self.events


SETTINGS = settings(
    max_examples=6, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
)
# Of the controls: what is planted is met within few examples, and the first one ends them.
CONTROL = settings(
    SETTINGS, max_examples=200, phases=[Phase.generate], derandomize=True, database=None,
    report_multiple_bugs=False,
)  # fmt: skip


def test_the_services_do_what_the_algebra_says_in_any_order():
    run_state_machine_as_test(Register, settings=SETTINGS)


@pytest.mark.thorough
def test_the_services_do_what_the_algebra_says_in_many_more_orders():
    run_state_machine_as_test(Register, settings=settings(SETTINGS, max_examples=150))


def test_a_service_that_loses_the_rest_of_what_it_ends_is_noticed(monkeypatch: pytest.MonkeyPatch):
    """The negative control: only days of the correction itself are written."""
    real = timelines.Writer.write_rows

    def forgetful(self: Any, kind: Any, rows: Any, step: Any) -> Any:
        values = {one.value for one in step.ends}
        kept = tuple(one for one in step.adds if one.value not in values)
        return real(self, kind, rows, type(step)(step.at, step.ends, kept))

    monkeypatch.setattr(timelines.Writer, "write_rows", forgetful)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Register, settings=CONTROL)
