"""Reads of releases, as plain values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bagdar.core.origins import Origin
from bagdar.indicators import models
from bagdar.indicators.rules.releases import (
    NoSuchRelease,
    NoSuchReleaseFile,
    Revised,
    State,
    revised,
)

OPEN = (State.PLANNED.value, State.PREPARED.value, State.APPROVED.value)


@dataclass(frozen=True)
class ReleaseInfo:
    """A release without its tables. roles: of those who approved what it holds now, by time;
    receipt: its handle."""

    code: str
    names: Mapping[str, str]
    method: Mapping[str, str]
    due_at: datetime
    announced_at: datetime
    state: State
    is_demonstration: bool
    replaces: str
    replaced_by: tuple[str, ...]
    reason: Mapping[str, str]
    digest: str
    is_checked: bool
    published_at: datetime | None
    roles: tuple[str, ...]
    prepared_by: str = ""
    attack: Mapping[str, Any] = field(default_factory=dict)
    receipt: str = ""


@dataclass(frozen=True)
class ApprovalInfo:
    """Of what the release holds now."""

    account: str
    role: str
    at: datetime


@dataclass(frozen=True)
class TableInfo:
    """A table of a release as it was prepared. content: what its digest is of."""

    number: int
    digest: str
    content: Mapping[str, Any]

    @property
    def files(self) -> Mapping[str, tuple[str, int]]:
        """Name → SHA-256 and bytes."""
        return {name: (sha256, size) for name, (sha256, size) in self.content["files"].items()}


@dataclass(frozen=True)
class OutTable:
    """Where a table that is out stands, and which it is."""

    release: str
    number: int
    metric: str
    on: date
    by: tuple[str, ...]
    borders: str
    is_newest: bool


def coming() -> tuple[ReleaseInfo, ...]:
    """What is announced and not yet out, the next first."""
    rows = models.Release.objects.filter(state__in=OPEN).order_by("due_at", "code")
    return tuple(map(_info, rows))


def published() -> tuple[ReleaseInfo, ...]:
    """Newest first."""
    rows = models.Release.objects.filter(state=State.PUBLISHED.value)
    return tuple(map(_info, rows.order_by("-published_at", "code")))


def every() -> tuple[ReleaseInfo, ...]:
    return tuple(map(_info, models.Release.objects.order_by("due_at", "code")))


def release(code: str) -> ReleaseInfo:
    """Raises NoSuchRelease."""
    found = models.Release.objects.filter(code=code).first()
    if found is None:
        raise NoSuchRelease(release=code)
    return _info(found)


def approvals(code: str) -> tuple[ApprovalInfo, ...]:
    """By time. Accounts are for those who prepare and approve, never for the public."""
    rows = models.Approval.objects.filter(release__code=code).order_by("at", "id")
    info = release(code)
    return tuple(ApprovalInfo(one.account, one.role, one.at)
                 for one in rows if one.digest == info.digest)  # fmt: skip


def tables(code: str) -> tuple[TableInfo, ...]:
    """Of a release, in its order. Whoever shows them asks first whether they are published."""
    rows = models.ReleaseTable.objects.filter(release__code=code).order_by("number")
    return tuple(TableInfo(one.number, one.digest, json.loads(one.content)) for one in rows)


def revisions(code: str) -> tuple[Revised, ...]:
    """What a release gives otherwise than the one that it replaces."""
    info = release(code)
    if not info.replaces:
        return ()
    old, new = tables(info.replaces), tables(code)
    return tuple(revised([one.content for one in old], [one.content for one in new]))


def file(code: str, name: str) -> bytes:
    """A file of a release. Whoever gives it on asks first whether it is published.

    Raises NoSuchReleaseFile.
    """
    found = models.ReleaseFile.objects.filter(table__release__code=code, name=name).first()
    if found is None:
        raise NoSuchReleaseFile(release=code, file=name)
    return bytes(found.content)


def files(code: str) -> Mapping[str, bytes]:
    """All files of a release, by name."""
    rows = models.ReleaseFile.objects.filter(table__release__code=code)
    return {one.name: bytes(one.content) for one in rows.order_by("name")}


def table_row(code: str, number: int) -> tuple[models.ReleaseTable, Mapping[str, Any]]:
    """A table of a release with its content. Raises NoSuchRelease."""
    rows = models.ReleaseTable.objects.select_related("release", "computation")
    found = rows.filter(release__code=code, number=number).first()
    if found is None:
        raise NoSuchRelease(release=f"{code}/{number}")
    return found, json.loads(found.content)


def tables_of_metric(metric: str, origin: Origin = Origin.REAL) -> tuple[OutTable, ...]:
    """What is out of a metric: the latest day first, of a day what went out last."""
    return tuple(one for one in _out(metric=metric, origin=origin))


def every_table_out() -> tuple[OutTable, ...]:
    """By the release, the newest first."""
    return _out()


def _out(metric: str = "", origin: Origin | None = None) -> tuple[OutTable, ...]:
    rows = models.ReleaseTable.objects.filter(release__state=State.PUBLISHED.value)
    rows = rows.filter(computation__metric=metric) if metric else rows
    rows = rows.filter(computation__origin=origin.value) if origin else rows
    newest = ("-release__published_at", "-release_id", "number")
    order = ("-computation__on", *newest) if metric else newest
    told, seen = [], set()
    for one in rows.defer("content").select_related("release", "computation").order_by(*order):
        made = one.computation
        which = (made.metric, made.on, one.by, one.borders, made.origin)
        by = tuple(part for part in one.by.split(",") if part)
        told.append(OutTable(one.release.code, one.number, made.metric, made.on, by, one.borders,
                             which not in seen))  # fmt: skip
        seen.add(which)
    return tuple(told)


def tables_out(origin: str) -> tuple[models.ReleaseTable, ...]:
    """Every table that was ever published of figures of an origin, in the order of time."""
    rows = models.ReleaseTable.objects.filter(
        release__state=State.PUBLISHED.value, computation__origin=origin
    )
    ordered = rows.select_related("release", "computation")
    return tuple(ordered.order_by("release__published_at", "release_id", "number"))


def _info(one: models.Release) -> ReleaseInfo:
    approved = one.approvals.filter(digest=one.digest).order_by("at", "id")
    later = one.corrections.filter(state=State.PUBLISHED.value).order_by("published_at")
    return ReleaseInfo(
        code=one.code, names=one.names, method=one.method, due_at=one.due_at,
        announced_at=one.announced_at, state=State(one.state),
        is_demonstration=one.is_demonstration,
        replaces=one.replaces.code if one.replaces else "",
        replaced_by=tuple(later.values_list("code", flat=True)), reason=one.reason,
        digest=one.digest, is_checked=bool(one.checked), published_at=one.published_at,
        roles=tuple(approved.values_list("role", flat=True)) if one.digest else (),
        prepared_by=one.prepared_by, attack=one.attack, receipt=one.receipt,
    )  # fmt: skip
