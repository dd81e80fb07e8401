"""The link in the QR code of a diploma: one, unguessable from the database, ended by its holder."""

from pathlib import Path

import pytest

from bagdar.audit.models import Event
from bagdar.credentials import models
from bagdar.credentials.queries.diplomas import printed_link, shared
from bagdar.credentials.rules.errors import DiplomaStateWrong, NoSuchShare
from bagdar.credentials.rules.graduating import DiplomaState
from bagdar.credentials.services import sharing, standing
from tests.diplomas_issued import REGISTRAR, graduate, issued, now, university

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def diploma(tmp_path: Path, settings) -> models.Diploma:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()
    one = university()
    [made] = issued(one, [graduate(one)])
    return made


def test_there_is_one_and_who_asks_again_gets_it_again(diploma):
    link, token = sharing.print_link(diploma.pk, by=REGISTRAR, at=now())
    assert sharing.print_link(diploma.pk, by=REGISTRAR, at=now()) == (link, token)
    assert printed_link(diploma) == (link, token) and shared(token, now()) == link
    assert Event.objects.filter(action="credentials.link_printed").count() == 1
    assert token not in link.token and len(token) == 32


def test_once_ended_it_is_over_and_the_next_one_is_another(diploma):
    link, token = sharing.print_link(diploma.pk, by=REGISTRAR, at=now())
    sharing.end_share(diploma, link.pk, by=REGISTRAR, at=now())
    with pytest.raises(NoSuchShare):
        shared(token, now())
    assert printed_link(diploma) is None
    other, next_token = sharing.print_link(diploma.pk, by=REGISTRAR, at=now())
    assert next_token != token and other != link


def test_after_the_secret_was_changed_old_paper_still_opens_and_new_paper_has_a_new_link(
    diploma, settings
):
    link, token = sharing.print_link(diploma.pk, by=REGISTRAR, at=now())
    settings.SECRET_KEY = "another secret of this installation, fifty letters long"
    assert printed_link(diploma) is None and shared(token, now()) == link
    other, next_token = sharing.print_link(diploma.pk, by=REGISTRAR, at=now())
    assert next_token != token and shared(next_token, now()) == other != link


def test_no_link_is_printed_of_a_revoked_diploma_and_an_old_one_leads_to_it(diploma):
    link, token = sharing.print_link(diploma.pk, by=REGISTRAR, at=now())
    _, plain = sharing.share(diploma.pk, 7, by=REGISTRAR, at=now())
    standing.change(diploma.issuer, diploma.pk, DiplomaState.REVOKED, "x", by=REGISTRAR, at=now())
    assert shared(token, now()) == link
    with pytest.raises(NoSuchShare):
        shared(plain, now())
    with pytest.raises(DiplomaStateWrong):
        sharing.print_link(diploma.pk, by=REGISTRAR, at=now())
