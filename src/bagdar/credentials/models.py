"""Issuers, what they may give and sign with, batches, diplomas and their status, share links;
educational programmes with their modules, and credits that were recognised.

Migration 0001 makes the database refuse that what was issued is changed or removed, that a revoked
diploma becomes anything else, and that a change of status is rewritten; 0004 that a paper is.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bagdar.core.origins import Origin
from bagdar.credentials.rules.curricula import Unit
from bagdar.credentials.rules.graduating import HOLDING, BatchState, DiplomaState

ORIGINS = [(one.value, one.value) for one in Origin]


def choices(kind) -> list[tuple[str, str]]:
    return [(one.value, one.value) for one in kind]


class Issuer(models.Model):
    """An institution that gives diplomas.

    code  its part of public addresses
    did   did:web of the address at which it was registered
    base  that address, such as https://bagdar.example
    """

    organisation = models.OneToOneField(
        "registry.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    code = models.CharField(max_length=40, unique=True)
    did = models.CharField(max_length=300, unique=True)
    base = models.CharField(max_length=200)
    origin = models.CharField(max_length=20, choices=ORIGINS)
    registered_at = models.DateTimeField()
    registered_by = models.CharField(max_length=150)

    def __str__(self) -> str:
        return self.code


class Accreditation(models.Model):
    """That an issuer may give diplomas of a level. valid_to: the first day after it; None: open."""

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="accreditations")
    level = models.CharField(max_length=30)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="credentials_accredited_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.issuer_id} {self.level}"


class IssuerKey(models.Model):
    """A public key; the secret one stands in a file.

    until      when the next one took over; None: it is the one to sign with
    lost_at    when its loss was told; lost_size: how many entries the log had then
    """

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="keys")
    key_id = models.CharField(max_length=330, unique=True)
    public = models.BinaryField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    lost_at = models.DateTimeField(null=True, blank=True)
    lost_size = models.BigIntegerField(null=True, blank=True)
    made_by = models.CharField(max_length=150)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["issuer"], condition=Q(until__isnull=True), name="credentials_one_open_key"
            ),
            models.CheckConstraint(
                condition=Q(lost_at__isnull=True, lost_size__isnull=True)
                | Q(lost_at__isnull=False, lost_size__gte=0, until__isnull=False),
                name="credentials_lost_when_and_where",
            ),
        ]

    def __str__(self) -> str:
        return self.key_id


class DiplomaForm(models.Model):
    """What an issuer says of a programme on its own form. programme: "": of the whole level."""

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="forms")
    level = models.CharField(max_length=30)
    programme = models.CharField(max_length=40, blank=True)
    title_kk = models.CharField(max_length=300)
    title_ru = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    nqf_level = models.PositiveSmallIntegerField()
    credits = models.PositiveSmallIntegerField(null=True, blank=True)
    field = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["issuer", "level", "programme"], name="credentials_one_form"
            ),
            models.CheckConstraint(
                condition=Q(nqf_level__gte=1, nqf_level__lte=8), name="credentials_nqf_1_to_8"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.programme}"


class Batch(models.Model):
    """Diplomas that are proposed, approved and issued together.

    reason       why it was refused
    is_of_papers  all of them stood on paper before
    checked      with what of the archive whoever approved it compared the papers; "": of others
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="batches")
    state = models.CharField(max_length=20, choices=choices(BatchState))
    size = models.PositiveIntegerField()
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    is_of_papers = models.BooleanField(default=False)
    checked = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_of_papers=False)
                | Q(state__in=[BatchState.PROPOSED.value, BatchState.REFUSED.value])
                | ~Q(checked=""),
                name="credentials_papers_checked",
            ),
            models.CheckConstraint(
                condition=Q(state=BatchState.REFUSED.value) | ~Q(decided_by=F("proposed_by")),
                name="credentials_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state=BatchState.PROPOSED.value)
                | (~Q(decided_by="") & Q(decided_at__isnull=False)),
                name="credentials_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class StatusList(models.Model):
    """A pair of lists of one issuer, of revocations and of suspensions; number: from 1."""

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="status_lists")
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "number"], name="credentials_one_list")
        ]

    def __str__(self) -> str:
        return f"{self.issuer_id}/{self.number}"


class Paper(models.Model):
    """What stood on a diploma of paper that was entered later. The database lets nobody change it.

    holder       the name on it; perhaps not that of today
    institution  what the institution was called on it
    entered_on   the day on which somebody proposed it
    checked      with what of the archive whoever entered it compared it
    doubt        why whoever checked it refused it; doubted_by: who
    """

    holder = models.CharField(max_length=310)
    title_kk = models.CharField(max_length=300)
    title_ru = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    with_distinction = models.BooleanField()
    institution = models.CharField(max_length=300)
    series = models.CharField(max_length=20, blank=True)
    number = models.CharField(max_length=40)
    issued_on = models.DateField()
    entered_on = models.DateField()
    checked = models.CharField(max_length=500)
    doubt = models.CharField(max_length=500, blank=True, default="")
    doubted_by = models.CharField(max_length=150, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(issued_on__lt=F("entered_on")), name="credentials_entered_later"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Diploma(models.Model):
    """One credential for one graduation.

    graduation       the fact of the register from which it was made; None: there is a paper
    paper            what it was entered from; None: it comes from the register
    paper_key        by which a paper is known again (rules/papers.py); "": there is none
    document         the credential without its proof; personal: a name and marks
    proof, jwt       its two signatures
    sd_jwt           a third, with everything that its holder may show or hide; "": made before
                     there was any
    status_list, place  its bit in the lists of both purposes
    receipt          by which the log's receipt is asked for; sd_receipt: that of sd_jwt
    replaces         the revoked one in whose stead it was proposed
    problem          why it was not issued, where it was refused when it was to be signed
    checks           how often it was checked here
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="diplomas")
    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="diplomas")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    graduation = models.ForeignKey(
        "registry.Graduation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    paper = models.OneToOneField(
        Paper, null=True, blank=True, on_delete=models.PROTECT, related_name="diploma"
    )
    paper_key = models.CharField(max_length=70, blank=True, default="")
    level = models.CharField(max_length=30)
    programme = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=20, choices=choices(DiplomaState))
    problem = models.CharField(max_length=30, blank=True)
    document = models.JSONField(null=True, blank=True)
    proof = models.JSONField(null=True, blank=True)
    jwt = models.TextField(blank=True)
    sd_jwt = models.TextField(blank=True, default="")
    status_list = models.ForeignKey(
        StatusList, null=True, blank=True, on_delete=models.PROTECT, related_name="diplomas",
        db_index=False,
    )  # fmt: skip
    place = models.PositiveIntegerField(null=True, blank=True)
    receipt = models.CharField(max_length=32, blank=True)
    sd_receipt = models.CharField(max_length=32, blank=True, default="")
    issued_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replacements"
    )
    checks = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["issuer", "person", "level", "programme"],
                condition=Q(state__in=[one.value for one in HOLDING]),
                name="credentials_one_for_one_graduation",
            ),
            models.UniqueConstraint(
                fields=["issuer", "paper_key"],
                condition=Q(state__in=[one.value for one in HOLDING]) & ~Q(paper_key=""),
                name="credentials_one_for_one_paper",
            ),
            models.CheckConstraint(
                condition=Q(graduation__isnull=False, paper__isnull=True, paper_key="")
                | (Q(graduation__isnull=True, paper__isnull=False) & ~Q(paper_key="")),
                name="credentials_register_or_paper",
            ),
            models.UniqueConstraint(fields=["status_list", "place"], name="credentials_one_place"),
            models.CheckConstraint(
                condition=Q(state__in=[DiplomaState.PROPOSED.value, DiplomaState.REFUSED.value])
                | Q(document__isnull=False, place__isnull=False, issued_at__isnull=False),
                name="credentials_issued_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["batch", "state"], name="credentials_batch_state"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class StatusChange(models.Model):
    """That a diploma was revoked, suspended or restored.

    reason   for the institution alone
    receipt  of the log, so that nothing is withdrawn, or given back, of which nobody could know
    """

    diploma = models.ForeignKey(Diploma, on_delete=models.PROTECT, related_name="changes")
    state = models.CharField(max_length=20, choices=choices(DiplomaState))
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    role = models.CharField(max_length=40)
    receipt = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"{self.diploma_id} {self.state}"


class ShareLink(models.Model):
    """An address under which a diploma is shown.

    token       SHA-256 of what stands in the address
    is_printed  it stands in the QR code of the PDF, and is open until its holder ends it
    ends_at     None: not yet known, of a printed one alone
    opened      how often; who, nobody knows
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    diploma = models.ForeignKey(Diploma, on_delete=models.PROTECT, related_name="links")
    token = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    is_printed = models.BooleanField(default=False)
    opened = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("made_at")) | Q(ends_at__isnull=True, is_printed=True),
                name="credentials_link_ends",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Curriculum(models.Model):
    """A version of what an institution's educational programme consists of, in force for some days.

    code, level  as enrolments and graduations of the register have them; level: ISCED 2011
    unit         ects or ecvet: in what its credits are counted
    credits      of the whole programme, at least those of its modules together
    pass_share   of the most that could be reached, for own results; None: as is declared for all
    valid_to     the first day on which another version is in force, or none; None: open
    source       the decision by which the institution took it
    closed_by    the decision by which it closed the programme; None: it has not, or another
                 version ended this one
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    level = models.CharField(max_length=30)
    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    title_kk = models.CharField(max_length=300)
    title_ru = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    nqf_level = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=10, choices=choices(Unit))
    credits = models.PositiveSmallIntegerField()
    field = models.CharField(max_length=30, blank=True)
    pass_share = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    closed_by = models.CharField(max_length=200, null=True, blank=True)
    origin = models.CharField(max_length=20, choices=ORIGINS)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=150)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(pass_share__isnull=True) | Q(pass_share__gt=0, pass_share__lte=1),
                name="credentials_pass_share",
            ),
            models.UniqueConstraint(
                fields=["organisation", "level", "code", "version"],
                name="credentials_one_version",
            ),
            models.UniqueConstraint(
                fields=["organisation", "level", "code"],
                condition=Q(valid_to__isnull=True),
                name="credentials_one_open_version",
            ),
            models.CheckConstraint(
                condition=Q(nqf_level__gte=1, nqf_level__lte=8, credits__gte=1),
                name="credentials_curriculum_counts",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="credentials_in_force_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.code}/{self.version}"


class Module(models.Model):
    """A part of a version that is earned as a whole or, where it is recognised, in part.

    subject  of the register's list, by whose results it is earned; "": by none of them
    """

    curriculum = models.ForeignKey(Curriculum, on_delete=models.PROTECT, related_name="modules")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    title_kk = models.CharField(max_length=300)
    title_ru = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    nqf_level = models.PositiveSmallIntegerField()
    credits = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["curriculum", "code"], name="credentials_one_module"),
            models.CheckConstraint(
                condition=Q(nqf_level__gte=1, nqf_level__lte=8, credits__gte=1),
                name="credentials_module_counts",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Outcome(models.Model):
    """What somebody knows, can do or answers for after a module."""

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="outcomes")
    number = models.PositiveSmallIntegerField()
    text_kk = models.CharField(max_length=500)
    text_ru = models.CharField(max_length=500)
    text_en = models.CharField(max_length=500)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["module", "number"], name="credentials_one_outcome")
        ]

    def __str__(self) -> str:
        return f"{self.module_id}/{self.number}"


class Credit(models.Model):
    """Credits of somebody towards a module that were recognised for what was learnt elsewhere.

    achievement  SHA-256 that names what was learnt: it counts once towards a module
    decision     by which it was given: an id of the app that decides
    title, provider  what was learnt, and from whom, as the transcript shows it
    ended_at     when another decision took its place; None: it counts
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="credits_given")
    credits = models.PositiveSmallIntegerField()
    achievement = models.CharField(max_length=64)
    decision = models.UUIDField()
    title = models.CharField(max_length=300)
    provider = models.CharField(max_length=300)
    achieved_on = models.DateField()
    origin = models.CharField(max_length=20, choices=ORIGINS)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=150)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "module", "achievement"],
                condition=Q(ended_at__isnull=True),
                name="credentials_counted_once",
            ),
            models.CheckConstraint(condition=Q(credits__gte=1), name="credentials_credit_counts"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["decision"], name="credentials_credit_decision"),
        ]

    def __str__(self) -> str:
        return str(self.id)
