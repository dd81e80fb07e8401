"""Rows that are delivered: the good ones go in once, the others come back, and nothing in between."""

import time
import pytest

from tests.pupils import pupils, tidy, to_csv
from tests.services.intake_tools import delivered, school

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_speed():
    where = school()
    content = to_csv(tidy(pupils(990)))
    a = time.time()
    one = delivered(content, where)
    print(time.time() - a, one)
    from bagdar.intake.queries.deliveries import reported
    print(reported(one.id, most=3))
    a = time.time()
    two = delivered(content, where, day=1)
    print(time.time() - a, two.counts)
    print(reported(two.id, most=3))
