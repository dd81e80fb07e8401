"""Every refusal of the notary: one class, one code and one sentence for each reason."""

from collections.abc import Iterator
from contextlib import contextmanager

from bagdar.core.errors import DomainError
from bagdar.notary.rules.verify_receipt import Refusal


class NoSuchLeaf(DomainError):
    code = "notary.no_such_leaf"
    status = 404


class NoSuchSize(DomainError):
    code = "notary.no_such_size"


class ConsistencyLength(DomainError):
    code = "notary.consistency_length"
    status = 422


class ConsistencyRoot(DomainError):
    """The tree does not begin with the older one: what was there has been changed."""

    code = "notary.consistency_root"
    status = 422


class TileMalformed(DomainError):
    code = "notary.tile_malformed"
    status = 422


class EntryTooLong(DomainError):
    code = "notary.entry_too_long"


# --- what a receipt or a note is refused for; verify_receipt.py has the same codes --------------


class Unverified(DomainError):
    status = 422


class KeyMalformed(Unverified):
    code = "notary.key_malformed"


class PolicyMalformed(Unverified):
    code = "notary.policy_malformed"


class NoteMalformed(Unverified):
    code = "notary.note_malformed"


class CheckpointMalformed(Unverified):
    code = "notary.checkpoint_malformed"


class LogUnknown(Unverified):
    code = "notary.log_unknown"


class SignatureWrong(Unverified):
    code = "notary.signature_wrong"


class CosignatureWrong(Unverified):
    code = "notary.cosignature_wrong"


class QuorumMissing(Unverified):
    code = "notary.quorum_missing"


class ProofMalformed(Unverified):
    code = "notary.proof_malformed"


class ProofIndex(Unverified):
    code = "notary.proof_index"


class ProofLength(Unverified):
    code = "notary.proof_length"


class ProofRoot(Unverified):
    code = "notary.proof_root"


class OpeningMissing(Unverified):
    code = "notary.opening_none"


class OpeningMalformed(Unverified):
    code = "notary.opening_malformed"


class OpeningKind(Unverified):
    code = "notary.opening_kind"


class OpeningSalt(Unverified):
    code = "notary.opening_salt"


class ContentMalformed(Unverified):
    code = "notary.content_malformed"


UNVERIFIED: dict[str, type[Unverified]] = {
    one.code.removeprefix("notary."): one
    for one in (
        KeyMalformed,
        PolicyMalformed,
        NoteMalformed,
        CheckpointMalformed,
        LogUnknown,
        SignatureWrong,
        CosignatureWrong,
        QuorumMissing,
        ProofMalformed,
        ProofIndex,
        ProofLength,
        ProofRoot,
        OpeningMissing,
        OpeningMalformed,
        OpeningKind,
        OpeningSalt,
        ContentMalformed,
    )
}


@contextmanager
def refusing() -> Iterator[None]:
    """What the self-contained file refuses, as the error of the house with the same code."""
    try:
        yield
    except Refusal as refusal:
        raise UNVERIFIED[refusal.code](**refusal.facts) from None


# --- what the notary itself refuses to do -------------------------------------------------------


class NotSigned(DomainError):
    """Nothing was signed: what storage gives back is not what was meant to stand there."""

    code = "notary.not_signed"
    status = 503


class LogAbsent(DomainError):
    code = "notary.log_absent"
    status = 404


class LogPresent(DomainError):
    code = "notary.log_present"


class LogSilent(DomainError):
    code = "notary.log_silent"
    status = 503


class TileAbsent(DomainError):
    code = "notary.tile_absent"
    status = 404


class TileDiffers(DomainError):
    """Another file stands where a tile belongs: storage was restored, or somebody wrote there."""

    code = "notary.tile_differs"
    status = 503


class BehindWitness(DomainError):
    """A witness has seen more than the log has: it was restored, and would fork if it signed."""

    code = "notary.behind_witness"
    status = 503


class Forked(DomainError):
    """Two histories of one log."""

    code = "notary.forked"
    status = 503


class WitnessesSilent(DomainError):
    """Too few witnesses answered; what waits is kept and tried again."""

    code = "notary.witnesses_silent"
    status = 503


class BehindDatabase(DomainError):
    """The log holds less than the database says it has published."""

    code = "notary.behind_database"
    status = 503


class Overdue(DomainError):
    """Receipts have been waiting for too long; what needs them stops until they come."""

    code = "notary.overdue"
    status = 503
    retry_after = 300


class NoSuchReceipt(DomainError):
    code = "notary.no_such_receipt"
    status = 404


class ReceiptWaits(DomainError):
    code = "notary.receipt_waits"
    status = 409
    retry_after = 60


class SaltForgotten(DomainError):
    code = "notary.salt_forgotten"
    status = 410


class ContentDiffers(DomainError):
    """The content given is not what was committed to."""

    code = "notary.content_differs"
    status = 409


class WitnessPresent(DomainError):
    code = "notary.witness_present"


class WitnessBusy(DomainError):
    """Another process serves the same store."""

    code = "notary.witness_busy"
