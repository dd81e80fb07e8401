"""OneRoster by page and by API: tried, delivered once, and what it does not say comes back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bagdar.intake import models
from bagdar.registry import models as register
from tests.access_matrix import Ask, Matrix, Thing
from tests.register import organisation
from tests.roster_files import roster, zipped
from tests.services.intake_tools import counted

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NEW = "/kk/intake/oneroster/new/"
BLINK = {"access.Session", "access.Allowance"}


@pytest.fixture
def secretary(school: UUID, client_as: Callable[[str], Client]) -> Client:
    return client_as("organisation")


def uploads(files: dict[str, bytes]) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, content) for name, content in files.items()]


def by_page(client: Client, files: dict[str, bytes], **more: str) -> Any:
    return client.post(NEW, {"file": uploads(files), **more})


def told() -> dict[str, tuple[int, int]]:
    """(taken, refused) by form."""
    return {
        one.form: (one.counts["taken"], one.counts["refused"])
        for one in models.Delivery.objects.all()
    }


@pytest.mark.parametrize("is_zip", [True, False])
def test_a_zip_or_its_files_become_a_delivery_of_each_form(secretary: Client, is_zip: bool):
    files = {"roster.zip": zipped(roster())} if is_zip else roster()
    answer = by_page(secretary, files)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert told() == {"groups": (1, 0), "pupils": (1, 1), "staff": (1, 1)}
    for one in models.Delivery.objects.all():
        assert f'href="/kk/intake/deliveries/{one.pk}/"' in page
    assert "users.csv: enabledUser" in page
    [post] = register.Post.objects.all()
    assert (post.position, float(post.workload), post.is_main) == ("teacher", 0.5, True)
    [stay] = register.Enrolment.objects.all()
    assert (stay.level, stay.grade, stay.group, str(stay.valid_from)) == (
        "2", 5, "5 Ә", "2024-09-01",
    )  # fmt: skip


def test_what_oneroster_does_not_say_comes_back_to_be_filled_in(secretary: Client):
    by_page(secretary, roster())
    one = models.Delivery.objects.get(form="staff")
    [row] = one.reported.all()
    assert {one["column"] for one in row.findings if one["severity"] == "refuses"} == {
        "position", "workload", "is_main", "valid_from",
    }  # fmt: skip
    book = secretary.get(f"/kk/intake/deliveries/{one.pk}/returned.csv").content.decode("utf-8-sig")
    assert book.startswith("local_number;") and "T-2;" in book and "is_main" in book


def test_every_finding_names_the_file_and_its_line(secretary: Client):
    """On the page of a trial, on the delivery's own, in its files; the row itself has no line."""
    users = ["u1,active,true,Мысал,Үлгі,A-1", "", "u2,active,true,Мысал,=1+1,A-2"]
    files = roster(users=users)
    of_trial = by_page(secretary, files, trial="1").content.decode()
    by_page(secretary, files)
    one = models.Delivery.objects.get(form="pupils")
    own = secretary.get(f"/kk/intake/deliveries/{one.pk}/").content.decode()
    table = secretary.get(f"/kk/intake/deliveries/{one.pk}/?table=findings&as=csv")
    csv = secretary.get(f"/kk/intake/deliveries/{one.pk}/returned.csv")
    for page in (of_trial, own, table.content.decode("utf-8-sig")):
        assert "users.csv:4" in page  # the family name is a formula there
        assert "enrollments.csv:3" in page  # the day that is none stands there
    assert "2-жол" not in of_trial and "2-жол" not in own
    assert "enrollments.csv:3" in csv.content.decode("utf-8-sig")
    findings = one.reported.get().findings
    places = {(found["column"], found["place"]) for found in findings}
    assert places >= {("family", "users.csv:4"), ("valid_from", "enrollments.csv:3")}


def test_the_rows_that_came_back_are_mended_and_delivered_with_that_column(secretary: Client):
    by_page(secretary, roster())
    one = models.Delivery.objects.get(form="pupils")
    book = secretary.get(f"/kk/intake/deliveries/{one.pk}/returned.csv").content
    mended = book.replace(b"2024-13-01", b"2024-09-01")
    file = SimpleUploadedFile("mended.csv", mended)
    secretary.post("/kk/intake/pupils/new/", {"file": file, "decimal": ","})
    again = models.Delivery.objects.exclude(pk=one.pk).get(form="pupils")
    assert (again.counts["taken"], again.counts["refused"]) == (1, 0)


def test_a_trial_tells_everything_and_writes_nothing(secretary: Client):
    secretary.get(NEW)
    before = counted()
    page = by_page(secretary, roster(), trial="1").content.decode()
    for text in ("ештеңе жазылған жоқ", "2024-13-01", "users.csv: enabledUser"):
        assert text in page
    assert "<b>Мысал" not in page
    after = counted()
    assert {name for name in after if after[name] != before[name]} <= BLINK


def test_the_same_files_again_are_the_same_deliveries(secretary: Client):
    by_page(secretary, roster())
    before = counted()
    page = by_page(secretary, {"roster.zip": zipped(roster())}).content.decode()
    assert page.count("екінші рет ештеңе өзгермейді") == 3
    after = counted()
    assert {name for name in after if after[name] != before[name]} <= BLINK


def test_no_file_is_asked_for(secretary: Client):
    assert secretary.post(NEW, {}).status_code == 422


def test_every_cell_of_the_access_table_is_held(school: UUID, client_as: Callable[[str], Client]):
    elsewhere = organisation(minute=9, region="KZ-75")
    stands = {"organisation": "own", "region": "region"}
    things = [Thing("ours", {"school": school}, stands), Thing("theirs", {"school": elsewhere})]
    asks = [
        Ask("intake.delivery", "create", NEW + "?organisation={school}"),
    ]
    assert Matrix(asks, things).wrong(client_as) == []
