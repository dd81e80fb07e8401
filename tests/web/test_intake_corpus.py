"""RELIABILITY I1 on intake over HTTP: files of the forms, and of OneRoster, by page and API.

No failure; a report that names row, column and reason in the reader's language, or one refusal of
the whole; nothing echoed unescaped. A trial writes nothing; what is delivered goes in as rows that
are kept, or comes back, or nothing at all is there.
"""

import json
from html import escape
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bagdar.core.catalogue import Catalogue
from bagdar.core.errors import FaultyData
from bagdar.core.sentences import fault_message
from bagdar.core.sheets.limits import LIMITS
from bagdar.intake import models
from bagdar.intake.queries import declared
from bagdar.intake.rules.forms import FORMS
from bagdar.intake.rules.nouns import Told
from bagdar.intake.services.receiving import File, sheet_of
from tests.access_tools import everything
from tests.rules.form_corpus import SCRIPT, Case, every_case, one_of_each
from tests.rules.upload_corpus_cells import EVERY, SLOW
from tests.web.test_monitoring_corpus import BLINK, ECHOES, NAME

pytestmark = [pytest.mark.django_db, pytest.mark.database]
LANGUAGES = ("kk", "ru", "en")
STATUSES = (200, 413, 422)


@pytest.fixture(autouse=True)
def unhurried(settings: Any) -> None:
    settings.API_PER_ADDRESS = None
    settings.API_PER_SESSION = None


Senders = dict[str, Client]


@pytest.fixture
def senders(school: UUID, client_as: Any) -> Senders:
    found = {name: client_as(name) for name in ("organisation", "region")}
    for one in found.values():
        one.get("/kk/intake/")
    return found


def sender_of(senders: Senders, form: str) -> Client:
    is_own = form == "oneroster" or FORMS[form].sent_by == "organisation"
    return senders["organisation" if is_own else "region"]


def by_page(client: Client, case: Case, language: str, **more: str) -> tuple[int, str]:
    told = {"encoding": case.told} if case.told else {}
    given = {"file": SimpleUploadedFile(NAME, case.build()), **told, **more}
    answer = client.post(f"/{language}/intake/{case.form}/new/", given)
    return answer.status_code, answer.content.decode()


def by_api(client: Client, case: Case, language: str) -> tuple[int, str]:
    told = {"encoding": case.told} if case.told else {}
    file, query = SimpleUploadedFile(NAME, case.build()), f"?dry_run=true&lang={language}"
    if case.form == "oneroster":
        answer = client.post(f"/api/v1/intake/oneroster{query}", {"files": [file]})
    else:
        place = f"/api/v1/intake/forms/{case.form}/files{query}"
        answer = client.post(place, {"file": file, **told})
    assert answer["Content-Type"].startswith("application/")
    return answer.status_code, json.dumps(answer.json(), ensure_ascii=False)


def to_tell(case: Case, words: Catalogue, language: str) -> list[str]:
    """What a reader has to be told: the reason, and for a cell its column."""
    told = Told(case.told)  # type: ignore[arg-type]
    try:
        sheet = sheet_of(FORMS[case.form], File(case.build(), NAME, told), LIMITS)
    except FaultyData as error:
        return [fault_message(one, words, language) for one in error.faults]  # type: ignore[arg-type]
    titles = {one.name: one.title[language] for one in declared.columns(FORMS[case.form])}
    found = [one for row in sheet.rows for one in row.findings]
    # The choices of a column are told by their names, so a reason that lists them is left out.
    reasons = [
        words.say(one.key, language, **one.facts) for one in found if "known" not in one.facts
    ]
    return [*reasons, *(titles[one.column] for one in found if one.column)]


def wrong_with(
    senders: Senders, case: Case, words: Catalogue, language: str, *, is_page: bool
) -> list[str]:
    status, body = (
        by_page(sender_of(senders, case.form), case, language, trial="1")
        if is_page
        else by_api(sender_of(senders, case.form), case, language)
    )
    found = [] if status in STATUSES else [f"{status}"]
    if case.form == "oneroster":
        said = []
    else:
        found += [] if (status != 200) == bool(case.whole) else [f"{status} for {case.whole}"]
        said = to_tell(case, words, language)
    for one in said:
        shown = escape(one) if is_page else json.dumps(one, ensure_ascii=False)[1:-1]
        found += [] if shown in body else [f"not told in {language}: {one}"]
    if is_page:
        found += [f"echoes {one!r}" for one in (*ECHOES, SCRIPT) if one in body]
    return [f"{case.name}: {one}" for one in found]


def rosters(step: int) -> list[Case]:
    return [Case("oneroster", one.name, one.build, one.whole) for one in EVERY[::step]]


def test_every_kind_of_file_is_answered_in_the_readers_language_and_a_trial_writes_nothing(
    senders: Senders, catalogue: Catalogue, pytestconfig: pytest.Config
) -> None:
    """Each kind of fault once, its form, language and way in turn. Thorough: every file, and each
    kind in every language by both ways.
    """
    thorough = bool(pytestconfig.getoption("--thorough"))
    few = one_of_each(every_case())
    asked = every_case() if thorough else few
    before, wrong = everything(but=BLINK), []
    for number, case in enumerate([*asked, *rosters(1 if thorough else 12)]):
        language, is_page = LANGUAGES[number % 3], number // 3 % 2 == 0
        wrong += wrong_with(senders, case, catalogue, language, is_page=is_page)
    for case in few if thorough else ():
        for language in LANGUAGES:
            for is_page in (True, False):
                wrong += wrong_with(senders, case, catalogue, language, is_page=is_page)
    assert wrong == []
    assert everything(but=BLINK) == before


def test_what_is_delivered_is_kept_row_by_row_or_nothing_is_there(
    senders: Senders, catalogue: Catalogue, pytestconfig: pytest.Config
) -> None:
    """A file of two rows: the one that is wrong comes back with its line, the other is dealt with
    by itself; a file that is refused leaves nothing.
    """
    cases = [one for one in one_of_each(every_case()) if one.kind != SLOW.name]
    if not pytestconfig.getoption("--thorough"):
        cases = [one for one in cases if one.column or not one.whole] + cases[-4:]
    for case in cases:
        before = everything(but=BLINK) if case.whole else {}
        known = set(models.Delivery.objects.values_list("pk", flat=True))
        status, _ = by_page(sender_of(senders, case.form), case, "kk")
        fresh = models.Delivery.objects.exclude(pk__in=known)
        if case.whole:
            assert (status, everything(but=BLINK)) == (422, before), case.name
            continue
        assert status == 302, case.name
        [one] = fresh
        counts = one.counts
        assert one.state == "loaded", case.name
        assert one.rows == counts["taken"] + counts["unchanged"] + counts["refused"], case.name
        back = {row.line: row for row in one.reported.filter(is_refused=True)}
        assert len(back) == counts["refused"], case.name
        if case.code:
            columns = {found["column"] for found in back[2].findings}
            assert case.column in columns, case.name


def test_a_file_that_is_dear_to_read_is_told_so_on_the_page(senders: Senders) -> None:
    """The process that reads it is ended after its seconds; the page says which, and goes on."""
    case = Case("pupils", SLOW.name, SLOW.build, SLOW.whole)
    status, body = by_page(senders["organisation"], case, "kk")
    assert status == 422
    assert 'role="alert"' in body and "процессордың 5 секундынан" in body
    assert models.Delivery.objects.count() == 0
