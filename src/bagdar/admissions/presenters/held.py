"""What a held run would do, in words, for those who can stop it."""

from bagdar.admissions import models
from bagdar.admissions.queries.campaign_desk import Counts
from bagdar.admissions.queries.working import preview_at_hand
from bagdar.admissions.rules.laboratory import Change
from bagdar.core.errors import DomainError
from bagdar.core.sentences import error_sentence
from bagdar.look.words import current_language, t, words_catalogue


def count_facts(found: Counts) -> list[tuple[str, str]]:
    return [
        (t("draw.places"), str(found.places)),
        (t("draw.seats"), str(found.seats)),
        (t("draw.applied"), str(found.applied)),
        (t("draw.holding"), str(found.holding)),
        (t("draw.waiting"), str(found.waiting)),
    ]


def preview_facts(row: models.Campaign) -> list[tuple[str, str]]:
    """What was tampered with is said in place of figures."""
    try:
        found = preview_at_hand(row)
    except DomainError as error:
        return [(t("draw.preview"), error_sentence(error, words_catalogue(), current_language()))]
    ranks = found.standing.ranks
    facts = [
        (t("draw.applied"), str(found.standing.children)),
        (t("draw.seats"), str(found.seats)),
        (t("draw.seated"), str(found.standing.seated)),
        (t("draw.first"), str(ranks[0] if ranks else 0)),
        (t("draw.against.lottery"), _words(found.lottery)),
    ]
    if found.before is not None:
        facts.append((t("draw.against.before"), _words(found.before)))
    return facts


def _words(found: Change) -> str:
    return t("draw.change", better=found.better, worse=found.worse, same=found.same)
