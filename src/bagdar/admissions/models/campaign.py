"""Campaigns: places that are given together, by one allocation over frozen input.

What is published stands as files that are never changed: migration 0002 makes the database refuse
it. An application's place is a copy of what the last decision says, for quick reading.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from bagdar.admissions.models.choices import choices
from bagdar.admissions.rules.campaign.nouns import (
    HOLDING,
    CampaignKind,
    CampaignState,
    ClaimState,
    DecisionKind,
    FactFrom,
    Stands,
)
from bagdar.core.origins import Origin


class Campaign(models.Model):
    """Places of one kind, territory and year. territory: a region's code, or that of the country.

    rules       as declared when it was opened
    namespace   of children and their numbers; secret: hexadecimal, by which children are named
    turn        1, or a later one that gives what the one before left over
    input_root  of the frozen input; plan, ceremony: as `rules.seeding` tells them
    held        SHA-256 of the manifest of what has run and was not let out yet
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=choices(CampaignKind))
    territory = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    turn = models.PositiveSmallIntegerField(default=1)
    origin = models.CharField(max_length=20, choices=choices(Origin))
    state = models.CharField(max_length=20, choices=choices(CampaignState))
    rules = models.JSONField()
    namespace = models.CharField(max_length=80, unique=True)
    secret = models.CharField(max_length=64)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    opened_by = models.CharField(max_length=150)
    input_root = models.CharField(max_length=64, blank=True)
    plan = models.JSONField(null=True, blank=True)
    plan_receipt = models.CharField(max_length=32, blank=True)
    ceremony = models.JSONField(null=True, blank=True)
    held = models.CharField(max_length=64, blank=True)
    run_at = models.DateTimeField(null=True, blank=True)
    run_by = models.CharField(max_length=150, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    before = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "territory", "year", "turn", "origin"],
                name="admissions_one_campaign",
            ),
            models.CheckConstraint(
                condition=Q(opens_at__lt=models.F("closes_at")), name="admissions_campaign_times"
            ),
        ]

    def __str__(self) -> str:
        return self.namespace


class CampaignParty(models.Model):
    """Which account speaks for a party of the draw. code: as the plan names it."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="parties")
    code = models.CharField(max_length=40)
    account = models.CharField(max_length=150)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "code"], name="admissions_one_party"),
            models.UniqueConstraint(
                fields=["campaign", "account"], name="admissions_speaks_for_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.code}"


class CampaignPlace(models.Model):
    """What can be wished: a class, a programme, a dormitory.

    organisation  None: of the country, such as a grant, which is of a group of programmes and of no
                  university
    code     as the market names it
    tags     by which blocks stand there, sorted
    details  what a kind knows of it: grade, shift, programme, base, form
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="places")
    organisation = models.ForeignKey(
        "registry.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    code = models.CharField(max_length=80)
    seats = models.PositiveIntegerField()
    language = models.CharField(max_length=20, blank=True)
    programme = models.CharField(max_length=40, blank=True)
    tags = models.JSONField(default=list)
    details = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "code"], name="admissions_one_place_code"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "campaign"], name="admissions_places_of"),
        ]

    def __str__(self) -> str:
        return self.code


class CampaignApplication(models.Model):
    """A person in a campaign, once.

    child     as the market names the person
    first_at  of the first application: withdrawing and applying again keeps no earlier one
    facts     of the child as last read, at the latest when the campaign closed
    place     what the last decision gave, block: which part of it; why: what it told of each dearer
              wish
    until     the last day to answer an offer
    enrolled  since when it learns there by the register, if the organisation has said so here
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="applications")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    child = models.CharField(max_length=32)
    state = models.CharField(max_length=20, choices=choices(Stands))
    first_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    place = models.ForeignKey(
        CampaignPlace, null=True, blank=True, on_delete=models.PROTECT, related_name="given"
    )
    block = models.CharField(max_length=40, blank=True)
    why = models.JSONField(default=list)
    until = models.DateField(null=True, blank=True)
    receipt = models.CharField(max_length=32, blank=True)
    enrolled = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "person"], name="admissions_once_each"),
            models.UniqueConstraint(fields=["campaign", "child"], name="admissions_one_child"),
            models.CheckConstraint(
                condition=Q(place__isnull=False) | ~Q(state__in=[one.value for one in HOLDING]),
                name="admissions_holds_a_place",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["campaign", "state"], name="admissions_stands"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CampaignWish(models.Model):
    """A place that somebody would take. rank: from 1, the dearest first; facts: there alone."""

    application = models.ForeignKey(
        CampaignApplication, on_delete=models.CASCADE, related_name="wishes"
    )
    rank = models.PositiveIntegerField()
    place = models.ForeignKey(CampaignPlace, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "rank"], name="admissions_one_wish_rank"
            ),
            models.UniqueConstraint(
                fields=["application", "place"], name="admissions_one_place_wish"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.rank}"


class CampaignClaim(models.Model):
    """A fact that a family claims, or that somebody with the right enters.

    value     a whole number or a class
    document  what proves it, as the family names it; evidence: SHA-256 of a kept file, or ""
    """

    application = models.ForeignKey(
        CampaignApplication, on_delete=models.CASCADE, related_name="claims"
    )
    fact = models.CharField(max_length=40)
    value = models.JSONField()
    origin = models.CharField(max_length=20, choices=choices(FactFrom))
    document = models.CharField(max_length=300, blank=True)
    evidence = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=20, choices=choices(ClaimState))
    claimed_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "fact"], name="admissions_one_claim_of_fact"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by="", state=ClaimState.CLAIMED.value)
                | (Q(decided_at__isnull=False) & ~Q(state=ClaimState.CLAIMED.value)),
                name="admissions_claim_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.fact}"


class CampaignDecision(models.Model):
    """What was published, in its order. digest: of the manifest; receipt: of the notary."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=choices(DecisionKind))
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    digest = models.CharField(max_length=64)
    receipt = models.CharField(max_length=32)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "number"], name="admissions_one_decision_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.number}"


class CampaignFile(models.Model):
    """One file of the frozen input (decision 0) or of a decision. data: its bytes, deflated."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="files")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=40)
    data = models.BinaryField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "number", "name"], name="admissions_one_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.number} {self.name}"
