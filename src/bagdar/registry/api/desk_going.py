"""The desk by program: promoting and graduating, transfers. Every command may carry a key."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Router, Status

from bagdar.access.public import guard, repeatable
from bagdar.core.national_ids import iin
from bagdar.programme.public import answers
from bagdar.registry.api import desk_schemas as schemas
from bagdar.registry.api.desk import command
from bagdar.registry.api.keyed import KeyedAsked
from bagdar.registry.presenters.desk_place import (
    TRANSFER,
    Desk,
    demand_own,
    how,
    keep_list_look,
    open_desk,
    own_transfer,
)
from bagdar.registry.queries import promoting as queries
from bagdar.registry.queries import transfers as transfer_queries
from bagdar.registry.queries.promoting import Asked
from bagdar.registry.rules import promoting as rules
from bagdar.registry.rules.promoting import Choice, ClassKey, Fate, Timelines
from bagdar.registry.rules.transferring import TransferStep
from bagdar.registry.services import promoting, transfers

router = Router(tags=["desk"])
TransferId = Annotated[
    UUID,
    Path(
        description="Id of a transfer, from listTransfers.",
        examples=["0b5c7f0e-52e4-4a53-9d0c-8f2f0c1f6d02"],
    ),
]


@router.post(
    "/register/desk/promotions",
    response=schemas.PromotionOut,
    operation_id="promote",
    summary="Promote or graduate classes, or see what would be done",
    openapi_extra=command(),
)
@guard("registry.class", "decide")
@repeatable
def promote(request: HttpRequest, given: schemas.Promotion) -> schemas.PromotionOut:
    """Without a seal nothing is done: the answer counts and gives the seal. With it exactly that is
    done, or refused where something has changed. Twice promotes once."""
    found = open_desk(request)
    everybody = queries.timelines_before(found.organisation_id, given.day)
    asked = _asked(found, given, everybody)
    plans = queries.plans(found.organisation_id, given.day, asked, everybody)
    lines = [line for plan in plans for line in plan.lines]
    if not given.seal:
        counts = {fate.value: count for fate, count in rules.count(lines).items()}
        return schemas.PromotionOut(is_done=False, counts=counts, seal=rules.seal(lines))
    done = promoting.promote(
        found.organisation_id, given.day, asked, seal=given.seal, graduates=given.graduates,
        **how(request, given.source),
    )  # fmt: skip
    counts = {fate.value: count for fate, count in done.counts.items()}
    return schemas.PromotionOut(is_done=True, counts=counts, seal=given.seal)


def _asked(found: Desk, given: schemas.Promotion, everybody: Timelines) -> list[Asked]:
    type = queries.type_on(found.organisation_id, given.day)
    if given.class_ is not None:
        return [_one(type, given, given.class_.key)]
    keys = queries.old_classes(found.organisation_id, given.day, everybody)
    return [Asked(key, queries.usual_choice(type, key)) for key in keys]


def _one(type: str, given: schemas.Promotion, key: ClassKey) -> Asked:
    usual = queries.usual_choice(type, key)
    if given.graduates:
        usual = Choice(Fate.LEAVES, reason=promoting.GRADUATED)
    elif usual.to is not None and given.to_name:
        usual = Choice(Fate.MOVES, to=ClassKey(usual.to.level, usual.to.grade, given.to_name))
    choices = {one.person_id: _choice(one, usual) for one in given.choices}
    return Asked(key, usual, choices)


def _choice(one: schemas.ChoiceIn, usual: Choice) -> Choice:
    fate = Fate(one.fate)
    if fate is Fate.MOVES and usual.to is not None:
        to = usual.to
        return Choice(fate, to=ClassKey(to.level, to.grade, one.group or to.name))
    return Choice(fate, group=one.group, reason=one.reason)


# --- transfers ---------------------------------------------------------------------------------


@router.get(
    "/register/desk/transfers",
    response=schemas.TransferList,
    operation_id="listTransfers",
    summary="Transfers from and to the own organisation",
    openapi_extra=answers(404, 503),
)
@guard("registry.transfer")
def list_transfers(request: HttpRequest, pages: KeyedAsked) -> schemas.TransferList:
    """The latest first. Of the other organisation its id alone is told."""
    found = open_desk(request)
    keep_list_look(request, found, "transfers")
    part = transfer_queries.transfers(found.organisation_id, found.today, cut=pages.cut)
    items = [schemas.TransferOut.of(one, found.organisation_id, found.today) for one in part.lines]
    return schemas.TransferList(count=part.total, items=items)


@router.post(
    "/register/desk/transfers",
    response={201: schemas.TransferOut},
    operation_id="proposeTransfer",
    summary="Propose a transfer of an own pupil",
    openapi_extra=command(),
)
@guard("registry.transfer", "create")
@repeatable
def propose_transfer(request: HttpRequest, given: schemas.Proposal) -> Status[schemas.TransferOut]:
    """Nothing of the pupil's places changes before the other side confirms."""
    found = open_desk(request)
    demand_own(request, found, given.person_id, TRANSFER, "create")
    made = transfers.propose_transfer(
        given.person_id, found.organisation_id, given.to_id, given.day,
        **how(request, given.source),
    )  # fmt: skip
    return Status(201, schemas.TransferOut.of(made, found.organisation_id, found.today))


@router.post(
    "/register/desk/transfers/asked",
    response={201: schemas.TransferOut},
    operation_id="askForTransfer",
    summary="Ask for a pupil of another organisation",
    openapi_extra=command(),
)
@guard("registry.transfer", "create")
@repeatable
def ask_for_transfer(request: HttpRequest, given: schemas.Asking) -> Status[schemas.TransferOut]:
    """IIN and birth date have to agree; the organisation where the pupil learns confirms."""
    found = open_desk(request)
    made = transfers.ask_for(
        iin(given.iin), given.born_on, found.organisation_id, given.day, group=given.group,
        **how(request, given.source),
    )  # fmt: skip
    return Status(201, schemas.TransferOut.of(made, found.organisation_id, found.today))


@router.post(
    "/register/desk/transfers/{transfer_id}/answer",
    response=schemas.TransferOut,
    operation_id="answerTransfer",
    summary="Confirm, refuse or withdraw a transfer",
    openapi_extra=command(),
)
@guard("registry.transfer", "decide")
@repeatable
def answer_transfer(
    request: HttpRequest, transfer_id: TransferId, given: schemas.AnswerIn
) -> schemas.TransferOut:
    """The side that did not propose confirms or refuses; the one that did withdraws."""
    found = open_desk(request)
    own_transfer(request, found, transfer_id, "decide")
    known = how(request, "")
    done = transfers.answer_transfer(
        transfer_id, found.organisation_id, TransferStep(given.step), group=given.group,
        answer=given.answer, by=known["by"], at=known["at"],
    )  # fmt: skip
    return schemas.TransferOut.of(done, found.organisation_id, found.today)
