"""Releases: announced, prepared, attacked, approved by different people, published.

Every step locks the release, asks the rules, writes and audits in one transaction. The attack runs
outside of it, since it may take minutes, and holds for exactly the digest and the published tables
that it saw.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bagdar import jobs
from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.indicators import models
from bagdar.indicators.queries import figures
from bagdar.indicators.queries import releases as queries
from bagdar.indicators.rules import published as of_content
from bagdar.indicators.rules import releases as rules
from bagdar.indicators.rules.disclosure.declared_rules import disclosure_rule
from bagdar.indicators.rules.disclosure.protect import Protected, Violation
from bagdar.indicators.rules.releases import Chosen, State, Step
from bagdar.indicators.rules.union import Out, findings
from bagdar.indicators.services import contents, receipting
from bagdar.indicators.services.protecting import protected_table

Texts = Mapping[str, str]
Told = Callable[[int, int, str], None]
MOST_FINDINGS = 50  # that are kept to be read


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
    one.approvals.all().delete()  # also of the very same tables; the trail keeps that they were
    seen = {}
    for each in found:  # the same table twice is once
        seen.setdefault((each.computation.pk, each.answer.by, each.answer.borders), each)
    for number, each in enumerate(seen.values(), 1):
        contents.write(one, number, each)
    one.state, one.prepared_by, one.checked = State.PREPARED.value, by.name, ""
    one.attack = {}
    one.digest = contents.digest_of(one)
    one.save()
    _record(one, "prepared", by, digest=one.digest, tables=len(seen))
    return one


@transaction.atomic
def ask_check(code: str, *, by: Actor, now: datetime) -> models.Release:
    """Have the attack run by a process of its own; how far it is stands with the release.

    Raises ReleaseStateWrong, AttackRunning.
    """
    one = _locked(code)
    rules.may(State(one.state), Step.CHECK)
    rules.attacking(one.attack, now)
    at = now.isoformat()
    one.attack = {"state": "running", "asked_by": by.name, "asked_at": at, "beat_at": at,
                  "done": 0, "of": 0}  # fmt: skip
    one.save(update_fields=["attack"])
    _record(one, "check_asked", by, digest=one.digest)
    transaction.on_commit(lambda: jobs.start("release", "check", code))
    return one


def check(
    code: str, *, by: Actor, told: Told = lambda done, of, family: None,
    now: Callable[[], datetime] = timezone.now,
) -> Checked:  # fmt: skip
    """Attack the release beside everything that was ever published, and keep what it came to.

    Raises ReleaseStateWrong, and ReleaseChanged where it changed under the attack.
    """

    def tell(done: int, of: int, family: str) -> None:
        _note(code, state="running", done=done, of=of, beat_at=now().isoformat())
        told(done, of, family)

    try:
        found = _check(code, by, tell)
    except Exception as error:
        failed = getattr(error, "code", "") or type(error).__name__
        _note(code, state="failed", error=failed, ended_at=now().isoformat())
        raise
    named = [[list(map(str, (table, *key, part.value))) for table, key, part in one.cells]
             for one in found.findings[:MOST_FINDINGS]]  # fmt: skip
    _note(code, state="found" if found.findings else "safe", cells=named,
          findings=len(found.findings), tables=found.tables, published=found.published,
          ended_at=now().isoformat())  # fmt: skip
    return found


def _note(code: str, **facts: object) -> None:
    with transaction.atomic():
        one = models.Release.objects.select_for_update().filter(code=code).first()
        if one is not None:
            one.attack = {**one.attack, **facts}
            one.save(update_fields=["attack"])


def _check(code: str, by: Actor, told: Told) -> Checked:
    one = models.Release.objects.filter(code=code).first()
    if one is None:
        raise rules.NoSuchRelease(release=code)
    rules.may(State(one.state), Step.CHECK)
    ours, theirs = list(one.tables.order_by("number")), _published(one)
    if not contents.unchanged([*ours, *theirs]):
        raise rules.ReleaseChanged(release=code)
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
    if (digest and digest != one.digest) or contents.digest_of(one) != one.digest:
        raise rules.ReleaseChanged(release=code)
    if one.checked != _seen(one):
        raise rules.NotChecked(release=code)
    rules.approving(by.name, one.prepared_by, [who for who, what in _approved(one)
                                               if what == one.digest], _rule())  # fmt: skip
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
    release went out after the attack; Overdue, where receipts are held up, and LogAbsent.
    """
    # All of them: two releases that were attacked apart must not go out at the same instant.
    list(models.Release.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    one = _locked(code)
    rules.may(State(one.state), Step.PUBLISH)
    rules.publishing(now, one.due_at)
    receipting.require_timely(now)
    approved = rules.enough(_approved(one), one.digest, one.prepared_by, _rule().approvals)
    is_same = contents.digest_of(one) == one.digest and contents.unchanged(one.tables.all())
    if not approved or not is_same:
        raise rules.ReleaseChanged(release=code)
    if one.checked != _seen(one):
        raise rules.NotChecked(release=code)
    one.state, one.published_at = State.PUBLISHED.value, now
    one.receipt = receipting.commit(one)
    one.save(update_fields=["state", "published_at", "receipt"])
    _record(one, "published", by, digest=one.digest, receipt=one.receipt)
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


# --- what the attack is told ----------------------------------------------------------------------


def _published(one: models.Release) -> list[models.ReleaseTable]:
    origins = sorted(set(one.tables.values_list("computation__origin", flat=True)))
    return [each for origin in origins for each in queries.tables_out(origin)]


def _seen(one: models.Release) -> str:
    return rules.digest([one.digest, *(each.digest for each in _published(one))])


def _out(one: models.ReleaseTable) -> Out:
    """As the content of the table has it: what is out, whatever would be protected today."""
    made, name = one.computation, f"{one.release.code}/{one.number}"
    found = of_content.again(json.loads(one.content), figures.cube_of(made.pk))
    # The same figure of simulated and of real records is of other people.
    people = found.table.population
    people = replace(people, family=f"{made.origin} {people.family}")
    table = replace(found.table, code=name, population=people)
    return Out(name, str(made.pk), made.known_at, Protected(table, found.hidden))


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


__all__ = ["Checked", "approve", "ask_check", "check", "plan", "prepare", "publish", "withdraw"]
