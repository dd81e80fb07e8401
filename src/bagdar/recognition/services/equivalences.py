"""What an institution declares to be equivalent."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from bagdar.audit.public import record
from bagdar.audit.rules import Actor
from bagdar.core.origins import Origin
from bagdar.credentials.public import CurriculumInfo, curriculum, modules_of
from bagdar.recognition import models
from bagdar.recognition.queries.requests import equivalence_of
from bagdar.recognition.rules.errors import EquivalenceFaulty, StateWrong
from bagdar.recognition.rules.nouns import Kind


@dataclass(frozen=True)
class Declared:
    """An equivalence as it is declared. provider, code: as requests and badges say them."""

    curriculum_id: UUID
    module: str
    kind: Kind
    title: str
    provider: str
    code: str
    credits: int
    since: date
    source: str


@transaction.atomic
def declare(
    organisation_id: UUID, said: Declared, *, by: Actor, at: datetime
) -> models.Equivalence:
    """Raises NoSuchCurriculum, EquivalenceFaulty with every wrong field at once."""
    one = curriculum(said.curriculum_id)
    wrong = _faults(one, said, organisation_id)
    if wrong:
        raise EquivalenceFaulty(", ".join(wrong))
    made = models.Equivalence.objects.create(
        organisation_id=organisation_id, level=one.level, programme=one.code, module=said.module,
        kind=said.kind.value, title=said.title.strip(), provider=said.provider.strip(),
        code=said.code.strip(), credits=said.credits, valid_from=said.since,
        source=said.source.strip(), origin=Origin(one.origin).value, written_at=at,
        written_by=by.name,
    )  # fmt: skip
    facts = {"programme": one.code, "module": said.module, "credits": said.credits}
    record("recognition.equivalence_declared", about=_about(made), by=by, facts=facts)
    return made


def _faults(one: CurriculumInfo, said: Declared, organisation_id: UUID) -> list[str]:
    modules = {module.code: module for module in modules_of(one.id)}
    module = modules.get(said.module)
    checks = (
        ("curriculum", one.organisation_id != organisation_id),
        ("module", module is None),
        ("credits", not 1 <= said.credits <= (module.credits if module else 0)),
        *(
            (name, not 0 < len(text.strip()) <= most or "\0" in text)
            for name, text, most in (
                ("title", said.title, 300), ("provider", said.provider, 300),
                ("code", said.code, 300), ("source", said.source, 200),
            )
        ),
    )  # fmt: skip
    return [name for name, is_wrong in checks if is_wrong]


@transaction.atomic
def end_equivalence(organisation_id: UUID, id: UUID, on: date, *, by: Actor) -> models.Equivalence:
    """From a day on it covers nothing; what it covered before stays. Raises NoSuchEquivalence,
    StateWrong, EquivalenceFaulty.
    """
    equivalence_of(organisation_id, id)
    row = models.Equivalence.objects.select_for_update().get(pk=id)
    if row.valid_to is not None:
        raise StateWrong("ended")
    if on <= row.valid_from:
        raise EquivalenceFaulty("valid_to")
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    record("recognition.equivalence_ended", about=_about(row), by=by,
           facts={"on": on.isoformat()})  # fmt: skip
    return row


def _about(row: models.Equivalence) -> str:
    return f"recognition.equivalence:{row.pk}"
