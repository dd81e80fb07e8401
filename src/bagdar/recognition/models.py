"""Requests, their claims and evidence, decisions and their grants, appeals, equivalences.

Migration 0001 makes the database refuse that a decision, a grant, an appeal or a piece of evidence
is changed or removed; that a decision is superseded, or an equivalence ended, is written once.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bagdar.core.origins import Origin
from bagdar.credentials.rules.curricula import Unit
from bagdar.recognition.rules.nouns import (
    KEY_OPEN,
    WAITING,
    DecisionStage,
    KeyState,
    Kind,
    Proof,
    State,
    Verdict,
)


def choices(kind) -> list[tuple[str, str]]:
    return [(one.value, one.value) for one in kind]


class ShownBadge(models.Model):
    """Whose a verified badge is: whoever showed it first. mark: by which it is told apart.

    Migration 0004 makes the database refuse a request that says a badge was verified which is not
    its learner's here.
    """

    mark = models.CharField(max_length=64)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mark"], name="recognition_one_badge")
        ]

    def __str__(self) -> str:
        return self.mark


class Request(models.Model):
    """That somebody asks for what was learnt elsewhere to count towards a programme.

    provider, code  by which the achievement is told apart: of a badge as the badge says it
    key             SHA-256 of both: what counts once
    badge           what was verified; None: it was not, or it is no badge
    due_on          until when the institution decides
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    curriculum = models.ForeignKey(
        "credentials.Curriculum", on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=20, choices=choices(State))
    kind = models.CharField(max_length=20, choices=choices(Kind))
    title = models.CharField(max_length=300)
    provider = models.CharField(max_length=300)
    code = models.CharField(max_length=300)
    number = models.CharField(max_length=100, blank=True)
    achieved_on = models.DateField()
    credits = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=10, choices=choices(Unit))
    nqf_level = models.PositiveSmallIntegerField(null=True, blank=True)
    proof = models.CharField(max_length=20, choices=choices(Proof))
    key = models.CharField(max_length=64)
    badge = models.ForeignKey(
        ShownBadge, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    comment = models.CharField(max_length=1000, blank=True)
    origin = models.CharField(max_length=20, choices=choices(Origin))
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=150)
    due_on = models.DateField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "due_on"], name="recognition_queue"),
            models.Index(fields=["person", "asked_at"], name="recognition_of_person"),
            models.Index(fields=["key"], name="recognition_key"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_waiting(self) -> bool:
        return self.state in [one.value for one in WAITING]


class Claim(models.Model):
    """A module towards which it is to count."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="claims")
    module = models.ForeignKey("credentials.Module", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "module"], name="recognition_one_claim")
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.module_id}"


class Evidence(models.Model):
    """A file behind a request, kept under its SHA-256.

    told  of a badge: what it says and how its check went; nothing of the recipient's address
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="evidence")
    file_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    told = models.JSONField(null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=150)

    def __str__(self) -> str:
        return self.file_name


class Appeal(models.Model):
    """That the learner asks for the decision to be looked at by somebody else; one a request."""

    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="appeal")
    text = models.CharField(max_length=2000)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    def __str__(self) -> str:
        return str(self.request_id)


class Decision(models.Model):
    """What was decided. number: from 1, of the request; receipt: by which the log's is asked for.

    because        why, as [code, facts]: sentences of all three languages are made of it
    reason         what the person who decided wrote
    superseded_at  when a later one took its place; None: it holds
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=20, choices=choices(DecisionStage))
    verdict = models.CharField(max_length=20, choices=choices(Verdict))
    is_automatic = models.BooleanField()
    because = models.JSONField()
    reason = models.CharField(max_length=2000, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    role = models.CharField(max_length=40)
    decided_before = models.CharField(max_length=150, blank=True)
    receipt = models.CharField(max_length=32)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "number"], name="recognition_one_number"),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(superseded_at__isnull=True),
                name="recognition_one_holds",
            ),
            models.CheckConstraint(
                condition=~Q(stage=DecisionStage.APPEAL.value) | ~Q(by=F("decided_before")),
                name="recognition_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(is_automatic=True) | ~Q(reason=""), name="recognition_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.number}"


class Grant(models.Model):
    """Credits of a module that a decision gives."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="grants")
    module = models.ForeignKey("credentials.Module", on_delete=models.PROTECT, related_name="+")
    credits = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["decision", "module"], name="recognition_one_grant"),
            models.CheckConstraint(condition=Q(credits__gte=1), name="recognition_grant_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.module_id}"


class Equivalence(models.Model):
    """That an achievement covers credits of a module of an institution's programme, for some days.

    level, programme, module  codes, so that it outlives a version of the programme
    valid_to                  the first day after it; None: open
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    level = models.CharField(max_length=30)
    programme = models.CharField(max_length=40)
    module = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=choices(Kind))
    title = models.CharField(max_length=300)
    provider = models.CharField(max_length=300)
    code = models.CharField(max_length=300)
    credits = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    origin = models.CharField(max_length=20, choices=choices(Origin))
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=150)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="recognition_holds_a_day",
            ),
            models.CheckConstraint(condition=Q(credits__gte=1), name="recognition_covers_some"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "level", "programme"], name="recognition_equal"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.module}"


class BadgeKey(models.Model):
    """A public key of an issuer of badges that an institution believes, for some days.

    issuer         its id, such as an address or a DID; key_id: as signatures name it, or ""
    jwk            the key as JWK
    source         why it is believed; found_in: where the key was found ("": it stood before
                   that was asked)
    decided_by     who confirmed or refused it, with what it was compared or why, and when
    valid_to       the first day on which it is not; None: open
    ended_because  why it was retired

    Migration 0003 makes the database refuse a key that begins otherwise than proposed.
    """

    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    issuer = models.CharField(max_length=300)
    key_id = models.CharField(max_length=400, blank=True)
    jwk = models.JSONField()
    state = models.CharField(max_length=20, choices=choices(KeyState))
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    found_in = models.CharField(max_length=500, blank=True, default="")
    ended_because = models.CharField(max_length=200, null=True, blank=True)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=150, blank=True, default="")
    decided_because = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in KEY_OPEN], decided_by="")
                | (
                    Q(state__in=[KeyState.CONFIRMED.value, KeyState.REFUSED.value])
                    & ~Q(decided_by="")
                    & ~Q(decided_because="")
                ),
                name="recognition_key_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state=KeyState.CONFIRMED.value) | ~Q(decided_by=F("written_by")),
                name="recognition_key_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return self.issuer
