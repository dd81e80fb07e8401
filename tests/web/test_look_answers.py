"""Headers on every answer (RELIABILITY W4), errors without secrets (W7), pages kept ready."""

import gzip
import json
import logging
from pathlib import Path

import pytest
from django.test import Client

from bagdar.look import hooks, middleware, revision
from bagdar.look.middleware import HEADERS, PublicPages, SecurityHeaders
from tests.web import look_site
from tests.web.look_site import KINDS, UNSAID


@pytest.fixture(autouse=True)
def site(settings, monkeypatch):
    import copy

    settings.ROOT_URLCONF = "tests.web.look_site"
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [Path(__file__).parent / "templates"]
    settings.TEMPLATES = templates
    # Without the session layer: what is tested here stands before and behind it.
    settings.MIDDLEWARE = [
        name for name in settings.MIDDLEWARE
        if not name.startswith("bagdar.access.")
    ]  # fmt: skip
    monkeypatch.setattr(hooks, "_permission", None)
    monkeypatch.setattr(hooks, "_programme", None)
    monkeypatch.setattr(revision, "_sources", {"site": lambda: NOW["revision"]})
    NOW["revision"] = 1
    look_site.visits.clear()


NOW = {"revision": 1}


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


# --- headers -----------------------------------------------------------------------------------

ADDRESSES = [
    "/", "/kk/", "/ru/form/", "/kk/plain/", "/kk/cookie/", "/kk/nothing-here/",
    "/kk/?table=rows&as=csv", "/kk/?chart=most&as=svg", "/kk/?table=zzz&as=csv",
    *[f"/en/{kind}/" for kind in KINDS], *[f"/api/{kind}/" for kind in KINDS],
]  # fmt: skip


def lacking(response) -> list[str]:
    wrong = [name for name, value in HEADERS.items() if response.get(name) != value]
    wrong += [name for name in ("Cache-Control",) if not response.has_header(name)]
    type_ = response.get("Content-Type", "")
    if type_.startswith("text/") and "charset=utf-8" not in type_:
        wrong.append("charset")
    return wrong


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_has_every_header(client, address):
    assert lacking(client.get(address)) == []


def test_a_dropped_header_is_noticed(client, monkeypatch):
    """Negative control: without one header the crawl above fails."""
    kept = {name: value for name, value in HEADERS.items() if name != "X-Content-Type-Options"}
    monkeypatch.setattr(middleware, "HEADERS", kept)
    assert lacking(client.get("/kk/")) == ["X-Content-Type-Options"]


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere():
    policy = dict(part.split(" ", 1) for part in middleware.POLICY.split("; "))
    assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in middleware.POLICY
    assert "nonce" not in middleware.POLICY


def test_transport_security_is_sent_where_a_front_server_speaks_https(client, settings):
    assert not client.get("/kk/").has_header("Strict-Transport-Security")
    settings.SESSION_COOKIE_SECURE = True
    sent = client.get("/kk/")["Strict-Transport-Security"]
    assert int(sent.split(";")[0].removeprefix("max-age=")) >= 31_536_000


@pytest.mark.parametrize("address", ["/kk/form/", "/kk/cookie/", "/kk/missing/", "/en/unexpected/"])
def test_what_may_differ_by_reader_is_not_stored(client, address):
    assert client.get(address)["Cache-Control"] == "no-store"


def test_a_page_for_somebody_with_a_session_is_not_stored(client):
    client.cookies["bagdar_session"] = "abc"
    assert client.get("/kk/")["Cache-Control"] == "no-store"
    assert Client().get("/kk/")["Cache-Control"] == "private, no-cache"


def test_static_files_have_the_headers_too(rf):
    from django.http import HttpResponse

    answer = SecurityHeaders(lambda request: HttpResponse("x", content_type="text/css"))
    assert lacking(answer(rf.get("/static/look/bagdar.css"))) == []


# --- problems ----------------------------------------------------------------------------------

STATUS = {
    "missing": 404, "forbidden": 403, "suspicious": 400, "late": 409, "unexpected": 500,
    "faulty": 422,
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("language", "home"), [("kk", "Басты бет"), ("ru", "Главная страница"), ("en", "Home page")]
)
def test_a_page_says_in_the_readers_language_what_happened_and_what_to_do(
    client, kind, language, home
):
    response = client.get(f"/{language}/{kind}/")
    page = response.content.decode()
    assert response.status_code == STATUS[kind]
    assert f'<html lang="{language}">' in page
    assert home in page
    assert "Traceback" not in page
    assert UNSAID not in page


@pytest.mark.parametrize("kind", KINDS)
def test_the_api_answers_with_a_problem_document(client, kind):
    response = client.get(f"/api/{kind}/", headers={"Accept-Language": "ru"})
    told = json.loads(response.content)
    assert response["Content-Type"] == "application/problem+json"
    assert response["Content-Language"] == "ru"
    assert told["status"] == response.status_code == STATUS[kind]
    assert told["type"] == f"urn:bagdar:problem:{told['code']}"
    assert told["title"] and told["detail"] and told["next"]
    assert UNSAID not in response.content.decode()


def test_each_fault_of_a_file_is_named_with_its_place_and_remedy(client):
    told = json.loads(client.get("/api/faulty/").content)
    parts = ("code", "file", "line", "field")
    assert [tuple(map(one.get, parts)) for one in told["errors"]] == [
        ("missing_key", "a.toml", 3, "act.number"), ("missing_file", "b.csv", None, None),
    ]  # fmt: skip
    assert all(one["message"] and one["remedy"] for one in told["errors"])
    page = client.get("/kk/faulty/").content.decode()
    assert "a.toml:3" in page
    assert "act.number" in page


def test_an_unexpected_error_has_a_number_that_also_stands_in_the_log(client, caplog):
    with caplog.at_level(logging.ERROR, logger="bagdar.problems"):
        told = json.loads(client.get("/api/unexpected/").content)
    lines = [record.getMessage() for record in caplog.records if record.name == "bagdar.problems"]
    assert len(lines) == 1
    assert told["error_id"] in lines[0]
    assert "RuntimeError" in lines[0]


def test_a_line_of_our_log_cannot_be_forged_and_holds_no_value(client, caplog):
    with caplog.at_level(logging.ERROR, logger="bagdar.problems"):
        client.get("/kk/unexpected/")
    line = next(one.getMessage() for one in caplog.records if one.name == "bagdar.problems")
    assert "\n" not in line
    assert "forged" not in line
    assert UNSAID not in line


def test_an_address_that_leads_nowhere_is_answered_by_us(client):
    page = client.get("/kk/<script>alert(1)</script>/").content.decode()
    assert "Мұндай бет жоқ" in page
    assert "<script>alert" not in page
    assert client.get("/nothing").status_code == 404


def test_a_page_that_fails_while_it_says_so_still_answers(client, monkeypatch):
    def broken(request):
        raise RuntimeError(UNSAID)

    monkeypatch.setattr("bagdar.look.context._languages", broken)
    response = client.get("/kk/unexpected/")
    assert response.status_code == 500
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert UNSAID not in response.content.decode()


# --- pages kept ready --------------------------------------------------------------------------


def test_a_public_page_is_made_once_for_each_revision(client):
    for _ in range(3):
        client.get("/kk/plain/")
    assert look_site.visits == ["/kk/plain/"]
    NOW["revision"] = 2
    client.get("/kk/plain/")
    assert look_site.visits == ["/kk/plain/"] * 2


def test_every_address_has_its_own_page(client):
    bodies = {client.get(address).content for address in ("/kk/", "/ru/", "/kk/?find.rows=T1.1")}
    assert len(bodies) == 3
    client.get("/kk/plain/?x=1")
    client.get("/kk/plain/?x=2")
    assert look_site.visits[-2:] == ["/kk/plain/?x=1", "/kk/plain/?x=2"]


def test_a_kept_page_is_the_page(client):
    made, kept = client.get("/kk/"), client.get("/kk/")
    assert made.content == kept.content
    assert made["Content-Type"] == kept["Content-Type"]
    assert made["Content-Language"] == kept["Content-Language"] == "kk"
    head = client.head("/kk/")
    assert head.content == b""
    assert int(head["Content-Length"]) == len(kept.content)


def test_a_kept_page_travels_packed_to_whoever_can_unpack_it(client):
    plain = client.get("/kk/")
    packed = client.get("/kk/", headers={"Accept-Encoding": "br, gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2
    assert packed["ETag"] != plain["ETag"]
    assert "Accept-Encoding" in plain["Vary"]
    assert "Accept-Encoding" in packed["Vary"]
    headers = {"Accept-Encoding": "gzip", "If-None-Match": packed["ETag"]}
    assert client.get("/kk/", headers=headers).status_code == 304


def test_a_page_for_somebody_travels_unpacked(client):
    """What holds a form's token and echoes a question could be read from its packed length."""
    client.cookies["bagdar_session"] = "abc"
    answer = client.get("/kk/", headers={"Accept-Encoding": "gzip"})
    assert not answer.has_header("Content-Encoding")


def test_a_reader_who_has_it_is_told_so(client):
    etag = client.get("/kk/plain/")["ETag"]
    again = client.get("/kk/plain/", headers={"If-None-Match": f'W/"x", {etag}'})
    assert again.status_code == 304
    assert again.content == b""
    assert client.get("/kk/plain/", headers={"If-None-Match": '"x"'}).status_code == 200


@pytest.mark.parametrize("cookie", ["bagdar_session", "bagdar_csrf"])
def test_a_request_with_a_session_or_a_form_token_neither_reads_nor_fills(client, cookie):
    client.cookies[cookie] = "abc"
    client.get("/kk/plain/")
    Client().get("/kk/plain/")
    client.get("/kk/plain/")
    assert look_site.visits == ["/kk/plain/"] * 3


def test_somebody_elses_page_would_be_shown_without_that_guard(client, monkeypatch):
    """Negative control: a cache that looks past cookies keeps a page with somebody's token."""
    monkeypatch.setattr(middleware, "has_secret_cookie", lambda request: False)
    client.cookies["bagdar_session"] = "abc"
    client.get("/kk/plain/")
    Client().get("/kk/plain/")
    client.get("/kk/plain/")
    assert look_site.visits != ["/kk/plain/"] * 3


@pytest.mark.parametrize("address", ["/kk/form/", "/kk/cookie/", "/kk/missing/"])
def test_forms_cookies_and_refusals_are_never_kept(address):
    for _ in range(2):
        Client().get(address)
    assert look_site.visits in ([address] * 2, [])


def test_a_form_has_a_token_of_its_own_each_time():
    pages = [Client().get("/kk/form/").content.decode() for _ in range(2)]
    assert all("csrfmiddlewaretoken" in page for page in pages)
    assert pages[0] != pages[1]


def test_nothing_is_kept_while_nobody_says_when_the_data_change(client, monkeypatch):
    monkeypatch.setattr(revision, "_sources", {})
    client.get("/kk/plain/")
    client.get("/kk/plain/")
    assert len(look_site.visits) == 2


def test_what_is_kept_is_bounded(rf, monkeypatch):
    from django.http import HttpResponse

    kept = PublicPages(lambda request: HttpResponse(b"x" * 1000))
    monkeypatch.setattr(kept, "most_bytes", 5_500)
    for number in range(50):
        kept(rf.get(f"/kk/{number}/"))
    assert kept._bytes == sum(page.size for page in kept._pages.values()) <= 5_500
    assert len(kept._pages) == 5
    monkeypatch.setattr(kept, "most_page_bytes", 999)
    kept(rf.get("/kk/large/"))
    assert len(kept._pages) == 5
