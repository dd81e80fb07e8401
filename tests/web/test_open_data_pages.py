"""What is out can be taken along: byte for byte as approved, described, found by words, shown."""

import hashlib
import io
import json
import re
import zipfile
from typing import Any

import pytest
from django.test import Client
from rdflib import DCAT, Graph

from bagdar.indicators import models
from bagdar.indicators.formats import MEDIA_TYPES, files
from bagdar.indicators.presenters.table_page import query
from bagdar.indicators.services import protecting
from bagdar.indicators.services.opening import open_data
from tests.services.test_indicators_releases import (
    DAY,
    approve,
    computed,  # noqa: F401  (a fixture)
    out,
    plan,
    prepare,
)

pytestmark = [
    pytest.mark.django_db, pytest.mark.database,
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated"),
]  # fmt: skip
TABLES = ("T1.1/1-6:region", "T1.1/1-6:sex")


def got(client: Client, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return bytes(answer.getvalue())


def contents() -> list[dict[str, Any]]:
    rows = models.ReleaseTable.objects.order_by("number")
    return [json.loads(one.content) for one in rows]


@pytest.mark.usefixtures("computed")
def test_every_file_is_that_which_was_approved_whatever_words_and_settings_are_now(
    client: Client, settings: Any
):
    out("first", *TABLES)
    settings.PUBLISHER, settings.LICENCE = "Somebody else", "https://example.org/other"
    told = [(name, sha256) for one in contents() for name, (sha256, _) in one["files"].items()]
    assert len(told) == 2 * (len(MEDIA_TYPES) + 2)
    for name, sha256 in told:
        content = got(client, f"/kk/releases/first/files/{name}")
        assert hashlib.sha256(content).hexdigest() == sha256, name
    page = got(client, "/ru/releases/first/").decode()
    assert all(f"/ru/releases/first/files/{name}" in page
               for name, _ in told if not name.endswith(("kk.xlsx", "en.xlsx")))  # fmt: skip


@pytest.mark.usefixtures("computed")
def test_the_archive_is_the_same_bytes_each_time_and_lists_its_files(client: Client):
    out("first", *TABLES)
    content = got(client, "/kk/releases/first/files/first.zip")
    assert content == got(client, "/en/releases/first/files/first.zip")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        listed = {file["name"]: file["sha256"] for one in manifest["tables"]
                  for file in one["files"]}  # fmt: skip
        assert {*listed, "manifest.json", "SHA256SUMS"} == set(archive.namelist())
        for name, sha256 in listed.items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == sha256
    assert manifest["sha256"] == models.Release.objects.get().digest


@pytest.mark.usefixtures("computed")
def test_nothing_is_taken_along_before_it_is_published(client: Client):
    plan()
    prepare()
    approve()
    name = next(iter(contents()[0]["files"]))
    for path in (f"files/{name}", "files/first.zip", "charts/1.svg"):
        assert client.get(f"/kk/releases/first/{path}").status_code == 404, path
    assert name not in got(client, "/kk/data/").decode()
    assert name not in got(client, "/kk/data/catalogue.jsonld").decode()


@pytest.mark.usefixtures("loaded", "computed")
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_what_is_out_is_found_by_words_with_its_formats_and_licence(
    client: Client, language: str, settings: Any
):
    out("first", *TABLES)
    page = got(client, f"/{language}/data/").decode()
    assert f"/{language}/releases/first/" in page and settings.LICENCE in page
    offered = set(re.findall(r'href="([^"]+/files/[^"]+)"', page))
    assert len([one for one in offered if one.endswith(".parquet")]) == 2
    assert len([one for one in offered if one.endswith(f".{language}.xlsx")]) == 2
    assert ".parquet" in got(client, f"/{language}/data/?find.datasets=T1.1").decode()
    assert ".parquet" not in got(client, f"/{language}/data/?find.datasets=zzzzz").decode()


@pytest.mark.usefixtures("computed")
def test_the_catalogue_names_the_newest_of_each_table_with_size_and_digest(client: Client):
    out("first", *TABLES)
    out("second", TABLES[0], replaces="first", reason={"kk": "с", "ru": "с", "en": "late"})
    graph = Graph()
    graph.parse(data=got(client, "/kk/data/catalogue.jsonld"), format="json-ld")
    assert len(list(graph.subjects(DCAT.downloadURL))) == 2 * (len(MEDIA_TYPES) + 2)
    addresses = {str(one) for one in graph.objects(None, DCAT.downloadURL)}
    assert {one.split("/")[-3] for one in addresses} == {"first", "second"}
    for one in addresses:
        got(client, one.removeprefix("http://testserver"))


@pytest.mark.usefixtures("loaded", "computed")
def test_a_chart_may_stand_on_pages_of_others_and_says_whose_it_is(client: Client, settings: Any):
    out("first", "T1.1/1-6:sex")
    page = got(client, "/en/releases/first/").decode()
    address = "http://testserver/en/releases/first/charts/1.svg"
    assert f"&lt;img src=&quot;{address}&quot;" in page
    answer = client.get("/en/releases/first/charts/1.svg")
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert settings.PUBLISHER in answer.content.decode()
    assert client.get("/en/releases/first/")["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.usefixtures("loaded", "computed")
def test_the_builder_gives_the_files_of_the_table_that_it_shows(client: Client):
    found = protecting.protected_table("T1.1/1-6", DAY, ("sex",), real=False)
    of = open_data(found)
    wanted = files(of)
    page = got(client, f"/kk/figures/table/?{query('T1.1/1-6', DAY, ('sex',), 'then')}").decode()
    for ending in MEDIA_TYPES:
        path = f"/kk/figures/table/file/?{query('T1.1/1-6', DAY, ('sex',), 'then')}&as={ending}"
        assert path.replace("&", "&amp;") in page
        assert got(client, path) == wanted[f"{of.code}.{ending}"]
    assert client.get("/kk/figures/table/file/?as=exe").status_code == 404
