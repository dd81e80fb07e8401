"""Commands that take effect once, however often a caller sends them (Idempotency-Key).

The answer is written in the transaction of its effect: after a crash either both stand or
neither does, and a caller who has lost the answer sends the same request again. A refusal changes
nothing and is not kept: the same key may be used again once the fault is mended.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from ninja.operation import Operation
from ninja.utils import contribute_operation_callback

from bagdar.access import clock
from bagdar.access.errors import KeyOfAnother, UnreadableKey
from bagdar.access.models import Command
from bagdar.core.errors import DomainError

View = TypeVar("View", bound=Callable[..., Any])
HEADER = "Idempotency-Key"
MOST = 100
PART = 64 * 1024
REPLAYED = "Idempotency-Replayed"


def once(request: HttpRequest, run: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer of run, which is called at most once for an account's key.

    Without a key it is called each time. Raises UnreadableKey; KeyOfAnother where the key came
    with another request; and what run raises, with nothing kept.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return run()
    if not (0 < len(key) <= MOST and all("!" <= sign <= "~" for sign in key)):
        raise UnreadableKey(most=MOST)
    digest = digest_of(request)
    with transaction.atomic():
        _forget_old()
        command = _begun(request, key, digest)
        if command is None:
            return _kept(request, key, digest)
        answer = run()
        is_refused = answer.status_code >= 400
        if is_refused:
            transaction.set_rollback(True)
        else:
            command.status = answer.status_code
            command.media_type = answer["Content-Type"]
            command.answer = answer.content
            command.save()
    if is_refused:
        _note_again(request)
    return answer


def _note_again(request: HttpRequest) -> None:
    """What the trail has to keep of a refusal went with the command that was undone."""
    for note in getattr(request, "notes", ()):
        with transaction.atomic():
            note()


def repeatable(view: View) -> View:
    """Lets an operation of the API answer once for a key: parsing, refusals and all.

    The door is asked first, each time: a kept answer is given only to whoever may still ask.
    """
    contribute_operation_callback(view, _make_repeatable)
    return view


class RepeatableOperation(Operation):
    """ninja's operation, which answers once for a key."""

    def run(self, request: HttpRequest, **places: Any) -> Any:
        refusal = self._run_checks(request)
        if refusal is not None:
            return refusal
        try:
            return once(request, lambda: super(RepeatableOperation, self).run(request, **places))
        except DomainError as error:
            return self.api.on_exception(request, error)


def _make_repeatable(operation: Operation) -> None:
    operation.__class__ = RepeatableOperation  # ninja copies an operation by its class


# How an operation's description names the header.
KEY_DESCRIBED = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "A name of your own for this command: sent again with the same request it gives "
    "the same answer and has no second effect; with another request it is refused.",
    "schema": {"type": "string", "minLength": 1, "maxLength": MOST, "pattern": "^[!-~]{1,100}$"},
    "example": "submit-2021-T1.4",
}


def digest_of(request: HttpRequest) -> str:
    """SHA-256 of method, address and body; of a form, of its fields and files, whatever separates
    them.
    """
    digest = hashlib.sha256()
    for part in (request.method or "", request.get_full_path(), *_body(request)):
        data = part.encode() if isinstance(part, str) else part
        digest.update(b"%d:" % len(data) + data)
    return digest.hexdigest()


def _body(request: HttpRequest) -> Iterator[str | bytes]:
    if request.content_type != "multipart/form-data":
        yield request.body
        return
    for name in sorted(request.POST):
        yield from ("field", name, *request.POST.getlist(name))
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            yield from ("file", name, str(file.name), _digest_of_file(file))


def _digest_of_file(file: UploadedFile) -> bytes:
    digest = hashlib.sha256()
    for part in file.chunks(PART):
        digest.update(part)
    file.seek(0)
    return digest.digest()


def _begun(request: HttpRequest, key: str, digest: str) -> Command | None:
    """The row of a new command; None where the key is taken.

    A second request with the key waits here until the first one has ended.
    """
    account = request.user.username if request.user.is_authenticated else ""
    try:
        with transaction.atomic():
            return Command.objects.create(
                account=account, key=key, digest=digest, status=0, answer=b"", at=clock.now(),
                request=f"{request.method} {request.path}"[:300],
            )  # fmt: skip
    except IntegrityError:
        return None


def _kept(request: HttpRequest, key: str, digest: str) -> HttpResponse:
    account = request.user.username if request.user.is_authenticated else ""
    command = Command.objects.get(account=account, key=key)
    if command.digest != digest:
        raise KeyOfAnother()
    answer = HttpResponse(
        bytes(command.answer), status=command.status, content_type=command.media_type
    )
    answer[REPLAYED] = "true"
    return answer


def _forget_old() -> None:
    until = clock.now() - timedelta(hours=settings.COMMAND_HOURS)
    Command.objects.filter(at__lt=until).delete()
