"""Declared equivalences for everybody; how many requests there were, for officials."""

from django.http import HttpRequest
from ninja import Router

from bagdar.access.public import guard
from bagdar.recognition.api.schemas import (
    Equivalences,
    EquivalenceShown,
    RecognitionCount,
    RecognitionCounts,
)
from bagdar.recognition.presenters.figures import figures
from bagdar.recognition.queries import requests as queries

router = Router(tags=["recognition"])


@router.get(
    "/recognition/equivalences", response=Equivalences, operation_id="listEquivalences",
    summary="What institutions have declared to be equivalent",
)  # fmt: skip
@guard("recognition.equivalence")
def list_equivalences(request: HttpRequest) -> Equivalences:
    """Those that have ended as well, with their days."""
    items = [EquivalenceShown.model_validate(row) for row in queries.equivalences()]
    return Equivalences(count=len(items), items=items)


@router.get(
    "/recognition/figures", response=RecognitionCounts, operation_id="countRecognition",
    summary="How many requests there were in the country, by kind",
)  # fmt: skip
@guard("recognition.figure")
def count_recognition(request: HttpRequest) -> RecognitionCounts:
    """A kind with a small count is left out whole."""
    found = figures()
    items = [RecognitionCount(kind=one.kind, **one.counts) for one in found.lines]
    return RecognitionCounts(least=found.least, hidden=found.hidden, items=items)
