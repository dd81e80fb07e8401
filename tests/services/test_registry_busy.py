"""Whoever waited in vain for others is told so, with the seconds after which to try again."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from bagdar.look.problems import problem_response
from bagdar.registry.rules.errors import NoSuchPerson, RegisterBusy
from bagdar.registry.services.timelines import tells_when_busy

pytestmark = pytest.mark.once


@pytest.mark.parametrize("text", ["database is locked", "deadlock detected"])
def test_a_database_that_is_busy_is_a_refusal_and_not_a_failure(text: str):
    with pytest.raises(RegisterBusy), tells_when_busy:
        raise OperationalError(text)


def test_any_other_failure_stays_what_it_is():
    for error in (OperationalError("no such table"), NoSuchPerson(id=1)):
        with pytest.raises(type(error)) as raised, tells_when_busy:
            raise error
        assert raised.value is error


@pytest.mark.parametrize("path", ["/api/v1/people", "/register/"])
def test_the_answer_says_when_to_ask_again(path: str, db: Any):
    answer = problem_response(RequestFactory().get(path), RegisterBusy())
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "Retry-After" not in problem_response(RequestFactory().get(path), NoSuchPerson(id=1))
