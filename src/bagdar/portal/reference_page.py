"""What the reference page lists: downloads, operations of the API."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse

from bagdar.core.languages import Words
from bagdar.look.tables import Column, Table
from bagdar.look.words import t
from bagdar.programme.rules.editions import EditionInfo, ProgrammeInfo

FORMATS = ("bagdar", "stratml", "fiscal", "csv")
METHODS = ("get", "post", "put", "patch", "delete")
API = "/api/v1"


@dataclass(frozen=True)
class Download:
    name: str
    holds: str
    href: str


@dataclass(frozen=True)
class Downloads:
    """The files of one programme's newest edition. illustrative: not a real act."""

    title: Words
    info: EditionInfo
    files: list[Download]


def downloads(listed: Iterable[ProgrammeInfo]) -> list[Downloads]:
    return [Downloads(one.title, one.newest, _files(one.newest)) for one in listed]


def _files(info: EditionInfo) -> list[Download]:
    return [
        Download(
            name=t(f"reference.format.{form}"),
            holds=t(f"reference.format.{form}.holds"),
            href=f"{API}/programmes/{info.code}/export/{form}",
        )
        for form in FORMATS
    ]


def openapi_address() -> str:
    """Where the API describes itself; empty in an installation that serves no API."""
    try:
        return reverse("openapi")
    except NoReverseMatch:
        return ""


def operations_table(request: HttpRequest) -> Table:
    """The operations that the OpenAPI document names; empty where there is no document."""
    rows = []
    for path, operations in _paths(request).items():
        for method in METHODS:
            if method in operations:
                summary = operations[method].get("summary") or None
                rows.append({"method": method.upper(), "path": path, "summary": summary})
    return Table(
        name="operations",
        title=t("reference.api.table"),
        columns=(
            Column("summary", t("reference.api.summary"), wide=True),
            Column("method", t("reference.api.method")),
            Column("path", t("reference.api.path")),
        ),
        rows=rows,
        note=t("reference.api.english"),
    )


def _paths(request: HttpRequest) -> dict[str, dict[str, dict[str, str]]]:
    """Asked of the page itself: which operations there are is only known above the portal."""
    address = openapi_address()
    if not address:
        return {}
    answer = resolve(address).func(request)
    found: dict[str, dict[str, dict[str, str]]] = json.loads(answer.content).get("paths", {})
    return found
