"""The tables of diplomas go back to before papers while there is no paper, and not after."""

from typing import Any

import pytest

from tests.migrating import Migrating, a_database

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Any:
    folder = tmp_path_factory.mktemp("migrating")
    with django_db_blocker.unblock(), a_database(folder) as made:
        yield made


OF_REGISTER = """
from tests.diplomas_issued import graduate, issued, university
one = university()
[made] = issued(one, [graduate(one)])
print(made.state)
"""
BACK = """
def diplomas(name):
    return migrate("credentials", name).get_model("credentials", "Diploma").objects

def kept(rows):
    return refusal(rows.update, jwt="x"), refusal(rows.update, graduation_id=None), refusal(
        rows.all()._raw_delete, "default")

try:
    old = diplomas("0003_forms_and_printed_links")
    print(old.count(), *kept(old))
    new = diplomas("0004_papers")
    print(new.count(), *kept(new), refusal(new.update, paper_key="x"))
except Exception as refused:
    print(type(refused).__name__, refused)
newest()
"""
OF_PAPER = """
from bagdar.credentials import models
from tests.diplomas_issued import REGISTRAR
from tests.papers_entered import issued_papers, paper
[made] = issued_papers(models.Issuer.objects.get(), paper())
print(made.state, made.graduation_id)
"""


def test_back_to_before_papers_and_forth_again_diplomas_stay_and_stay_guarded(
    database: Migrating,
):
    assert database.runs(OF_REGISTER) == ["valid"]
    kept = "1 IntegrityError IntegrityError IntegrityError"
    assert database.runs(BACK) == [kept, f"{kept} IntegrityError"]
    assert database.runs(OF_PAPER) == ["valid None"]
    [refused] = database.runs(BACK)
    assert refused.startswith("IrreversibleError papers were entered")
    assert database.runs("from bagdar.credentials.models import Diploma\n"
                         "print(Diploma.objects.count(), refusal(Diploma.objects.update, jwt='x'))"
                         ) == ["2 IntegrityError"]  # fmt: skip
