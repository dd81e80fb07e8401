"""The database itself keeps what was delivered, and lets the cursor only go on."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

from bagdar.intake import models
from tests.pupils import pupils, tidy, to_csv
from tests.services.intake_tools import counted, delivered, school

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DEEDS: dict[str, Callable[[], object]] = {
    "a delivery is removed": lambda: models.Delivery.objects.all().delete(),
    "its bytes change": lambda: models.Delivery.objects.update(content=b"other"),
    "its sender changes": lambda: models.Delivery.objects.update(by="somebody else"),
    "the cursor goes back": lambda: models.Delivery.objects.update(rows_done=0),
    "a row that came back changes": lambda: models.ReportedRow.objects.update(findings=[]),
    "a row that came back is removed": lambda: models.ReportedRow.objects.all().delete(),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_the_database_refuses_that(deed: str):
    delivered(to_csv([{**tidy(pupils(1))[0], "level": "x"}]), school())
    before = counted()
    models.LocalNumber.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        DEEDS[deed]()
    assert counted() == before


def test_what_became_of_it_may_be_written():
    delivered(to_csv(tidy(pupils(1))), school())
    assert models.Delivery.objects.update(state="withdrawn", reason="wrong file") == 1
