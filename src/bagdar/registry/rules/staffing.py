"""Posts as the desk names them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bagdar.core.errors import DomainError


@dataclass(frozen=True)
class PostKey:
    """A post of a person: an organisation, a position, a subject or none."""

    organisation_id: UUID
    position: str
    subject: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        return {
            "organisation_id": self.organisation_id,
            "position": self.position,
            "subject": self.subject,
        }


class NoSuchPost(DomainError):
    """The person holds no such post on the day."""

    code = "registry.no_such_post"
    status = 404
