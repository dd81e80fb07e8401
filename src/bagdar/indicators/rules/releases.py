"""Statistical releases: in which order they go out, who may approve, what changed in a later one.

A release is planned (announced), prepared (its tables chosen), approved by different people, and
published at its announced hour or later. What was approved is what is published: both are one
digest, and whatever changes it voids the approvals.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from bagdar.core import declared
from bagdar.core.declared import Declared
from bagdar.core.errors import DomainError, FaultyData
from bagdar.core.languages import Words
from bagdar.core.origins import Origin
from bagdar.indicators.rules.errors import UnknownMetric

SHOWN = "data/indicators/releases.toml"
CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")
RESERVED = ("desk", "new", "calendar")  # addresses of pages


class State(StrEnum):
    PLANNED = "planned"
    PREPARED = "prepared"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    PREPARE = "prepare"
    CHECK = "check"
    APPROVE = "approve"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


# From which states a step may be taken. Nothing leads out of published: what the public has read
# is corrected by another release, never taken back.
FROM: Mapping[Step, frozenset[State]] = {
    Step.PREPARE: frozenset({State.PLANNED, State.PREPARED, State.APPROVED}),
    Step.CHECK: frozenset({State.PREPARED, State.APPROVED}),
    Step.APPROVE: frozenset({State.PREPARED}),
    Step.PUBLISH: frozenset({State.APPROVED}),
    Step.WITHDRAW: frozenset({State.PLANNED, State.PREPARED, State.APPROVED}),
}


class NoSuchRelease(DomainError):
    code = "indicators.no_such_release"
    status = 404


class NoSuchReleaseFile(DomainError):
    code = "indicators.no_such_release_file"
    status = 404


class NoReleaseReceipt(DomainError):
    """It went out where no log was begun."""

    code = "indicators.no_release_receipt"
    status = 404


class ReleaseExists(DomainError):
    code = "indicators.release_exists"
    status = 409


class ReleaseMisnamed(DomainError):
    """The code is not one, or a name or the method is missing in a language."""

    code = "indicators.release_misnamed"
    status = 422


class ReleaseStateWrong(DomainError):
    """The release does not stand where the step begins."""

    code = "indicators.release_state"
    status = 409


class NoticeTooShort(DomainError):
    code = "indicators.release_notice"
    status = 422


class ReleaseEmpty(DomainError):
    code = "indicators.release_empty"
    status = 422


class NotATable(DomainError):
    """METRIC[:by,by][@DAY][~now|~bridged] was expected."""

    code = "indicators.release_not_a_table"
    status = 422


class SimulatedRefused(DomainError):
    """Figures that are not real, in a release that is no demonstration."""

    code = "indicators.release_simulated"
    status = 422


class TableUnpublishable(DomainError):
    """Nothing of a table can be shown, so it cannot be released."""

    code = "indicators.release_table_refused"
    status = 422


class OwnWorkApproved(DomainError):
    code = "indicators.release_own_work"
    status = 403


class ApprovedTwice(DomainError):
    code = "indicators.release_approved_twice"
    status = 409


class MachineApproval(DomainError):
    """Whoever is signed in to the machine is no account, and the operator has not let it count."""

    code = "indicators.release_machine"
    status = 403


class AttackRunning(DomainError):
    code = "indicators.release_attack_running"
    status = 409


class NotChecked(DomainError):
    """The attack has not run over this release beside all that is published now."""

    code = "indicators.release_not_checked"
    status = 409


class ReleaseTooEarly(DomainError):
    code = "indicators.release_too_early"
    status = 409


class ReleaseChanged(DomainError):
    """What was computed or kept is no longer what was prepared."""

    code = "indicators.release_changed"
    status = 409


class ReplacesUnpublished(DomainError):
    code = "indicators.release_replaces"
    status = 422


class ReleaseRule(Declared):
    """Days of notice and the number of approvals, and who set them.

    machine_approvals  whether `bagdar release approve` counts: one person may be several users of
                       a machine, and has signed in to none of ours
    """

    illustrative: bool
    source: Words
    notice_days: Annotated[int, Field(ge=0, le=366)]
    approvals: Annotated[int, Field(ge=2, le=9)]
    machine_approvals: bool


@lru_cache(maxsize=4)
def release_rule(data_dir: Path) -> ReleaseRule:
    """The declared file. Raises FaultyData with every fault at once."""
    rule, faults = declared.read_toml(data_dir / "indicators" / "releases.toml", ReleaseRule, SHOWN)
    if faults or rule is None:
        raise FaultyData(faults)
    return rule


@dataclass(frozen=True)
class Chosen:
    """A table that a release asks for. on: None for the latest day computed."""

    metric: str
    by: tuple[str, ...] = ()
    on: date | None = None
    borders: str = "then"


def chosen(text: str, metrics: Collection[str]) -> Chosen:
    """METRIC[:by,by][@DAY][~now|~bridged]; a code of a metric may have a colon of its own.

    Raises NotATable, UnknownMetric.
    """
    rest, tilde, borders = text.strip().partition("~")
    rest, at, day = rest.partition("@")
    if tilde and borders not in ("now", "bridged"):
        raise NotATable(table=text)
    try:
        on = date.fromisoformat(day) if at else None
    except ValueError:
        raise NotATable(table=text) from None
    code, _, by = (rest, "", "") if rest in metrics else rest.rpartition(":")
    if not code:
        code, by = rest, ""
    if code not in metrics:
        raise UnknownMetric(metric=code, known=", ".join(metrics))
    names = tuple(one for one in by.split(",") if one)
    return Chosen(code, names, on, borders or "then")


def may(state: State, step: Step) -> None:
    """Raises ReleaseStateWrong."""
    if state not in FROM[step]:
        known = ", ".join(one.value for one in State if one in FROM[step])
        raise ReleaseStateWrong(state=state.value, step=step.value, known=known)


def named(code: str, texts: Mapping[str, Mapping[str, str]]) -> None:
    """Whether a code is one and each text stands in three languages. Raises ReleaseMisnamed."""
    missing = [
        f"{what}.{language}"
        for what, each in texts.items()
        for language in ("kk", "ru", "en")
        if not each.get(language, "").strip()
    ]
    if not CODE.fullmatch(code) or code in RESERVED or missing:
        raise ReleaseMisnamed(release=code, missing=", ".join(missing) or "—")


def announced(now: datetime, due_at: datetime, rule: ReleaseRule) -> None:
    """Raises NoticeTooShort."""
    if due_at - now < timedelta(days=rule.notice_days):
        earliest = now + timedelta(days=rule.notice_days)
        raise NoticeTooShort(days=rule.notice_days, earliest=earliest.isoformat("T", "minutes"))


def real_enough(origins: Collection[Origin], *, is_demonstration: bool) -> None:
    """Raises SimulatedRefused."""
    other = sorted({one.value for one in origins if one is not Origin.REAL})
    if other and not is_demonstration:
        raise SimulatedRefused(origins=", ".join(other))


MACHINE = "cli:"  # how the trail names whoever is signed in to the machine
WAITS = timedelta(minutes=10)  # how long an attack that tells nothing is taken to be going on


def approving(who: str, prepared_by: str, approved_by: Collection[str], rule: ReleaseRule) -> None:
    """Raises MachineApproval, OwnWorkApproved, ApprovedTwice."""
    if who.startswith(MACHINE) and not rule.machine_approvals:
        raise MachineApproval()
    if not who or who == prepared_by:
        raise OwnWorkApproved()
    if who in approved_by:
        raise ApprovedTwice()


def enough(approved: Collection[tuple[str, str]], digest: str, prepared_by: str, of: int) -> bool:
    """Whether so many different people approved this very digest. approved: (who, digest)."""
    return len({who for who, what in approved if what == digest and who != prepared_by}) >= of


def attacking(attack: Mapping[str, Any], now: datetime) -> None:
    """Raises AttackRunning where one is going on."""
    if is_running(attack, now):
        raise AttackRunning()


def is_running(attack: Mapping[str, Any], now: datetime) -> bool:
    """One that has told nothing for long was cut off."""
    if attack.get("state") != "running":
        return False
    return now - datetime.fromisoformat(attack["beat_at"]) < WAITS


def publishing(now: datetime, due_at: datetime) -> None:
    """Raises ReleaseTooEarly."""
    if now < due_at:
        raise ReleaseTooEarly(due=due_at.isoformat("T", "minutes"))


def canonical(value: Any) -> bytes:
    """The one way in which a table or a release is written down before it is digested."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(value: Any) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


@dataclass(frozen=True)
class Revised:
    """A value that a later release gives otherwise. None: hidden, or not there."""

    metric: str
    on: str
    by: tuple[str, ...]
    codes: tuple[str, ...]
    old: str | None
    new: str | None


Content = Mapping[str, Any]


def revised(old: Sequence[Content], new: Sequence[Content]) -> Iterator[Revised]:
    """Values of the same tables that differ. old, new: contents of the tables of two releases."""
    before = {_same(one): one for one in old}
    for one in new:
        earlier = before.get(_same(one))
        if earlier is None:
            continue
        was, now = _values(earlier), _values(one)
        for codes in sorted({*was, *now}):
            if was.get(codes) != now.get(codes):
                yield Revised(
                    one["metric"], one["on"], tuple(one["by"]), codes,
                    was.get(codes), now.get(codes),
                )  # fmt: skip


def _same(one: Content) -> tuple[Any, ...]:
    return one["metric"], one["on"], tuple(one["by"]), one["borders"]


def _values(one: Content) -> dict[tuple[str, ...], str | None]:
    return {tuple(line["codes"]): line["value"] for line in one["lines"]}
