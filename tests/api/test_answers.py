"""What the API answers: the act's own figures, editions, files, refusals."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from defusedxml import ElementTree
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bagdar.audit.public import EventFilter, events
from bagdar.config.api import ExactJSON
from bagdar.programme import public
from bagdar.programme.api.editions import AMENDMENT
from bagdar.programme.rules.check import check
from bagdar.programme.rules.exports import export
from bagdar.programme.rules.files import read_edition
from bagdar.programme.rules.search import build, search

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HERE = "/api/v1/programmes/kz-2020-2025"
Get = Callable[..., Any]


def load_amendment(client: Client, headers: dict[str, str], query: str = "", **more: Any) -> Any:
    content = more.get("content", AMENDMENT.encode())
    file = SimpleUploadedFile("2.toml", content)
    return client.post(f"{HERE}/editions{query}", {"amendment": file}, headers=headers)


# --- contents ---------------------------------------------------------------------------------


def test_the_act_is_listed_with_its_editions(loaded: Any):
    told = Client().get("/api/v1/programmes").json()
    assert told["count"] == 1
    [programme] = told["items"]
    assert programme["code"] == "kz-2020-2025"
    assert [one["code"] for one in programme["editions"]] == ["kz-2020-2025@1"]


def test_goals_lead_to_every_task_indicator_and_measure(get: Get, edition: Any):
    goals = get("/goals").json()["items"]
    tasks = [task for goal in goals for task in goal["tasks"]]
    assert [goal["code"] for goal in goals] == ["1", "2"]
    assert len(tasks) == 11
    told = [code for goal in goals for code in goal["indicators"]]
    told += [code for task in tasks for code in task["indicators"]]
    assert sorted(told) == sorted(edition.indicator_by_code)
    assert [number for task in tasks for number in task["measures"]] == list(range(1, 205))


def test_a_row_tells_the_figures_of_both_tables_exactly(get: Get, edition: Any):
    told = json.loads(get("/targets/T1.1/3-6").content, parse_float=Decimal)
    row = edition.row("T1.1/3-6")
    for table in told["tables"]:
        figures = {cell["year"]: cell["value"] for cell in table["cells"]}
        assert figures == row.targets(table["table"])
    assert told["edition"] == "kz-2020-2025@1"


def test_only_one_year_of_a_row_can_be_asked_for(get: Get):
    tables = get("/targets/T1.4", year=2025).json()["tables"]
    assert [[cell["value"] for cell in table["cells"]] for table in tables] == [[75], [75]]


def test_a_measure_tells_its_money_and_who_its_executors_are(get: Get):
    told = get("/measures/139").json()
    [money] = told["money"]
    assert money["source"] == "РБ"
    assert money["amounts"][3] == {"year": 2023, "amount": 25242}
    assert money["total"] == 126430
    assert {"printed": "БҒМ", "body": "mes", "by_agreement": False} in told["executors"]


@pytest.mark.parametrize(
    ("query", "count"),
    [({}, 204), ({"task": "1.1"}, 14), ({"source": "ДБ"}, 4), ({"due_year": 2020}, None)],
)
def test_measures_can_be_narrowed(get: Get, edition: Any, query: dict[str, Any], count: int | None):
    if count is None:
        count = sum(2020 in one.deadline.years for one in edition.measures)
    elif "task" in query:
        count = len(edition.measures_of("1.1"))
    assert get("/measures", **query).json()["count"] == count


def test_a_long_list_is_told_in_parts_that_join_without_a_gap(get: Get):
    first = get("/measures", limit=120).json()
    rest = get("/measures", limit=120, offset=120).json()
    numbers = [one["number"] for one in first["items"] + rest["items"]]
    assert numbers == list(range(1, 205))
    assert (first["count"], len(first["items"]), len(rest["items"])) == (204, 120, 84)


def test_a_body_tells_every_measure_that_names_it(get: Get, edition: Any):
    told = get("/bodies/mes").json()
    named = [
        one.number
        for one in edition.measures
        if any((body := edition.body_of(name)) and body.code == "mes" for name in one.executors)
    ]
    assert told["measures"] == named


# --- readings ---------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["year", "source", "goal", "task", "body", "budget_programme"])
def test_every_breakdown_of_the_money_adds_up_to_all_of_it(get: Get, by: str):
    told = get("/finance", by=by).json()
    assert told["total"] == 10294428
    assert sum(line["total"] for line in told["items"]) == 10294428
    assert told["count"] == len(told["items"])


def test_printed_totals_stand_beside_the_sums(get: Get):
    told = get("/finance", by="source").json()
    republican = next(line for line in told["items"] if line["key"] == "РБ")
    assert republican["printed"] == 9564825
    everything = [one["total"] for one in told["printed"] if one["source"] == "all"]
    assert everything == [11578425, 11578, 11578]


def test_findings_are_those_of_the_check_with_exactly_its_keys(get: Get, edition: Any):
    told = get("/check", limit=500).json()
    found = check(edition)
    assert told["count"] == len(found)
    assert [one["code"] for one in told["items"]] == [one.code for one in found]
    keys = {"code", "severity", "where", "printed", "expected", "message"}
    assert all(set(one) == keys for one in told["items"])
    assert all(set(one["message"]) == {"kk", "ru", "en"} for one in told["items"])


def test_findings_can_be_narrowed_to_a_severity(get: Get, edition: Any):
    told = get("/check", severity="error", limit=500).json()
    assert told["count"] == sum(one.severity == "error" for one in check(edition))
    assert {one["severity"] for one in told["items"]} == {"error"}


def test_a_search_finds_kazakh_words_typed_without_kazakh_letters(get: Get, edition: Any):
    told = get("/search", q="karzhimini").json()
    assert told["count"] == search(build(edition), "Қаржымині", "en").count > 0
    assert told["items"][0]["kind"] == "body"


# --- editions ---------------------------------------------------------------------------------


def test_an_amendment_is_shown_and_not_written_in_a_dry_run(loaded: Any, writing: Any):
    client, headers = writing("coordinator")
    answer = load_amendment(client, headers, "?dry_run=true")
    told = answer.json()
    assert answer.status_code == 200
    assert [(one["code"], one["old"], one["new"]) for one in told["items"]] == [
        ("T1.4", 75, 80),
        ("T1.4", 75, 80),
    ]
    assert [one.number for one in public.editions("kz-2020-2025")] == [1]


def test_an_amendment_that_was_looked_at_is_loaded_and_recorded(loaded: Any, writing: Any):
    client, headers = writing("coordinator")
    digest = load_amendment(client, headers, "?dry_run=true").json()["digest"]
    answer = load_amendment(client, headers, f"?expect_digest={digest}")
    assert answer.status_code == 201
    assert answer.json()["code"] == "kz-2020-2025@2"
    [event] = [
        one
        for one in events(EventFilter(action="programme.edition_loaded")).rows
        if one.about.endswith("@2")
    ]
    assert event.actor == "test-coordinator"


def test_another_file_than_the_one_looked_at_is_refused(loaded: Any, writing: Any):
    client, headers = writing("coordinator")
    answer = load_amendment(client, headers, f"?expect_digest={'0' * 64}")
    assert answer.status_code == 409
    assert answer.json()["code"] == "programme.preview_changed"
    assert len(public.editions("kz-2020-2025")) == 1


@pytest.mark.parametrize("role", ["public", "body", "region", "auditor"])
def test_nobody_but_the_coordinator_loads_an_edition(loaded: Any, writing: Any, role: str):
    client, headers = writing(role)
    answer = load_amendment(client, headers)
    assert answer.status_code == (401 if role == "public" else 403)
    assert len(public.editions("kz-2020-2025")) == 1


def test_a_change_without_the_token_is_refused(loaded: Any, client_as: Any):
    client = client_as("coordinator")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    answer = load_amendment(strict, {})
    assert (answer.status_code, answer.json()["code"]) == (403, "access.csrf")
    assert len(public.editions("kz-2020-2025")) == 1


def test_every_fault_of_a_file_is_named_in_the_callers_language(loaded: Any, writing: Any):
    client, headers = writing("coordinator")
    broken = AMENDMENT.replace('row = "T1.4"', 'row = "T9.9"').replace("number = 2", "number = 7")
    answer = load_amendment(client, headers, "?lang=kk", content=broken.encode())
    told = answer.json()
    assert answer.status_code == 422
    assert [(fault["file"], fault["line"]) for fault in told["errors"]] == [
        ("2.toml", 1),
        ("2.toml", 13),
    ]
    assert all(fault["remedy"] for fault in told["errors"])
    assert answer["Content-Language"] == "kk"
    assert len(public.editions("kz-2020-2025")) == 1


@pytest.fixture
def two_editions(loaded: Any) -> None:
    from bagdar.audit.rules import Actor

    at = datetime(2026, 1, 1, tzinfo=UTC)
    by = Actor("test", "operator")
    real = AMENDMENT.replace("illustrative = true\n", "")
    public.load_amendment("kz-2020-2025", real.encode(), "2.toml", by=by, at=at)


@pytest.mark.parametrize(
    ("programme", "query", "value"),
    [
        ("kz-2020-2025", "", 80),
        ("kz-2020-2025", "?edition=1", 75),
        ("kz-2020-2025@1", "", 75),
        ("kz-2020-2025@1", "?edition=1", 75),
        ("kz-2020-2025", "?known_on=2020-12-31", 75),
        ("kz-2020-2025", "?known_on=2021-01-01", 80),
    ],
)
def test_an_edition_is_meant_by_number_or_by_day(
    two_editions: None, programme: str, query: str, value: int
):
    told = Client().get(f"/api/v1/programmes/{programme}/targets/T1.4{query}").json()
    last = told["tables"][0]["cells"][-1]
    assert (last["year"], last["value"]) == (2025, value)


@pytest.mark.parametrize("query", ["?edition=2", "?known_on=2021-01-01"])
def test_two_editions_that_contradict_each_other_are_refused(two_editions: None, query: str):
    answer = Client().get(f"/api/v1/programmes/kz-2020-2025@1{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "api.two_editions")


def test_a_day_before_the_act_knows_no_edition(loaded: Any):
    answer = Client().get(f"{HERE}?known_on=2019-12-26")
    assert answer.status_code == 404
    assert answer.json()["code"] == "programme.no_edition_known_on"


def test_the_newest_edition_is_compared_with_the_one_before(two_editions: None):
    told = Client().get(f"{HERE}/compare").json()
    assert (told["old"], told["new"], told["count"]) == ("kz-2020-2025@1", "kz-2020-2025@2", 2)
    assert "75" in told["items"][0]["sentence"]["kk"]


# --- files ------------------------------------------------------------------------------------


def test_the_own_format_read_again_is_the_edition(get: Get, edition: Any, tmp_path: Any):
    answer = get("/export/bagdar")
    assert answer["Content-Type"] == "application/zip"
    zipfile.ZipFile(io.BytesIO(answer.content)).extractall(tmp_path)
    assert read_edition(tmp_path / "kz-2020-2025") == edition


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_stratml_comes_in_the_callers_language(get: Get, edition: Any, language: str):
    root = ElementTree.fromstring(get("/export/stratml", language=language).content)
    assert root[0].text == edition.title[language]


@pytest.mark.parametrize("form", ["fiscal", "csv"])
def test_a_file_is_what_the_rule_makes(get: Get, edition: Any, catalogue: Any, form: Any):
    answer = get(f"/export/{form}")
    assert answer.content == export(edition, form, "en", catalogue)
    name = f'attachment; filename="kz-2020-2025-1-{form}.zip"'
    assert answer["Content-Disposition"] == name


def test_a_file_of_an_illustrative_edition_says_so_in_its_name(loaded: Any):
    from bagdar.audit.rules import Actor

    at = datetime(2026, 1, 1, tzinfo=UTC)
    by = Actor("test", "operator")
    public.load_amendment("kz-2020-2025", AMENDMENT.encode(), "2.toml", by=by, at=at)
    answer = Client().get(f"{HERE}@2/export/fiscal")
    assert "kz-2020-2025-2-fiscal-illustrative.zip" in answer["Content-Disposition"]


# --- refusals ---------------------------------------------------------------------------------


def problem(answer: Any) -> dict[str, Any]:
    assert answer["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["status"] == answer.status_code
    return told


@pytest.mark.parametrize(
    ("path", "field", "code"),
    [
        ("?editon=1", "query.editon", "parameter_unknown"),
        ("?lang=de", "query.lang", "parameter_known"),
        ("?edition=0", "query.edition", "parameter_least"),
        ("?edition=1_0", "query.edition", "parameter_whole"),
        ("?edition=one", "query.edition", "parameter_whole"),
        ("?known_on=0", "query.known_on", "parameter_day"),
        ("?known_on=2021-02-30", "query.known_on", "parameter_day"),
        ("/measures?limit=501", "query.limit", "parameter_most"),
        ("/finance?by=moon", "query.by", "parameter_known"),
        ("/search", "query.q", "parameter_missing"),
        ("/search?q=", "query.q", "parameter_empty"),
        ("/measures/x", "path.number", "parameter_whole"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named(loaded: Any, path: str, field: str, code: str):
    told = problem(Client().get(f"{HERE}{path}"))
    assert told["status"] == 422
    assert [(one["field"], one["code"]) for one in told["errors"]] == [(field, code)]


@pytest.mark.parametrize(
    "path", ["/indicators/T9", "/bodies/nobody", "/measures/999", "/targets/T1.1/9-9", "/nothing"]
)
def test_what_is_not_there_is_a_problem_with_404(loaded: Any, path: str):
    assert problem(Client().get(f"{HERE}{path}"))["status"] == 404


def test_a_problem_is_told_in_the_callers_language(loaded: Any):
    told = {
        language: problem(Client().get(f"{HERE}/measures/999?lang={language}"))["detail"]
        for language in ("kk", "ru", "en")
    }
    assert told["en"] == "kz-2020-2025@1 has no record m999"
    assert len(set(told.values())) == 3


def test_a_method_that_an_address_does_not_know_is_refused_with_those_it_knows(loaded: Any):
    answer = Client().put(f"{HERE}/editions")
    assert problem(answer)["status"] == 405
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


def test_a_body_of_another_type_is_refused(loaded: Any, writing: Any):
    client, headers = writing("coordinator")
    answer = client.post(
        f"{HERE}/editions", AMENDMENT, content_type="application/toml", headers=headers
    )
    assert problem(answer)["status"] == 415


def test_head_answers_with_the_headers_of_get_and_no_body(get: Get):
    client = Client()
    whole, head = client.get(f"{HERE}/measures/1"), client.head(f"{HERE}/measures/1")
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == str(len(whole.content))


def test_the_sixty_first_question_in_a_minute_waits(loaded: Any, settings: Any):
    settings.API_PER_ADDRESS = 60
    client = Client()
    statuses = [client.get("/api/v1/programmes").status_code for _ in range(60)]
    refused = client.get("/api/v1/programmes")
    assert statuses == [200] * 60
    assert problem(refused)["status"] == 429
    assert 1 <= int(refused["Retry-After"]) <= 60


def test_whoever_is_signed_in_is_not_counted(loaded: Any, client_as: Any, settings: Any):
    settings.API_PER_ADDRESS = 1
    client = client_as("auditor")
    statuses = {client.get("/api/v1/programmes").status_code for _ in range(3)}
    assert statuses == {200}


# --- numbers ----------------------------------------------------------------------------------


def test_a_figure_of_eighteen_digits_loses_none():
    text = ExactJSON().render(None, {"value": Decimal("123456789012.345678")}, response_status=200)  # type: ignore[arg-type]
    assert text == '{"value": 123456789012.345678}'


def test_a_text_that_looks_like_a_figure_stays_a_text():
    text = ExactJSON().render(None, {"q": "80.5", "n": Decimal("80.50")}, response_status=200)  # type: ignore[arg-type]
    assert text == '{"q": "80.5", "n": 80.50}'
