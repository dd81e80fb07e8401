"""What a release holds, written down once: the tables as they may be shown, and their files."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from bagdar.indicators import models
from bagdar.indicators.formats import released
from bagdar.indicators.rules import published
from bagdar.indicators.rules import releases as rules
from bagdar.indicators.rules.building import PLACES
from bagdar.indicators.rules.disclosure.tables import TOTAL
from bagdar.indicators.services.opening import open_data
from bagdar.indicators.services.protecting import ProtectedTable, kept_of


def write(one: models.Release, number: int, found: ProtectedTable) -> None:
    files = released(open_data(found, release=one.code))
    content = _content(found) | {
        "files": {name: [hashlib.sha256(bytes_).hexdigest(), len(bytes_)]
                  for name, bytes_ in files.items()}
    }  # fmt: skip
    made = models.ReleaseTable.objects.create(
        release=one, number=number, computation=found.computation,
        by=",".join(found.answer.by), borders=found.answer.borders,
        content=rules.canonical(content).decode(), digest=rules.digest(content),
    )  # fmt: skip
    models.ReleaseFile.objects.bulk_create(
        models.ReleaseFile(table=made, name=name, content=bytes_) for name, bytes_ in files.items()
    )
    made.figures.set(_shown_figures(found))


def digest_of(one: models.Release) -> str:
    """Of all that is approved: texts, day, mark and the bytes of the tables as they stand."""
    rows = one.tables.order_by("number").values_list("content", flat=True)
    return rules.digest({
        "code": one.code, "names": one.names, "method": one.method,
        "due_at": one.due_at.isoformat(), "is_demonstration": one.is_demonstration,
        "replaces": one.replaces.code if one.replaces else "", "reason": one.reason,
        "tables": list(rows),
    })  # fmt: skip


def unchanged(tables: Iterable[models.ReleaseTable]) -> bool:
    """Whether content and files are those whose digests were approved."""
    return all(
        rules.digest(json.loads(one.content)) == one.digest and _same_files(one) for one in tables
    )


def _same_files(one: models.ReleaseTable) -> bool:
    told = {name: sha256 for name, (sha256, _) in json.loads(one.content)["files"].items()}
    kept = one.files.values_list("name", "content")
    return told == {name: hashlib.sha256(content).hexdigest() for name, content in kept}


def _content(found: ProtectedTable) -> dict[str, Any]:
    """Nothing of the run: the same snapshot and definition give the same text everywhere."""
    made, answer = found.computation, found.answer
    cube, kept, counted = kept_of(made, answer.borders)
    return {
        "metric": made.metric, "row": made.row, "version": made.version,
        "on": made.on.isoformat(), "origin": made.origin, "by": list(answer.by),
        "borders": answer.borders, "snapshot": made.snapshot, "inputs": made.inputs,
        "cube": made.cube, "method": found.metric.method,
        "rule": {"least": found.least, "width": found.about["width"],
                 "illustrative": found.about["illustrative"]},
        "protection": published.protection(answer.by, answer.borders, cube, counted, kept),
        "given_up": [[each.under, each.column] for each in answer.given_up],
        "lines": [
            {"codes": list(line.codes), "units": line.units, "numerator": line.numerator,
             "denominator": line.denominator, "hidden": line.hidden,
             "value": None if line.value is None else str(line.value),
             **({"estimated": True} if line.estimated else {})}
            for line in answer.lines
        ],
    }  # fmt: skip


def _shown_figures(found: ProtectedTable) -> Sequence[models.Figure]:
    """Figures of the country and of regions that stand in the table with nothing hidden."""
    answer = found.answer
    places = set()
    for line in answer.lines:
        code = dict(zip(answer.by, line.codes, strict=True))
        place = next((code.pop(name) for name in PLACES if name in code), TOTAL)
        if not line.hidden and set(code.values()) <= {TOTAL}:
            places.add("" if place == TOTAL else place)
    rows = found.computation.figures.filter(borders=answer.borders, place__in=places)
    return list(rows)
