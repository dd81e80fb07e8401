"""What a diploma is refused for: the codes of verify_diploma.py, and those of a receipt in it."""

from collections.abc import Iterator
from contextlib import contextmanager

from bagdar.core.errors import DomainError
from bagdar.notary.rules import refusals as notary
from bagdar.notary.rules.verify_receipt import Refusal


class Unverified(DomainError):
    status = 422


class IssuersMalformed(Unverified):
    code = "credentials.issuers_malformed"


class DiplomaMalformed(Unverified):
    code = "credentials.diploma_malformed"


class JwtMalformed(Unverified):
    code = "credentials.jwt_malformed"


class JwtHeader(Unverified):
    code = "credentials.jwt_header"


class JwtClaims(Unverified):
    code = "credentials.jwt_claims"


class ProofAbsent(Unverified):
    code = "credentials.proof_absent"


class ProofSuite(Unverified):
    code = "credentials.proof_suite"


class ProofPurpose(Unverified):
    code = "credentials.proof_purpose"


class ProofValue(Unverified):
    code = "credentials.proof_value"


class ProofWrong(Unverified):
    code = "credentials.proof_wrong"


class PdfEmpty(Unverified):
    code = "credentials.pdf_empty"


class PdfSeveral(Unverified):
    code = "credentials.pdf_several"


class PdfBomb(Unverified):
    code = "credentials.pdf_bomb"


class SdMalformed(Unverified):
    code = "credentials.sd_malformed"


class SdType(Unverified):
    code = "credentials.sd_type"


class SdRepeated(Unverified):
    code = "credentials.sd_repeated"


class SdUnmatched(Unverified):
    code = "credentials.sd_unmatched"


class PaperMalformed(Unverified):
    """It says of a paper what cannot be, or claims marks or credits that no paper vouches for."""

    code = "credentials.paper_malformed"


class IssuerUnknown(Unverified):
    code = "credentials.issuer_unknown"


class KeyUnknown(Unverified):
    code = "credentials.key_unknown"


class KeyOther(Unverified):
    code = "credentials.key_other"


class KeyDates(Unverified):
    code = "credentials.key_dates"


class KeyLost(Unverified):
    code = "credentials.key_lost"


class FormsDiffer(Unverified):
    code = "credentials.forms_differ"


class DatesMalformed(Unverified):
    code = "credentials.dates_malformed"


class NotYetValid(Unverified):
    code = "credentials.not_yet_valid"


class Expired(Unverified):
    code = "credentials.expired"


class NotAccredited(Unverified):
    code = "credentials.not_accredited"


class ReceiptPolicy(Unverified):
    code = "credentials.receipt_policy"


class ReceiptOther(Unverified):
    code = "credentials.receipt_other"


class StatusAbsent(Unverified):
    code = "credentials.status_absent"


class StatusMalformed(Unverified):
    code = "credentials.status_malformed"


class ListAbsent(Unverified):
    code = "credentials.list_absent"


class ListMalformed(Unverified):
    code = "credentials.list_malformed"


class ListUnsigned(Unverified):
    code = "credentials.list_unsigned"


class ListSignature(Unverified):
    code = "credentials.list_signature"


class ListEarly(Unverified):
    code = "credentials.list_early"


class ListStale(Unverified):
    code = "credentials.list_stale"


class ListIssuer(Unverified):
    code = "credentials.list_issuer"


class ListPurpose(Unverified):
    code = "credentials.list_purpose"


class ListBomb(Unverified):
    code = "credentials.list_bomb"


class ListShort(Unverified):
    code = "credentials.list_short"


class ListIndex(Unverified):
    code = "credentials.list_index"


class Revoked(Unverified):
    code = "credentials.revoked"


class Suspended(Unverified):
    code = "credentials.suspended"


UNVERIFIED: dict[str, type[DomainError]] = {
    **notary.UNVERIFIED,
    **{
        one.code.removeprefix("credentials."): one
        for one in (
            IssuersMalformed,
            DiplomaMalformed,
            JwtMalformed,
            JwtHeader,
            JwtClaims,
            ProofAbsent,
            ProofSuite,
            ProofPurpose,
            ProofValue,
            ProofWrong,
            PdfEmpty,
            PdfSeveral,
            PdfBomb,
            SdMalformed,
            SdType,
            SdRepeated,
            SdUnmatched,
            PaperMalformed,
            IssuerUnknown,
            KeyUnknown,
            KeyOther,
            KeyDates,
            KeyLost,
            FormsDiffer,
            DatesMalformed,
            NotYetValid,
            Expired,
            NotAccredited,
            ReceiptPolicy,
            ReceiptOther,
            StatusAbsent,
            StatusMalformed,
            ListAbsent,
            ListMalformed,
            ListUnsigned,
            ListSignature,
            ListEarly,
            ListStale,
            ListIssuer,
            ListPurpose,
            ListBomb,
            ListShort,
            ListIndex,
            Revoked,
            Suspended,
        )
    },
}


@contextmanager
def refusing() -> Iterator[None]:
    """What the self-contained file refuses, as the error of the house with the same code."""
    try:
        yield
    except Refusal as refusal:
        raise UNVERIFIED[refusal.code](**refusal.facts) from None
