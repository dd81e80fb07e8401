"""RELIABILITY W1: every operation does what its description says, whoever calls."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import hypothesis
import pytest
from django.db import transaction
from schemathesis.core.failures import FailureGroup

from bagdar.config.api import ExactJSON
from bagdar.programme import queries
from tests.api.contract import (
    ASKS_BOUNDARIES,
    EXAMPLES,
    PHASES,
    ROLES,
    SENDING,
    Caller,
    Tally,
    application,
    machine_of,
    one_connection,
    put_a_log,
    put_what_the_description_names,
    schema_of,
    undone,
)
from tests.conftest import ACT
from tests.people import one_of_each

pytestmark = [pytest.mark.django_db, pytest.mark.fuller]
on_both_engines = pytest.mark.database
app = application()
quick = schema_of(app, phases=PHASES)
schema = schema_of(app) if ASKS_BOUNDARIES else quick


@pytest.fixture(scope="module")
def callers(
    django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[dict[str, Caller]]:
    """One caller of each role, beside a loaded act; all of it is undone after the module."""
    from bagdar.audit.rules import Actor
    from bagdar.monitoring.reports import jobs
    from bagdar.programme import public

    # A builder is a process of its own, which would not see what is undone here.
    patch = pytest.MonkeyPatch()
    patch.setattr(jobs, "start_builder", lambda: None)
    with django_db_blocker.unblock(), transaction.atomic():
        public.load_folder(ACT, by=Actor("test", "operator"), at=datetime(2026, 1, 1, tzinfo=UTC))
        accounts = one_of_each()
        put_a_log(tmp_path_factory.mktemp("log"), patch)  # before files: it has a folder of its own
        put_what_the_description_names()
        ready = {role: Caller(role, accounts.get(role)) for role in ROLES}
        with one_connection():
            yield ready
        transaction.set_rollback(True)
    patch.undo()


@pytest.fixture(scope="module")
def tally() -> Tally:
    return Tally()


def keeps_its_word(case: Any, caller: Caller, tally: Tally) -> None:
    """One request with every check that Schemathesis has; what it wrote is undone.

    A failure says who asked: one drawn case may be sent by several.
    """
    call = {"headers": caller.headers, "cookies": caller.cookies}
    try:
        with undone():
            response = case.call(**call)
            tally.add(case, response)
            case.validate_response(response, headers=caller.headers, transport_kwargs=call)
    except BaseException as error:  # what Schemathesis raises is a group of these
        error.add_note(f"asked as: {caller.role}")
        raise


@on_both_engines
@schema.parametrize()
def test_an_operation_keeps_its_word_at_every_boundary(
    case: Any, callers: dict[str, Caller], tally: Tally
) -> None:
    keeps_its_word(case, callers["coordinator"], tally)


@pytest.mark.parametrize("roles", SENDING, ids="+".join)
@quick.parametrize()
def test_an_operation_keeps_its_word_whoever_calls(
    case: Any, roles: tuple[str, ...], callers: dict[str, Caller], tally: Tally
) -> None:
    for role in roles:
        keeps_its_word(case.derive(), callers[role], tally)


@on_both_engines
@pytest.mark.parametrize("role", ["public", "coordinator"])
def test_answers_lead_to_questions_that_are_answered(
    role: str, callers: dict[str, Caller], tally: Tally
) -> None:
    machine = machine_of(quick, callers[role], tally)
    machine.run(
        settings=hypothesis.settings(
            max_examples=max(4, EXAMPLES // 10),
            stateful_step_count=8,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
    )


def every_operation() -> set[str]:
    return {operation.ok().label for operation in schema.get_all_operations()}


@on_both_engines
def test_every_operation_was_asked(tally: Tally) -> None:
    assert set(tally.statuses) == every_operation(), "runs with the whole module only"


def test_nine_operations_in_ten_reach_an_answer(tally: Tally) -> None:
    """Over all roles: what a coordinator may not do, a body may."""
    unreached = every_operation() - tally.reached()
    assert len(unreached) <= 0.1 * len(every_operation()), "\n".join(sorted(unreached))


# --- negative controls ------------------------------------------------------------------------


def list_programmes() -> Any:
    return schema["/api/v1/programmes"]["GET"].Case()


def failures_of(caught: Any) -> set[str]:
    return {type(failure).__name__ for failure in caught.value.exceptions}


def test_an_operation_that_fails_is_found(callers: dict[str, Caller], monkeypatch: Any) -> None:
    def broken() -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(queries, "programmes", broken)
    with pytest.raises(FailureGroup) as caught:
        keeps_its_word(list_programmes(), callers["public"], Tally())
    assert "ServerError" in failures_of(caught)
    assert "asked as: public" in caught.value.__notes__


def test_an_answer_that_its_description_does_not_allow_is_found(
    callers: dict[str, Caller], monkeypatch: Any
) -> None:
    honest = ExactJSON.render

    def lying(self: Any, request: Any, data: Any, *, response_status: int) -> str:
        return honest(self, request, {**data, "count": "one"}, response_status=response_status)

    monkeypatch.setattr(ExactJSON, "render", lying)
    with pytest.raises(BaseException) as caught:
        keeps_its_word(list_programmes(), callers["public"], Tally())
    assert "JsonSchemaError" in failures_of(caught)


def test_a_status_that_is_not_described_is_found(
    callers: dict[str, Caller], monkeypatch: Any
) -> None:
    from bagdar.access.errors import LastCoordinator

    def refusing() -> None:
        raise LastCoordinator

    monkeypatch.setattr(queries, "programmes", refusing)
    with pytest.raises(FailureGroup) as caught:
        keeps_its_word(list_programmes(), callers["public"], Tally())
    assert "UndefinedStatusCode" in failures_of(caught)
