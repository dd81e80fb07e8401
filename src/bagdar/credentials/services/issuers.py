"""Who gives diplomas, for which levels, with which keys, on which forms."""

import re
import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.credentials import models
from bagdar.credentials.keeping import SEED, forget, keep
from bagdar.credentials.queries.issuers import issuer_called
from bagdar.credentials.rules.credential import LEVELS, Form
from bagdar.credentials.rules.errors import (
    DaysFaulty,
    FormFaulty,
    IssuerMisnamed,
    IssuerPresent,
    NoSuchIssuer,
)
from bagdar.credentials.rules.issuers import did_web
from bagdar.credentials.rules.signing import Signer, thumb
from bagdar.notary import public as notary
from bagdar.registry.public import organisations_named

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@transaction.atomic
def register(
    organisation_id: UUID, code: str, base: str, *, by: Actor, at: datetime
) -> models.Issuer:
    """A new issuer with its first key. base: where this installation is reached.

    Raises NoSuchIssuer (the register has no such organisation), IssuerMisnamed, IssuerPresent.
    """
    known = organisations_named([organisation_id]).get(organisation_id)
    if known is None:
        raise NoSuchIssuer()
    if len(code) > 40 or not CODE.fullmatch(code):
        raise IssuerMisnamed()
    if models.Issuer.objects.filter(organisation_id=organisation_id).exists():
        raise IssuerPresent()
    if models.Issuer.objects.filter(code=code).exists():
        raise IssuerPresent()
    made = models.Issuer.objects.create(
        organisation_id=organisation_id,
        code=code,
        did=did_web(urlsplit(base).netloc, "issuers", code),
        base=base,
        origin=known.origin.value,
        registered_at=at,
        registered_by=by.name,
    )
    _note(made, "issuer_registered", by, did=made.did)
    _new_key(made, by, at)
    return made


@transaction.atomic
def accredit(
    code: str, level: str, since: date, before: date | None, source: str, *, by: Actor
) -> models.Accreditation:
    """before: the first day after it; None: open. Raises NoSuchIssuer, FormFaulty, DaysFaulty."""
    issuer = issuer_called(code)
    if level not in LEVELS or not source.strip():
        raise FormFaulty(fields="level, source")
    if before is not None and before <= since:
        raise DaysFaulty()
    made = models.Accreditation.objects.create(
        issuer=issuer, level=level, valid_from=since, valid_to=before, source=source.strip()
    )
    days = {"since": since.isoformat(), "before": before and before.isoformat()}
    _note(issuer, "accredited", by, level=level, **days)
    return made


@transaction.atomic
def write_form(code: str, form: Form, *, by: Actor) -> None:
    """Say what diplomas of a programme say from now on. Raises NoSuchIssuer, FormFaulty."""
    issuer = issuer_called(code)
    texts = [text.strip() for _, text in form.titles.items()]
    wrong = [
        name
        for name, is_wrong in (
            ("level", form.level not in LEVELS),
            ("titles", any(not 0 < len(text) <= 300 for text in texts)),
            ("nqf_level", form.nqf_level is None or not 1 <= form.nqf_level <= 8),
            ("credits", form.credits is not None and not 1 <= form.credits <= 1000),
            ("programme", len(form.programme) > 40),
            ("field", len(form.field) > 30),
        )
        if is_wrong
    ]
    if wrong:
        raise FormFaulty(fields=", ".join(wrong))
    models.DiplomaForm.objects.update_or_create(
        issuer=issuer,
        level=form.level,
        programme=form.programme,
        defaults={
            "title_kk": texts[0],
            "title_ru": texts[1],
            "title_en": texts[2],
            "nqf_level": form.nqf_level,
            "credits": form.credits,
            "field": form.field,
        },
    )
    _note(issuer, "form_written", by, level=form.level, programme=form.programme)


@transaction.atomic
def rotate_key(code: str, *, by: Actor, at: datetime) -> models.IssuerKey:
    """A new key from now on; the old one still proves what it has signed. Raises NoSuchIssuer."""
    issuer = _locked(code)
    for old in issuer.keys.filter(until__isnull=True):
        _end(old, at)
    return _new_key(issuer, by, at)


@transaction.atomic
def lose_key(code: str, *, by: Actor, at: datetime) -> models.IssuerKey:
    """Tell that the key was lost: only what the log has, or waits for it, is believed of it.

    What waits gets the next places in the order in which it came (notary.services), so all of it
    stands below what is counted here. Raises NoSuchIssuer.
    """
    issuer = _locked(code)
    try:
        standing = notary.standing()
        size = standing.state.checkpoint.size + standing.waiting
    except notary.LogAbsent:
        size = 0
    for old in issuer.keys.filter(until__isnull=True):
        _end(old, at, size)
        _note(issuer, "key_lost", by, key=old.key_id, log_size=size)
    return _new_key(issuer, by, at)


def _end(key: models.IssuerKey, at: datetime, lost_size: int | None = None) -> None:
    # Texts have whole seconds: what was signed in this very second still holds.
    key.until = at.replace(microsecond=0) + timedelta(seconds=1)
    if lost_size is not None:
        key.lost_at, key.lost_size = at, lost_size
    key.save(update_fields=["until", "lost_at", "lost_size"])
    public = bytes(key.public)
    transaction.on_commit(lambda: forget(public))


def _new_key(issuer: models.Issuer, by: Actor, at: datetime) -> models.IssuerKey:
    """The file first: a key that nobody has the secret of must not be the one to sign with."""
    seed = secrets.token_bytes(SEED)
    signer = Signer(f"{issuer.did}#{thumb(Signer('', seed).public)}", seed)
    keep(signer)
    made = models.IssuerKey.objects.create(
        issuer=issuer,
        key_id=signer.id,
        public=signer.public,
        since=at.replace(microsecond=0),  # as texts have it: a diploma of this very second holds
        made_by=by.name,
    )
    _note(issuer, "key_made", by, key=signer.id)
    return made


def _locked(code: str) -> models.Issuer:
    found = models.Issuer.objects.select_for_update().filter(code=code).first()
    if found is None:
        raise NoSuchIssuer()
    return found


def _note(issuer: models.Issuer, action: str, by: Actor, **facts: object) -> None:
    told: Mapping[str, object] = {name: value for name, value in facts.items() if value is not None}
    record(f"credentials.{action}", about=f"credentials.issuer:{issuer.code}", by=by, facts=told)
