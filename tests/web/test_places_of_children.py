"""RELIABILITY S8: coordinates are of buildings and settlements; of no child, home or parent."""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from bagdar.admissions import models
from bagdar.admissions.api.schemas import QueueChild
from bagdar.audit.models import Event
from bagdar.config.api import api
from bagdar.warehouse.tables.registry import TABLES
from tests.web.test_queue_pages import at, text_of
from tests.wishing import GARDENS, wishing_town

PLACED = re.compile(r"latitude|longitude|coordinate|geolocation|(^|_)(lat|lon|lng)(_|$)")
# Whose coordinates are told: a building of an organisation, the middle of those of a settlement.
PUBLIC = {"QueueKindergarten", "QueueTown", "CampaignWishable"}
# A point of one's own, as somebody could send it where nobody asks.
HOME = {"latitude": "53.987654", "longitude": "69.123456", "at": "53.987654 69.123456"}


@pytest.fixture
def town(tmp_path: Path, settings: Any) -> dict[str, Any]:
    settings.VAR_DIR, settings.LOG_DIR = tmp_path / "var", tmp_path / "log"
    settings.VAR_DIR.mkdir()
    return wishing_town()


def schemas_with_points(described: Any) -> dict[str, set[str]]:
    """Schemas of the API that hold a coordinate themselves: which of their fields do."""
    found = {
        name: {field for field in told.get("properties", ()) if PLACED.search(field)}
        for name, told in described["components"]["schemas"].items()
    }
    return {name: fields for name, fields in found.items() if fields}


def of_somebody(described: Any, name: str) -> bool:
    """Whether a schema also says who: such a coordinate would be a person's."""
    fields = described["components"]["schemas"][name]["properties"]
    return bool({"person", "person_id", "child", "applicant", "application", "iin"} & set(fields))


def test_only_buildings_and_settlements_have_coordinates_in_the_api():
    described = api.get_openapi_schema()
    found = schemas_with_points(described)
    assert set(found) == PUBLIC
    assert [name for name in found if of_somebody(described, name)] == []
    asked = [
        (path, one["name"])
        for path, methods in described["paths"].items()
        for operation in methods.values()
        for one in operation.get("parameters", ())
        if PLACED.search(one.get("name", ""))
    ]
    assert asked == []


def test_a_coordinate_of_a_child_in_the_api_is_noticed():
    """The negative control: a child is told with where it lives."""

    class Child(QueueChild):
        latitude: float

    told = {"components": {"schemas": {"Child": Child.model_json_schema()}}}
    assert schemas_with_points(told) == {"Child": {"latitude"}}
    assert of_somebody(told, "Child")


def columns_with_points() -> Iterator[str]:
    """Of all models and of all tables that leave as files."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if PLACED.search(field.name):
                yield f"{model.__name__}.{field.name}"
    for table in TABLES.values():
        for column in table.columns:
            if PLACED.search(column.name):
                yield f"{table.name}.{column.name}"


def test_only_sites_of_organisations_have_coordinates_in_the_database_and_in_files():
    assert set(columns_with_points()) == {
        "Site.latitude", "Site.longitude", "site.latitude", "site.longitude",
    }  # fmt: skip


def numbers(text: str) -> set[Decimal]:
    """Everything on a page or in an answer that could be a coordinate of this country; seconds of
    an instant aside.
    """
    found = {Decimal(one) for one in re.findall(r"(?<![\d.:])\d{2}\.\d+(?![\d.])", text)}
    return {one for one in found if 40 < one < 88}


def known_points() -> set[Decimal]:
    """Of kindergartens, and the middles of settlements as the tests lay them out."""
    told = {Decimal(text) for _, north, east, *_ in GARDENS for text in (north, east) if text}
    return told | {Decimal("53.225"), Decimal("69.425")}


def strangers(text: str) -> set[Decimal]:
    """Coordinates that are neither of a building nor of a settlement; the paper's own aside."""
    bare = re.sub(r' data-(left|top|squeeze|scale)="[^"]*"| [xy]="[^"]*"| d="[^"]*"', "", text)
    return {one for one in numbers(bare) if one not in known_points()}


@pytest.mark.django_db
def test_a_point_that_is_sent_nevertheless_is_neither_kept_nor_told(town):
    of, parent = town["of"], town["parent"]
    told = {"language": "kk", "need": "general", "category": "", f"rank-{of.places[0]}": "1"}
    answers = {
        "page": parent.get(town["form"]),
        "search": parent.post(town["form"], {"do": "search", **HOME}),
        "applied": parent.post(town["form"], {**told, **HOME}, follow=True),
        "api": parent.get(town["api"], {"town": "1"}),
    }
    row = models.QueueApplication.objects.get()
    answers["mine"] = parent.get(f"/api/v1/queue/applications/{row.pk}")
    answers["application"] = parent.get(at("own_application", row.pk))
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(
        answers, 200
    )
    assert {name: strangers(text_of(answer)) for name, answer in answers.items()} == dict.fromkeys(
        answers, set()
    )
    assert numbers(text_of(answers["api"])) >= {Decimal("53.2"), Decimal("69.4")}
    assert parent.get(town["api"], {"town": "1", **HOME}).status_code == 422
    assert not [one for one in everything_kept() if "53.987" in one or "69.123" in one]


def everything_kept() -> Iterator[str]:
    """Each row of the queue and of the trail as text."""
    for model in (models.QueueEntry, models.QueueApplication, Event):
        for values in model.objects.values():
            yield json.dumps(values, default=str)


def test_a_coordinate_of_a_home_on_a_page_is_noticed():
    """The negative control: a page with one more point than there are buildings."""
    page = '<li data-at="53.200000 69.400000"></li><p data-home="53.987654 69.123456"></p>'
    assert strangers(page) == {Decimal("53.987654"), Decimal("69.123456")}


def test_whatever_asks_the_reader_where_they_are_has_nothing_that_sends_or_keeps():
    """The script of the map: read as text, since what is not there cannot be called."""
    assert sending(SCRIPTS) == {}


def test_a_script_that_sends_is_noticed():
    told = {"map.js": "navigator.geolocation.getCurrentPosition((at) => fetch(`/x?${at}`))"}
    assert sending(told) == {"map.js": ["fetch"]}


SENDS = (
    "fetch", "XMLHttpRequest", "Beacon", "WebSocket", "EventSource", "htmx", "localStorage",
    "sessionStorage", "indexedDB", "cookie", " location", "history.", ".src", ".href", ".submit",
    "postMessage", "import(",
)  # fmt: skip
SCRIPTS = {
    path.name: path.read_text(encoding="utf-8")
    for path in (Path(__file__).resolve().parents[2] / "src" / "bagdar").rglob("static/**/*.js")
}


def sending(scripts: Mapping[str, str]) -> dict[str, list[str]]:
    found = {
        name: [word for word in SENDS if word in re.sub(r"//.*", "", text)]
        for name, text in scripts.items()
        if "geolocation" in text
    }
    return {name: words for name, words in found.items() if words}
