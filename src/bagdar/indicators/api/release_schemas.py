"""Releases, their tables and files, and the steps towards one, as the API has them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BeforeValidator, ConfigDict, Field, StringConstraints

from bagdar.indicators.api.schemas import BreakdownGivenUp, TableLine
from bagdar.indicators.formats import media_type
from bagdar.indicators.queries.receipts import Receipt, name_of
from bagdar.indicators.queries.releases import ReleaseInfo, TableInfo
from bagdar.indicators.rules.disclosure.tables import TOTAL
from bagdar.indicators.rules.published import lines_of
from bagdar.look.schemas import Schema
from bagdar.programme.public import Answer

State = Literal["planned", "prepared", "approved", "published", "withdrawn"]
EXAMPLE, CODE = "education-2022", "^[a-z0-9][a-z0-9-]{1,59}$"
DIGEST = "0" * 64


class InLanguages(Answer):
    kk: str
    ru: str
    en: str


class ReleaseAnswer(Answer):
    """A release without its tables. replaced_by: what corrected it later."""

    code: str = Field(examples=[EXAMPLE])
    names: InLanguages
    method: InLanguages
    state: State
    due_at: datetime = Field(description="The announced hour.")
    announced_at: datetime
    published_at: datetime | None
    is_demonstration: bool
    replaces: str
    replaced_by: list[str]
    digest: str = Field(description="SHA-256 of all that is approved; empty before it is out.")
    approved_by_roles: list[str]

    @classmethod
    def told(cls, one: ReleaseInfo, *, is_open: bool) -> "ReleaseAnswer":
        return cls(**_of_release(one, is_open=is_open))


class ReleaseAnswerList(Answer):
    releases: list[ReleaseAnswer]


class ReleaseFileAnswer(Answer):
    name: str = Field(examples=["T1.1-1-6_region_2022-10-01.csv"])
    media_type: str
    bytes: int
    sha256: str
    address: str


class ReleaseTableOf(Answer):
    """A table of a release; its numbers are asked for by its number."""

    number: int
    metric: str
    version: str
    on: date
    by: list[str]
    borders: Literal["then", "now", "bridged"]
    origin: Literal["real", "illustrative", "simulated"]
    digest: str
    files: list[ReleaseFileAnswer]

    @classmethod
    def told(cls, code: str, one: TableInfo) -> "ReleaseTableOf":
        return cls(**_of_table(code, one))


class AttackAnswer(Answer):
    """How far the attack is and what it came to. state: empty before the first one."""

    state: Literal["", "running", "safe", "found", "failed"]
    done: int
    of: int
    findings: int


class ReleaseReceipt(Answer):
    """That it went out with these bytes. none: no log was begun then; waits: it is not in the log
    yet; silent: the log cannot be read now. address: empty until it is there."""

    state: Literal["none", "waits", "there", "silent"]
    handle: str = Field(description="For getLogReceipt; empty where there is none.")
    address: str

    @classmethod
    def told(cls, one: ReleaseInfo, state: Receipt) -> "ReleaseReceipt":
        name = name_of(one.code)
        is_there = state is Receipt.THERE
        address = f"/api/v1/releases/{one.code}/files/{name}" if is_there else ""
        return cls(state=state.value, handle=one.receipt, address=address)


class ReleaseDetail(ReleaseAnswer):
    """tables: none before it is out, but for those who prepare; attack: for those alone;
    receipt: once it is out."""

    tables: list[ReleaseTableOf]
    attack: AttackAnswer | None
    receipt: ReleaseReceipt | None

    @classmethod
    def whole(
        cls,
        one: ReleaseInfo,
        tables: Sequence[TableInfo],
        *,
        is_open: bool,
        is_theirs: bool,
        receipt: Receipt | None,
    ) -> "ReleaseDetail":
        told = one.attack
        attack = AttackAnswer(
            state=told.get("state", ""), done=told.get("done", 0), of=told.get("of", 0),
            findings=told.get("findings", 0),
        )  # fmt: skip
        return cls(
            **_of_release(one, is_open=is_open),
            tables=[ReleaseTableOf.told(one.code, each) for each in tables],
            attack=attack if is_theirs else None,
            receipt=ReleaseReceipt.told(one, receipt) if receipt else None,
        )


class ReleasedTable(ReleaseTableOf):
    """A table as it was approved."""

    given_up: list[BreakdownGivenUp]
    lines: list[TableLine]

    @classmethod
    def whole(cls, code: str, one: TableInfo) -> "ReleasedTable":
        return cls(
            **_of_table(code, one),
            given_up=[BreakdownGivenUp(column=column, under=under or TOTAL)
                      for under, column in one.content["given_up"]],
            lines=[
                TableLine(codes=list(line.codes), value=line.value, numerator=line.numerator,
                          denominator=line.denominator, units=line.units, hidden=line.hidden,
                          estimated=line.estimated)
                for line in lines_of(one.content)
            ],
        )  # fmt: skip


def _of_release(one: ReleaseInfo, *, is_open: bool) -> dict[str, Any]:
    return {
        "code": one.code, "names": one.names, "method": one.method, "state": one.state.value,
        "due_at": one.due_at, "announced_at": one.announced_at, "published_at": one.published_at,
        "is_demonstration": one.is_demonstration, "replaces": one.replaces,
        "replaced_by": list(one.replaced_by), "digest": one.digest if is_open else "",
        "approved_by_roles": list(one.roles) if is_open else [],
    }  # fmt: skip


def _of_table(code: str, one: TableInfo) -> dict[str, Any]:
    names = ("metric", "version", "on", "by", "borders", "origin")
    files = [
        ReleaseFileAnswer(name=name, media_type=media_type(name), bytes=size, sha256=sha256,
                          address=f"/api/v1/releases/{code}/files/{name}")
        for name, (sha256, size) in sorted(one.files.items())
    ]  # fmt: skip
    told: Mapping[str, Any] = {name: one.content[name] for name in names}
    return {**told, "number": one.number, "digest": one.digest, "files": files}


# --- steps ----------------------------------------------------------------------------------------

Text = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=r"\S")]


def _shown(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [example]})


MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")


def _written(value: object) -> object:
    """Of RFC 3339 alone: pydantic would also take a number of seconds. Raises ValueError."""
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        raise ValueError("not an instant of RFC 3339")
    return value


class TextIn(Schema):
    model_config = ConfigDict(extra="forbid")

    kk: Text = Field(examples=["Мысал"])
    ru: Text = Field(examples=["Пример"])
    en: Text = Field(examples=["Example"])


WORDS = {"kk": "Мысал", "ru": "Пример", "en": "Example"}


class ReleasePlanning(Schema):
    model_config = _shown({
        "code": "education-2090", "names": WORDS, "method": WORDS,
        "due_at": "2090-12-15T10:00:00+05:00", "is_demonstration": True,
    })  # fmt: skip

    code: str = Field(pattern=CODE, max_length=60)
    names: TextIn
    method: TextIn
    due_at: Annotated[AwareDatetime, BeforeValidator(_written)]
    is_demonstration: bool = Field(False, strict=True)
    replaces: str = Field("", pattern=f"^$|{CODE}", max_length=60)
    reason: TextIn | None = Field(None, description="Needed where it replaces another one.")


class ReleaseTables(Schema):
    model_config = _shown({"tables": ["T1.1/1-6:region,sex@2022-10-01"]})

    tables: list[
        Annotated[str, StringConstraints(min_length=1, max_length=160, pattern=r"^[!-~]+$")]
    ] = Field(min_length=1, max_length=200, description="METRIC[:by,by][@DAY][~now]")


class ReleaseApproving(Schema):
    model_config = _shown({"digest": DIGEST})

    digest: str = Field(pattern="^[0-9a-f]{64}$", description="Of what you have seen.")


class ReleaseWithdrawing(Schema):
    model_config = _shown({"why": "The delivery of one region is late."})

    why: str = Field(min_length=1, max_length=1000, pattern=r"\S")
