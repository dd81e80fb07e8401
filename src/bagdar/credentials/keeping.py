"""Where secret keys are kept: a file for each, readable by its owner alone."""

import os
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from bagdar.credentials.rules.errors import KeyAbsent
from bagdar.credentials.rules.sharing import TOKEN_BYTES
from bagdar.credentials.rules.signing import Signer, base64url, thumb

SEED = 32


def folder() -> Path:
    return Path(settings.VAR_DIR) / "credentials"


def keep(signer: Signer) -> None:
    """On the disk when this returns; a key that is there already is never written over."""
    place = folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = place / thumb(signer.public)
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(signer.seed)
        file.flush()
        os.fsync(file.fileno())


def signer_of(id: str, public: bytes) -> Signer:
    """Raises KeyAbsent: there is no such file, or it holds another key."""
    try:
        seed = (folder() / thumb(public)).read_bytes()
    except FileNotFoundError:
        raise KeyAbsent() from None
    found = Signer(id, seed)
    if len(seed) != SEED or found.public != public:
        raise KeyAbsent()
    return found


def forget(public: bytes) -> None:
    """Remove a key that nobody may sign with any more."""
    (folder() / thumb(public)).unlink(missing_ok=True)


def printed_token(link: UUID) -> str:
    """What stands in the address of a printed link: the secret of this installation knows it
    again, so that a PDF has the same bytes each time; the database does not.
    """
    told = salted_hmac("credentials.printed", link.hex, algorithm="sha256").digest()
    return base64url(told[:TOKEN_BYTES])
