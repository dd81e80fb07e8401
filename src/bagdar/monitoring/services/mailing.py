"""Where letters go: to a mail server, or into a folder as .eml files. Writes no records."""

import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from bagdar.core.errors import DomainError


class NoMailServer(DomainError):
    """Letters were to be sent, and no server or sender is set."""

    code = "monitoring.no_mail_server"
    status = 422


def sender() -> str:
    return settings.DEFAULT_FROM_EMAIL or "bagdar@bagdar.invalid"


def mail_server() -> EmailBackend:
    """The mail server of the settings; it connects with the first letter. Raises NoMailServer."""
    if not settings.EMAIL_HOST or not settings.DEFAULT_FROM_EMAIL:
        raise NoMailServer()
    return EmailBackend(
        host=settings.EMAIL_HOST,
        port=settings.EMAIL_PORT,
        username=settings.EMAIL_HOST_USER or None,
        password=_password(),
        use_tls=settings.EMAIL_USE_TLS,
        use_ssl=settings.EMAIL_USE_SSL,
        timeout=settings.EMAIL_TIMEOUT,
    )


def _password() -> str | None:
    if not settings.EMAIL_HOST_USER or not settings.EMAIL_PASSWORD_FILE:
        return None
    return Path(settings.EMAIL_PASSWORD_FILE).read_text(encoding="utf-8").rstrip("\r\n")


def write_letter(path: Path, letter: EmailMessage) -> None:
    """The letter as a file that a mail program opens; whole or not there at all."""
    content = letter.message().as_bytes(linesep="\r\n")
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, beside = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
