"""The log for programs; its files stand below /log/ as tlog-tiles says."""

import base64
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Router
from pydantic import StringConstraints

from bagdar.access.public import guard
from bagdar.look.problems import Problem
from bagdar.look.schemas import Schema
from bagdar.notary import public as notary

router = Router(tags=["log"])
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=200_000)]
HANDLE, LOG_SHOWN = "A" * 24, "log.example/demonstration"
Handle = Annotated[
    str,
    Path(pattern="^[A-Za-z0-9_-]{1,32}$", description="As it was told to whom it concerns.",
         examples=[HANDLE]),
]  # fmt: skip
# A true receipt of {"n": 1}, under keys and a salt of zeros alone.
EXAMPLE = (
    "c2sp.org/tlog-proof@v1\n"
    "extra eyJjb250ZW50Ijp7Im4iOjF9LCJmb3JtYXQiOiJiYWdkYXItb3BlbmluZy92MSIsImtpbmQiOiJ0ZXN0cy5mYWN0"
    "Iiwic2FsdCI6IkFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE9IiwidmVyc2lvbiI6MX0=\n"
    f"index 0\n\n{LOG_SHOWN}\n1\nKy5lw0VgYDq/EZjeSGlx6QaliKGN228gDRoYd3Nm8Dc=\n\n— {LOG_SHOWN} "
    "GVJLcRi/31v/MsT3g3QPr59ZWxuMNrui4bM9oN5UxwSfz0y/Fz5MO3jBAsNAdwUNj7oi8BGKKCR9aWu8nrFU4M6DzAE=\n"
)


class LogWitness(Schema):
    """cosigned_at: under this checkpoint; spoke_at: when it answered last; null: never."""

    name: str
    key_name: str
    cosigned_at: datetime | None
    spoke_at: datetime | None


class LogState(Schema):
    """note: the checkpoint as signed; root: hexadecimal; policy: whose keys are believed."""

    origin: str
    size: int
    root: str
    note: str
    policy: str
    waiting: int
    witnesses: list[LogWitness]


class LogReceipt(Schema):
    """entry: what the log holds, Base64; receipt: a c2sp.org/tlog-proof@v1 without the content."""

    handle: str
    kind: str
    index: int
    size: int
    entry: str
    receipt: str


class ReceiptToVerify(Schema):
    """entry: where the receipt does not open its commitment; Base64."""

    model_config = {
        "extra": "forbid",
        "json_schema_extra": {"examples": [{"receipt": EXAMPLE, "entry": ""}]},
    }

    receipt: Text
    entry: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/=]*$", max_length=100_000)] = ""


class ReceiptWitness(Schema):
    name: str
    cosigned_at: datetime


class VerifiedReceipt(Schema):
    """kind: null where the receipt does not open its commitment."""

    kind: str | None
    origin: str
    index: int
    size: int
    witnesses: list[ReceiptWitness]


@router.get(
    "/log/checkpoint", response={200: LogState, 404: Problem}, operation_id="getLogCheckpoint",
    summary="Where the log stands, and who has seen it",
)  # fmt: skip
@guard("notary.log")
def log_checkpoint(request: HttpRequest) -> LogState:
    found = notary.standing()
    checkpoint = found.state.checkpoint
    return LogState(
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=checkpoint.root.hex(),
        note=found.state.note,
        policy=found.policy,
        waiting=found.waiting,
        witnesses=[LogWitness.model_validate(one) for one in found.witnesses],
    )


@router.get(
    "/log/receipts/{handle}", response={200: LogReceipt, 404: Problem, 409: Problem},
    operation_id="getLogReceipt", summary="The receipt of a commitment, without its content",
)  # fmt: skip
@guard("notary.receipt")
def log_receipt(request: HttpRequest, handle: Handle) -> LogReceipt:
    """The content and its salt come from whoever holds them; here nobody learns anything."""
    found = notary.receipt(handle)
    return LogReceipt(
        handle=handle,
        kind=found.kind,
        index=found.index,
        size=found.size,
        entry=base64.b64encode(found.entry).decode(),
        receipt=found.text,
    )


@router.post(
    "/log/verify",
    response={200: VerifiedReceipt, 403: Problem, 404: Problem, 422: Problem},
    operation_id="verifyReceipt",
    summary="Check a receipt of this log",
)
@guard("notary.receipt", "verify")
def verify_receipt(request: HttpRequest, body: ReceiptToVerify) -> VerifiedReceipt:
    """Each reason for a refusal has a code of its own. Nothing is kept of what is asked."""
    found = notary.verified(body.receipt, body.entry)
    return VerifiedReceipt(
        kind=found.kind,
        origin=found.origin,
        index=found.index,
        size=found.size,
        witnesses=[
            ReceiptWitness(name=name, cosigned_at=at)
            for name, at in sorted(found.witnesses.items())
        ],
    )
