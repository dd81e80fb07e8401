"""Accounts, their sessions, and the counters of limits."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from bagdar.access.rules.roles import ACCOUNT_ROLES, MAX_USERNAME, NAMED, USERNAME, Role
from bagdar.core.languages import LANGUAGES, OWN_NAMES

EMPTY = {
    "body_code": Q(body_code=""),
    "region_code": Q(region_code=""),
    "organisation_id": Q(organisation_id__isnull=True),
    "person_id": Q(person_id__isnull=True),
}


def _names_only(*roles: Role, field: str = "") -> Q:
    """Accounts of these roles that name this and nothing else."""
    asked = Q(role__in=[role.value for role in roles])
    for name, is_empty in EMPTY.items():
        asked &= ~is_empty if name == field else is_empty
    return asked


def _names_what_its_role_demands() -> Q:
    asked = _names_only(*(role for role in ACCOUNT_ROLES if role not in NAMED))
    for role, field in NAMED.items():
        asked |= _names_only(role, field=field)
    return asked


class Account(AbstractBaseUser):
    """Somebody who signs in, in exactly one role. Accounts are disabled, never deleted.

    organisation_id, person_id  of the register, which stands above; so nothing refers to it
    """

    last_login = None  # the audit trail knows it
    username = models.CharField(
        max_length=MAX_USERNAME,
        unique=True,
        validators=[RegexValidator(f"^(?:{USERNAME.pattern})$")],
    )
    role = models.CharField(
        max_length=20, choices=[(role.value, role.value) for role in ACCOUNT_ROLES]
    )
    body_code = models.CharField(max_length=40, blank=True, default="")
    region_code = models.CharField(max_length=10, blank=True, default="")
    organisation_id = models.UUIDField(null=True, blank=True)
    person_id = models.UUIDField(null=True, blank=True)
    language = models.CharField(
        max_length=2, choices=[(code, OWN_NAMES[code]) for code in LANGUAGES], default="kk"
    )
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    has_one_time_password = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    password_changed_at = models.DateTimeField(default=timezone.now)

    objects = BaseUserManager["Account"]()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = []

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="access_account_role_and_place", condition=_names_what_its_role_demands()
            ),
        ]

    def __str__(self) -> str:
        return self.username


class Session(AbstractBaseSession):
    """What the server keeps about somebody who is signed in; without it the cookie is nothing.

    expire_date  the absolute end, counted from the sign-in
    handle       how its owner names it in a list; the session key itself is never shown
    """

    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE)
    handle = models.CharField(max_length=32, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    agent = models.CharField(max_length=40, blank=True, default="")

    @classmethod
    def get_session_store_class(cls):
        from bagdar.access.sessions import SessionStore

        return SessionStore


class Command(models.Model):
    """A request that took effect, and its answer: sent again, it gets the answer and no effect.

    key      what its sender calls it; unique for an account
    request  method and path, for whoever looks; digest: SHA-256 of all that was asked
    """

    account = models.CharField(max_length=MAX_USERNAME)
    key = models.CharField(max_length=100)
    request = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    media_type = models.CharField(max_length=100, blank=True, default="")
    answer = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "key"], name="access_command_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["at"], name="access_command_at")]

    def __str__(self) -> str:
        return f"{self.account} {self.key}"


class Allowance(models.Model):
    """What one subject used of one limit.

    subject  a keyed digest: neither an address nor a typed name can be read from it
    moments  the latest admitted requests, newest first, 13 digits each (milliseconds since 1970)
    """

    name = models.CharField(max_length=40)
    subject = models.CharField(max_length=64)
    moments = models.TextField()
    used_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "subject"], name="access_allowance_subject"),
        ]
        indexes: ClassVar = [models.Index(fields=["used_at"], name="access_allowance_used")]
