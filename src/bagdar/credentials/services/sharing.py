"""Share links of a holder."""

import secrets
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.credentials import models
from bagdar.credentials.keeping import printed_token
from bagdar.credentials.queries.diplomas import is_open, issued, printed_link
from bagdar.credentials.rules.errors import DiplomaStateWrong, NoSuchShare
from bagdar.credentials.rules.graduating import DiplomaState
from bagdar.credentials.rules.sharing import TOKEN_BYTES, ends_at, token_hash


@transaction.atomic
def share(id: UUID, days: int, *, by: Actor, at: datetime) -> tuple[models.ShareLink, str]:
    """The link and its token, which is told this once. Raises NoSuchDiploma, DiplomaStateWrong."""
    diploma = issued(id)
    if diploma.state == DiplomaState.REVOKED.value:
        raise DiplomaStateWrong(state=diploma.state)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made = models.ShareLink.objects.create(
        diploma=diploma, token=token_hash(token), made_at=at, ends_at=ends_at(at, days)
    )
    _note(diploma, "diploma_shared", by, until=made.ends_at.isoformat())
    return made, token


@transaction.atomic
def print_link(id: UUID, *, by: Actor, at: datetime) -> tuple[models.ShareLink, str]:
    """The link of its PDF, open until its holder ends it; the one that is there, if there is one.

    Raises NoSuchDiploma, DiplomaStateWrong.
    """
    diploma = issued(id)
    models.Diploma.objects.select_for_update().get(pk=diploma.pk)  # one link for two who ask
    if diploma.state == DiplomaState.REVOKED.value:
        raise DiplomaStateWrong(state=diploma.state)
    found = printed_link(diploma)
    if found is not None:
        return found
    new = uuid4()
    token = printed_token(new)
    made = models.ShareLink.objects.create(
        id=new, diploma=diploma, token=token_hash(token), made_at=at, is_printed=True
    )
    _note(diploma, "link_printed", by)
    return made, token


@transaction.atomic
def end_share(diploma: models.Diploma, id: UUID, *, by: Actor, at: datetime) -> None:
    """Raises NoSuchShare."""
    link = diploma.links.filter(is_open(at), pk=id).first()
    if link is None:
        raise NoSuchShare()
    link.ends_at = at
    link.save(update_fields=["ends_at"])
    _note(diploma, "share_ended", by)


def _note(diploma: models.Diploma, action: str, by: Actor, **facts: object) -> None:
    record(f"credentials.{action}", about=f"credentials.diploma:{diploma.pk}", by=by, facts=facts)
