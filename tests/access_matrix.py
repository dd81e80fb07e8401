"""RELIABILITY P1 and P2: every cell of role × object × operation × relation, asked over HTTP.

    learners = Matrix(
        asks=[
            Ask("registry.person", "read", "/kk/registry/people/{person}/"),
            Ask("registry.person", "read", "/api/v1/registry/people/{person}"),
            Ask("registry.person", "read", "/kk/registry/people/", lists="person"),
        ],
        things=[
            Thing("a pupil", {"person": …}, {"organisation": "own", "region": "region",
                                             "person": "ward"}, secrets=("Мысалова",)),
            Thing("somebody else's", {"person": …}),
        ],
    )
    assert learners.gaps("registry.") == []
    assert learners.wrong(client_as) == []

Who may is read from the access table alone; what is written down is how an address is filled in and
in which relation a thing stands to the account of each role. A refusal is held to one rule:

- 302 to the sign-in page, or 401 of the API, for whoever has to sign in first;
- 403 where the address is closed to the role, or where the role may read the thing but not do this;
- 404 where it may not know that there is such a thing; nothing of it stands in the answer;
- each refusal to somebody signed in leaves one event access.denied, and changes nothing.
"""

import copy
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLResolver, get_resolver
from django.utils import translation

from bagdar.access.public import table as declared_table
from bagdar.access.rules.roles import Role
from bagdar.access.rules.table import AccessTable
from bagdar.audit.models import Event
from tests.access_tools import everything

ROLES = tuple(role.value for role in Role)
OTHER = "other"  # a relation that no line of the table knows
BLINK = ("access.Session", "access.Allowance", "audit.Event")
BLANK = re.compile(r"{(\w+)}")
OPEN_BLANK = re.compile(r"<(?:\w+:)?\w+>|{\w+}")
TEXTS = ("text/", "application/json", "application/problem+json")

Pair = tuple[str, str]
ClientAs = Callable[[str], Client]


@dataclass(frozen=True)
class Thing:
    """Something that addresses name.

    values   what fills the blanks of an address, such as {"person": …}
    stands   role → relation in which it stands to that role's account; left out: to none
    secrets  texts that no refusal may hold
    """

    name: str
    values: Mapping[str, object]
    stands: Mapping[str, str] = field(default_factory=dict)
    secrets: Sequence[str] = ()

    def relation_to(self, role: str) -> str:
        return self.stands.get(role, OTHER)


@dataclass(frozen=True)
class Ask:
    """One way to ask for an operation on an object. Blanks are {names} in path and data; it is
    tried with every thing that fills them all.

    data     fields of a form, or of JSON for the API; is_form: a form for the API as well
    door     object and operation that the address itself asks, where that is another
    works    statuses of an answer to whoever may
    lists    name of a value: of everything that the role may read, and of nothing else, the answer
             holds that value
    """

    object: str
    operation: str
    path: str
    method: str = "get"
    data: Mapping[str, Any] = field(default_factory=dict)
    door: Pair | None = None
    works: Collection[int] = range(200, 400)
    is_form: bool = False
    lists: str = ""

    @property
    def pair(self) -> Pair:
        return self.object, self.operation

    @property
    def at_the_door(self) -> Pair:
        return self.door or self.pair

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")

    @property
    def blanks(self) -> set[str]:
        return set(BLANK.findall(self.path + json.dumps(self.data, default=str)))

    def send(self, client: Client, values: Mapping[str, object]) -> Any:
        data = _filled(self.data, values)
        more: dict[str, Any] = {"data": data} if data else {}
        if self.is_api and self.method != "get" and not self.is_form:
            more = {"data": json.dumps(data, default=str), "content_type": "application/json"}
        return getattr(client, self.method)(_filled(self.path, values), **more)


def _filled(value: Any, values: Mapping[str, object]) -> Any:
    if isinstance(value, str):
        return BLANK.sub(lambda blank: str(values[blank[1]]), value)
    if isinstance(value, Mapping):
        return {key: _filled(one, values) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(one, values) for one in value]
    return value


@dataclass(frozen=True)
class Cell:
    role: str
    ask: Ask
    thing: Thing | None

    @property
    def relation(self) -> str:
        return self.thing.relation_to(self.role) if self.thing else ""

    @property
    def told(self) -> str:
        of = f" of {self.thing.name} ({self.relation})" if self.thing else ""
        object, operation = self.ask.pair
        return f"{self.role}: {self.ask.method} {self.ask.path} = {object} {operation}{of}"


class Matrix:
    """table: what is expected; the declared one, unless a test writes its own."""

    def __init__(
        self, asks: Sequence[Ask], things: Sequence[Thing] = (), table: AccessTable | None = None
    ) -> None:
        self.asks, self.things = asks, things
        self.table = table or declared_table()

    def cells(self, role: str) -> Iterator[Cell]:
        for ask in self.asks:
            fitting = [thing for thing in self.things if ask.blanks <= set(thing.values)]
            assert fitting or not ask.blanks, f"nothing fills {ask.path}"
            for thing in fitting if ask.blanks else [None]:
                yield Cell(role, ask, thing)

    def may(self, cell: Cell) -> bool:
        pair, door = cell.ask.pair, cell.ask.at_the_door
        if not self.table.permits_some(cell.role, *door):
            return False
        if cell.thing is None:
            return self.table.permits_some(cell.role, *pair)
        return self.table.permits(cell.role, *pair, cell.relation)

    def refusal(self, cell: Cell) -> int:
        """The status with which a cell has to be refused."""
        door = cell.ask.at_the_door
        if not self.table.permits_some(cell.role, *door):
            if cell.role != Role.PUBLIC:
                return 403
            return 401 if cell.ask.is_api else 302
        knows = cell.thing is None or self.table.permits(cell.role, *door, cell.relation)
        return 403 if knows and cell.ask.door else 404

    # --- asking ----------------------------------------------------------------------------------

    def wrong(self, client_as: ClientAs, roles: Collection[str] = ROLES) -> list[str]:
        """Cells that were answered otherwise than the table says; nothing: all is well."""
        found: list[str] = []
        before = everything(but=BLINK)
        with override_settings(API_PER_ADDRESS=100_000):
            for role in roles:
                client = client_as(role)
                for cell in self.cells(role):
                    found += [f"{cell.told}: {fault}" for fault in self.faults(client, cell)]
                if everything(but=BLINK) != before:
                    found.append(f"{role}: a refusal has changed something")
                    before = everything(but=BLINK)
        return found

    def tried(self, roles: Collection[str] = ROLES) -> int:
        """How many cells there are."""
        return sum(1 for role in roles for _ in self.cells(role))

    def faults(self, client: Client, cell: Cell) -> Iterator[str]:
        may, kept = self.may(cell), copy.deepcopy(client.cookies)
        last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        with transaction.atomic():
            answer = cell.ask.send(client, cell.thing.values if cell.thing else {})
            text = _text(answer)
            denied = list(Event.objects.filter(pk__gt=last, action="access.denied"))
            if may:  # what was done is taken back, so that every cell begins alike
                transaction.set_rollback(True)
        client.cookies = kept
        yield from self._let_in(cell, answer, text) if may else self._kept_out(cell, answer, text)
        yield from self._noted(cell, denied, may)

    def _let_in(self, cell: Cell, answer: Any, text: str) -> Iterator[str]:
        status = answer.status_code
        if status not in cell.ask.works or "/sign-in/?next" in answer.headers.get("Location", ""):
            yield f"refused with {status}"
        elif cell.ask.lists:
            yield from self._listed(cell, text)

    def _listed(self, cell: Cell, text: str) -> Iterator[str]:
        for thing in self.things:
            if cell.ask.lists not in thing.values:
                continue
            relation = thing.relation_to(cell.role)
            may = self.table.permits(cell.role, *cell.ask.pair, relation)
            is_there = str(thing.values[cell.ask.lists]) in text
            if may != is_there:
                yield f"{'lists' if is_there else 'does not list'} {thing.name} ({relation})"

    def _kept_out(self, cell: Cell, answer: Any, text: str) -> Iterator[str]:
        expected, status = self.refusal(cell), answer.status_code
        if status != expected:
            yield f"answered with {status}, not refused with {expected}"
        if status == 302 and "/sign-in/" not in answer.headers["Location"]:
            yield "leads elsewhere than to the sign-in page"
        secrets = cell.thing.secrets if cell.thing else ()
        yield from (
            f"the refusal tells secret {n}" for n, one in zip(count(1), secrets) if one in text
        )

    def _noted(self, cell: Cell, denied: Sequence[Event], may: bool) -> Iterator[str]:
        if cell.role == Role.PUBLIC and not may:
            return  # whoever is sent to sign in is not noted
        if len(denied) != (0 if may else 1):
            yield f"{len(denied)} events access.denied"
        for event in denied:
            pair = (event.about, event.facts["operation"])
            if event.role != cell.role or pair not in (cell.ask.pair, cell.ask.at_the_door):
                yield f"noted as {event.role}: {' '.join(pair)}"

    # --- what is not asked -----------------------------------------------------------------------

    def gaps(self, *objects: str) -> list[str]:
        """What nobody tries: addresses, and lines of the table, of objects that so begin."""
        return [*self._addresses_not_asked(objects), *self._lines_not_tried(objects)]

    def _addresses_not_asked(self, objects: tuple[str, ...]) -> Iterator[str]:
        asked = {(_shape(ask.path.partition("?")[0]), ask.method) for ask in self.asks}
        shapes = {shape for shape, _ in asked}
        for pattern, method, pair in addresses():
            shape = _shape(pattern)
            is_asked = (shape, method) in asked if method else shape in shapes
            if pair[0].startswith(objects) and not is_asked:
                yield f"address {method} {pattern}".replace("  ", " ")

    def _lines_not_tried(self, objects: tuple[str, ...]) -> Iterator[str]:
        """Each role of a line has to be let in by it, and kept out where it is not any thing's."""
        for row in self.table.rows:
            if not row.object.startswith(objects):
                continue
            for role in row.roles:
                asked = [
                    one for one in self.cells(role) if one.ask.pair == (row.object, row.operation)
                ]
                named = [one for one in asked if one.thing] or asked
                line = f"{row.object} {row.operation} {row.relation} {role}"
                if not any(row.relation in ("any", one.relation) or not one.thing for one in named):
                    yield f"line {line}"
                elif any(one.thing for one in named) and not self._is_kept_out(row, role, named):
                    yield f"stranger to {line}"

    def _is_kept_out(self, row: Any, role: str, named: Sequence[Cell]) -> bool:
        if self.table.permits(role, row.object, row.operation):
            return True  # the role has any thing's: there is no stranger
        return any(not self.may(one) for one in named)


def _text(answer: Any) -> str:
    content = answer.getvalue()
    is_text = answer.headers.get("Content-Type", "").startswith(TEXTS)
    return content.decode("utf-8-sig") if is_text else ""


def _shape(pattern: str) -> str:
    """An address with its blanks nameless; a page of any language is one."""
    return re.sub(r"^/(kk|ru|en)/", "/kk/", OPEN_BLANK.sub("{}", pattern))


def addresses() -> Iterator[tuple[str, str, Pair]]:
    """Every address: pattern, method of the API or "" for a page, object and operation asked."""
    with translation.override("kk"):  # whatever language the last answer was in
        found = list(_views())
    for pattern, view in found:
        access = getattr(view, "access", None)
        if isinstance(access, tuple):
            yield pattern, "", access
        elif isinstance(access, dict):
            yield from ((pattern, method.lower(), pair) for method, pair in access.items())


def _views() -> Iterator[tuple[str, Any]]:
    waiting: list[tuple[str, Any]] = [("/", one) for one in get_resolver().url_patterns]
    while waiting:
        before, one = waiting.pop()
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            waiting += [(here, each) for each in one.url_patterns]
        else:
            yield here, one.callback
