"""The facts of a phrase or a finding as JSON and back: figures and days keep their kind, so that
each language writes its own.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bagdar.core.errors import Phrase
from bagdar.core.languages import Words


def facts_kept(facts: Mapping[str, object]) -> dict[str, Any]:
    return {name: _plain(fact) for name, fact in facts.items()}


def facts_of(kept: Mapping[str, Any]) -> dict[str, object]:
    return {name: _fact(value) for name, value in kept.items()}


def _plain(fact: object) -> Any:
    if isinstance(fact, Decimal):
        return {"number": str(fact)}
    if isinstance(fact, date):
        return {"day": fact.isoformat()[:10]}
    if isinstance(fact, Phrase):
        return {"phrase": fact.key, "facts": facts_kept(fact.facts)}
    if isinstance(fact, (list, tuple)):
        return [_plain(one) for one in fact]
    if isinstance(fact, Words):
        return {"words": fact.model_dump(mode="json")}
    return fact if isinstance(fact, (int, str)) or fact is None else str(fact)


def _fact(kept: Any) -> object:
    if isinstance(kept, list):
        return [_fact(one) for one in kept]
    if not isinstance(kept, dict):
        return kept
    if "number" in kept:
        return Decimal(kept["number"])
    if "day" in kept:
        return date.fromisoformat(kept["day"])
    if "words" in kept:
        return Words(**kept["words"])
    return Phrase(kept["phrase"], facts_of(kept["facts"]))
