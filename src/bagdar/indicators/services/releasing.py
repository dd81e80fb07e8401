"""Releases: announced, prepared, attacked, approved by different people, published.

Every step locks the release, asks the rules, writes and audits in one transaction. The attack runs
outside of it, since it may take minutes, and holds for exactly the digest and the published tables
that it saw.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.indicators import models
from bagdar.indicators.queries import releases as queries
from bagdar.indicators.rules import releases as rules
from bagdar.indicators.rules.disclosure.declared_rules import disclosure_rule
from bagdar.indicators.rules.disclosure.protect import Protected, Violation
from bagdar.indicators.rules.releases import Chosen, State, Step
from bagdar.indicators.rules.union import Out, findings, part_of
from bagdar.indicators.services.protecting import ProtectedTable, as_published, protected_table

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Checked:
    """What the attack came to. findings: none where the release may go out."""

    findings: tuple[Violation, ...]
    tables: int
    published: int


@transaction.atomic
def plan(
    code: str, *, names: Texts, method: Texts, due_at: datetime, by: Actor, now: datetime,
    is_demonstration: bool = False, replaces: str = "", reason: Texts | None = None,
) -> models.Release:  # fmt: skip
    """Announce a release. Raises ReleaseMisnamed, NoticeTooShort, ReleaseExists, NoSuchRelease,
    ReplacesUnpublished."""
    texts = {"name": names, "method": method} | ({"reason": reason or {}} if replaces else {})
    rules.named(code, texts)
    rules.announced(now, due_at, _rule())
    earlier = _locked(replaces) if replaces else None
    if earlier is not None and earlier.state != State.PUBLISHED.value:
        raise rules.ReplacesUnpublished(release=replaces)
    made, is_new = models.Release.objects.get_or_create(
        code=code,
        defaults={
            "names": dict(names), "method": dict(method), "due_at": due_at, "announced_at": now,
            "is_demonstration": is_demonstration, "replaces": earlier, "reason": dict(reason or {}),
        },
    )  # fmt: skip
    if not is_new:
        raise rules.ReleaseExists(release=code)
    _record(made, "planned", by, due_at=due_at.isoformat(), replaces=replaces)
    return made


@transaction.atomic
def prepare(code: str, asked: Sequence[Chosen], *, by: Actor) -> models.Release:
    """Choose the tables; whatever was chosen, checked or approved before is void.

    Raises what `protected_table` does, ReleaseStateWrong, ReleaseEmpty, SimulatedRefused,
    TableUnpublishable.
    """
    one = _locked(code)
    rules.may(State(one.state), Step.PREPARE)
    if not asked:
        raise rules.ReleaseEmpty(release=code)
    # A demonstration never takes figures of real records along.
    found = [
        protected_table(each.metric, each.on, each.by, each.borders, real=not one.is_demonstration)
        for each in asked
    ]
    rules.real_enough([each.origin for each in found], is_demonstration=one.is_demonstration)
    for each in found:
        if each.answer.refused:
            raise rules.TableUnpublishable(table=each.metric.code)
    models.ReleaseTable.objects.filter(release=one).delete()
    seen = {}
    for each in found:  # the same table twice is once
        seen.setdefault((each.computation.pk, each.answer.by, each.answer.borders), each)
    for number, each in enumerate(seen.values(), 1):
        _write(one, number, each)
    one.state, one.prepared_by, one.checked = State.PREPARED.value, by.name, ""
    one.digest = _digest(one)
    one.save()
    _record(one, "prepared", by, digest=one.digest, tables=len(seen))
    return one


def check(
    code: str, *, by: Actor, told: Callable[[int, int, str], None] = lambda done, of, family: None
) -> Checked:
    """Attack the release beside everything that was ever published, and keep that it held.

    Raises ReleaseStateWrong, and ReleaseChanged where it changed under the attack.
    """
    one = models.Release.objects.filter(code=code).first()
    if one is None:
        raise rules.NoSuchRelease(release=code)
    rules.may(State(one.state), Step.CHECK)
    ours, theirs = list(one.tables.order_by("number")), _published(one)
    seen = _seen(one)
    limits = disclosure_rule(Path(settings.DATA_DIR)).rules()
    found = tuple(findings([_out(each) for each in ours], [_out(each) for each in theirs],
                           limits, told))  # fmt: skip
    with transaction.atomic():
        one = _locked(code)
        if State(one.state) not in rules.FROM[Step.CHECK] or _seen(one) != seen:
            raise rules.ReleaseChanged(release=code)
        one.checked = "" if found else seen
        one.save(update_fields=["checked"])
        _record(one, "blocked" if found else "checked", by, digest=one.digest,
                findings=len(found), published=len(theirs))  # fmt: skip
    return Checked(found, len(ours), len(theirs))


@transaction.atomic
def approve(code: str, *, by: Actor, now: datetime, digest: str = "") -> models.Release:
    """One person's approval of what the release holds; with enough of them it is approved.

    digest  what the person has seen; empty: what is there now
    Raises ReleaseStateWrong, NotChecked, ReleaseChanged, OwnWorkApproved, ApprovedTwice.
    """
    one = _locked(code)
    rules.may(State(one.state), Step.APPROVE)
    if (digest and digest != one.digest) or _digest(one) != one.digest:
        raise rules.ReleaseChanged(release=code)
    if one.checked != _seen(one):
        raise rules.NotChecked(release=code)
    rules.approving(by.name, one.prepared_by, [who for who, what in _approved(one)
                                               if what == one.digest])  # fmt: skip
    models.Approval.objects.create(
        release=one, account=by.name, role=by.role, at=now, digest=one.digest
    )
    if rules.enough(_approved(one), one.digest, one.prepared_by, _rule().approvals):
        one.state = State.APPROVED.value
        one.save(update_fields=["state"])
    _record(one, "approved", by, digest=one.digest)
    return one


@transaction.atomic
def publish(code: str, *, by: Actor, now: datetime) -> models.Release:
    """Open the release to everybody, from its announced hour on.

    Raises ReleaseStateWrong, ReleaseTooEarly, ReleaseChanged, NotChecked: also where another
    release went out after the attack.
    """
    # All of them: two releases that were attacked apart must not go out at the same instant.
    list(models.Release.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    one = _locked(code)
    rules.may(State(one.state), Step.PUBLISH)
    rules.publishing(now, one.due_at)
    approved = rules.enough(_approved(one), one.digest, one.prepared_by, _rule().approvals)
    if not approved or _digest(one) != one.digest:
        raise rules.ReleaseChanged(release=code)
    if one.checked != _seen(one):
        raise rules.NotChecked(release=code)
    one.state, one.published_at = State.PUBLISHED.value, now
    one.save(update_fields=["state", "published_at"])
    _record(one, "published", by, digest=one.digest)
    return one


@transaction.atomic
def withdraw(code: str, *, by: Actor, why: str) -> models.Release:
    """Take back what is not published yet. Raises ReleaseStateWrong."""
    one = _locked(code)
    rules.may(State(one.state), Step.WITHDRAW)
    one.state = State.WITHDRAWN.value
    one.save(update_fields=["state"])
    _record(one, "withdrawn", by, why=why)
    return one


# --- what is written and digested -----------------------------------------------------------------


def _write(one: models.Release, number: int, found: ProtectedTable) -> None:
    content = _content(found)
    text = rules.canonical(content).decode()
    made = models.ReleaseTable.objects.create(
        release=one, number=number, computation=found.computation,
        by=",".join(found.answer.by), borders=found.answer.borders,
        content=text, digest=rules.digest(content),
    )  # fmt: skip
    made.figures.set(_shown_whole(found))


def _content(found: ProtectedTable) -> dict[str, Any]:
    """Nothing of the run: the same snapshot and definition give the same text everywhere."""
    made, answer = found.computation, found.answer
    return {
        "metric": made.metric, "row": made.row, "version": made.version,
        "on": made.on.isoformat(), "origin": made.origin, "by": list(answer.by),
        "borders": answer.borders, "snapshot": made.snapshot, "inputs": made.inputs,
        "cube": made.cube,
        "rule": {"least": found.least, "width": found.about["width"],
                 "illustrative": found.about["illustrative"]},
        "given_up": [[each.under, each.column] for each in answer.given_up],
        "lines": [
            {"codes": list(line.codes), "units": line.units, "numerator": line.numerator,
             "denominator": line.denominator, "hidden": line.hidden,
             "value": None if line.value is None else str(line.value),
             **({"estimated": True} if line.estimated else {})}
            for line in answer.lines
        ],
    }  # fmt: skip


def _shown_whole(found: ProtectedTable) -> Sequence[models.Figure]:
    """Figures of the country and of regions of which the table hides nothing."""
    answer = found.answer
    if answer.by not in ((), ("region",)):
        return ()
    places = {"" if line.codes in ((), ("all",)) else line.codes[0]
              for line in answer.lines if not line.hidden}  # fmt: skip
    rows = found.computation.figures.filter(borders=answer.borders, place__in=places)
    return list(rows)


def _digest(one: models.Release) -> str:
    """Of all that is approved: texts, day, mark and the bytes of the tables as they stand."""
    rows = one.tables.order_by("number").values_list("content", flat=True)
    return rules.digest({
        "code": one.code, "names": one.names, "method": one.method,
        "due_at": one.due_at.isoformat(), "is_demonstration": one.is_demonstration,
        "replaces": one.replaces.code if one.replaces else "", "reason": one.reason,
        "tables": list(rows),
    })  # fmt: skip


# --- what the attack is told ----------------------------------------------------------------------


def _published(one: models.Release) -> list[models.ReleaseTable]:
    origins = sorted(set(one.tables.values_list("computation__origin", flat=True)))
    return [each for origin in origins for each in queries.tables_out(origin)]


def _seen(one: models.Release) -> str:
    return rules.digest([one.digest, *(each.digest for each in _published(one))])


def _out(one: models.ReleaseTable) -> Out:
    made = one.computation
    by = tuple(part for part in one.by.split(",") if part)
    name = f"{one.release.code}/{one.number}"
    whole = as_published(made, by, one.borders)
    # The same figure of simulated and of real records is of other people.
    people = whole.table.population
    people = replace(people, family=f"{made.origin} {people.family}")
    whole = Protected(replace(whole.table, population=people), whole.hidden)
    return Out(name, str(made.pk), made.known_at, part_of(whole, by, name))


def _approved(one: models.Release) -> list[tuple[str, str]]:
    return list(one.approvals.values_list("account", "digest"))


def _locked(code: str) -> models.Release:
    """Raises NoSuchRelease."""
    found = models.Release.objects.select_for_update().filter(code=code).first()
    if found is None:
        raise rules.NoSuchRelease(release=code)
    return found


def _rule() -> rules.ReleaseRule:
    return rules.release_rule(Path(settings.DATA_DIR))


def _record(one: models.Release, did: str, by: Actor, **facts: object) -> None:
    record(f"indicators.release_{did}", about=f"indicators.release:{one.code}", by=by, facts=facts)


__all__ = ["Checked", "approve", "check", "plan", "prepare", "publish", "withdraw"]
