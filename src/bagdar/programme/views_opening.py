"""What every reading page begins with: the edition that the address names, and its reader."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import resolve

from bagdar.core.errors import DomainError
from bagdar.look import additions
from bagdar.look.additions import Addition
from bagdar.look.words import current_language
from bagdar.programme import queries
from bagdar.programme.presenters.reader import Reader, address
from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.check.finding import Finding
from bagdar.programme.rules.editions import EditionInfo, newest, split_code


class NoSuchIndicator(DomainError):
    code = "programme.no_such_indicator"
    status = 404


class NoSuchMeasure(DomainError):
    code = "programme.no_such_measure"
    status = 404


class NoSuchBody(DomainError):
    code = "programme.no_such_body"
    status = 404


@dataclass(frozen=True)
class Opened:
    """An edition, what is known about it, the newest one's number, and who reads."""

    edition: Edition
    info: EditionInfo
    newest: int
    reader: Reader

    @property
    def findings(self) -> tuple[Finding, ...]:
        return queries.findings(self.info.programme, self.info.number)


def opened(programme: str) -> Opened:
    """The edition of an address. Raises NoSuchProgramme, NoSuchEdition."""
    code, number = split_code(programme)
    listed = queries.editions(code)
    info = newest(listed) if number is None else queries.edition_info(code, number)
    return Opened(
        edition=queries.document(info.digest),
        info=info,
        newest=newest(listed).number,
        reader=Reader(current_language(), programme),
    )


def context_of(request: HttpRequest, found: Opened, **more: Any) -> dict[str, Any]:
    """What base.html of the programme needs, and what a page adds."""
    return {
        "edition": found.edition,
        "info": found.info,
        "programme": found.reader.programme,
        "newest": found.newest,
        "newest_page": _newest_page(request, found),
        **more,
    }


def added(page: str, request: HttpRequest, found: Opened, **facts: Any) -> list[Addition]:
    """What the apps above add to a page of this programme.

    Each is given edition, reader, programme (its code, without an edition) and the page's facts.
    """
    return additions.of(
        page,
        request,
        edition=found.edition,
        reader=found.reader,
        programme=found.info.programme,
        **facts,
    )


def _newest_page(request: HttpRequest, found: Opened) -> str:
    """The same page in the newest edition; empty where this is it."""
    if found.info.number >= found.newest:
        return ""
    match = resolve(request.path_info)
    codes = [str(value) for key, value in match.kwargs.items() if key != "programme"]
    return address(str(match.url_name), found.reader.language, found.info.programme, *codes)
