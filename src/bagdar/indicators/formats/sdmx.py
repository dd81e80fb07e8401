"""SDMX-JSON 2.0.0: a data message that carries its structure.

https://github.com/sdmx-twg/sdmx-json. What is measured is a dimension of its own (MEASURE), so that
each number has its status and its unit.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bagdar.core.languages import LANGUAGES, Words
from bagdar.indicators.formats.dataset import (
    Code,
    Confidence,
    Dataset,
    Role,
    Status,
)
from bagdar.indicators.formats.sheet import facts

SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/data-message/tools/schemas/"
    "2.0.0/sdmx-json-data-schema.json"
)
AGENCY = "BAGDAR"
MEASURE, TIME = "MEASURE", "TIME_PERIOD"
ROLES = {"REF_AREA": "REF_AREA", TIME: TIME, MEASURE: MEASURE}


def sdmx_json(dataset: Dataset) -> bytes:
    dimensions = _dimensions(dataset)
    attributes = _attributes(dataset)
    notes = [_note(key, words) for key, words in facts(dataset)]
    tree = {
        "meta": {
            "schema": SCHEMA,
            "id": identifier(dataset.code),
            "test": dataset.is_demonstration,
            "prepared": dataset.known_at.isoformat(),
            "contentLanguages": list(LANGUAGES),
            **_names(dataset.title),
            "sender": _sender(dataset),
        },
        "data": {
            "structures": [{
                "dataSets": [0],
                **_names(dataset.title),
                **_names(dataset.description, "description"),
                "dimensions": {"dataSet": [], "series": [], "observation": dimensions},
                "measures": {"observation": [
                    {"id": "OBS_VALUE", **_names(dataset.words["measure"]),
                     "format": {"dataType": "Double"}, "isMandatory": False}
                ]},
                "attributes": {
                    "dataSet": [], "dimensionGroup": [], "series": [], "observation": attributes,
                },
                "annotations": notes,
            }],
            "dataSets": [{
                "structure": 0,
                "action": "Replace",
                "links": [{"rel": "license", "href": dataset.licence}],
                "annotations": list(range(len(notes))),
                "observations": dict(_observations(dataset, attributes)),
            }],
        },
    }  # fmt: skip
    if dataset.issued:
        tree["data"]["dataSets"][0]["validFrom"] = dataset.issued.isoformat()
    return json.dumps(tree, ensure_ascii=False, indent=1).encode() + b"\n"


def identifier(text: str) -> str:
    """As SDMX allows it: letters, digits, @ $ - and _."""
    return re.sub(r"[^A-Za-z0-9_@$-]", "_", text)


# --- structure ------------------------------------------------------------------------------------


def _dimensions(dataset: Dataset) -> list[dict[str, Any]]:
    """INDICATOR, the dataset's own, MEASURE, TIME_PERIOD: as they stand in a key."""
    words = dataset.words
    measures = tuple(Code(one.name.upper(), one.title) for one in dataset.of(Role.MEASURE))
    day = dataset.day.isoformat()
    told = [
        ("INDICATOR", words["indicator"], (Code(identifier(dataset.indicator), dataset.title),)),
        *((one.name.upper(), one.title, one.codes) for one in dataset.of(Role.DIMENSION)),
        (MEASURE, words["measure"], measures),
        (TIME, words["time_period"], (Code(day, Words.same(day)),)),
    ]
    return [
        {
            "id": id, **_names(title), "keyPosition": at,
            "roles": [ROLES.get(id, id)], "values": [_value(one) for one in codes],
        }
        for at, (id, title, codes) in enumerate(one for one in told if one[2])
    ]  # fmt: skip


def _attributes(dataset: Dataset) -> list[dict[str, Any]]:
    words, measures = dataset.words, dataset.of(Role.MEASURE)
    own = {one.name: one.codes for one in dataset.of(Role.ATTRIBUTE)}
    units = {one.unit.id: one.unit for one in measures if one.unit}
    digits = sorted({one.digits for one in measures})
    by_measure = {"dimensions": [MEASURE]}
    told: list[tuple[str, Sequence[Code], Mapping[str, Any]]] = [
        ("obs_status", own["obs_status"], {"observation": {}}),
        ("conf_status", own["conf_status"], {"observation": {}}),
        ("unit_measure", tuple(units.values()), by_measure),
        ("unit_mult", (Code("0", Words.same("0")),), by_measure),
        ("decimals", [Code(f"{one}", Words.same(f"{one}")) for one in digits], by_measure),
    ]
    return [
        {
            "id": name.upper(), **_names(words[name]), "isMandatory": True,
            "relationship": relation, "values": [_value(one) for one in codes],
        }
        for name, codes, relation in told
    ]  # fmt: skip


def _value(code: Code) -> dict[str, Any]:
    return {"id": code.id, **_names(code.name)}


def _names(words: Words, key: str = "name") -> dict[str, Any]:
    """In the first of the languages, and in all of them."""
    return {key: words[LANGUAGES[0]], f"{key}s": dict(words.items())}


def _sender(dataset: Dataset) -> dict[str, Any]:
    name, contact = dataset.publisher.name, dataset.publisher.contact
    told: dict[str, Any] = {"id": AGENCY, "name": name}
    if contact:
        key = "emails" if "@" in contact else "uris"
        told["contact"] = [{"name": name, key: [contact]}]
    return told


def _note(key: str, words: Words) -> dict[str, Any]:
    return {"id": key, "type": key, "text": words[LANGUAGES[0]], "texts": dict(words.items())}


# --- observations ---------------------------------------------------------------------------------


def _observations(
    dataset: Dataset, attributes: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, list[Any]]]:
    """Key by places in the lists of values → the value, then each attribute by its place."""
    at = {
        attribute["id"]: {value["id"]: place for place, value in enumerate(attribute["values"])}
        for attribute in attributes
    }
    places = [
        {code.id: place for place, code in enumerate(one.codes)}
        for one in dataset.of(Role.DIMENSION)
    ]
    for seen in dataset.observations:
        own = [known[code] for known, code in zip(places, seen.codes, strict=True)]
        values = zip(dataset.of(Role.MEASURE), seen.values, strict=True)
        for place, (measure, value) in enumerate(values):
            status = seen.status(value)
            secret = Confidence.CONFIDENTIAL if status is Status.HIDDEN else Confidence.FREE
            yield (
                ":".join(map(str, (0, *own, place, 0))),
                [
                    _number(value),
                    at["OBS_STATUS"][status.value],
                    at["CONF_STATUS"][secret.value],
                    at["UNIT_MEASURE"][measure.unit.id] if measure.unit else None,
                    0,
                    at["DECIMALS"][f"{measure.digits}"],
                ],
            )


def _number(value: Decimal | int | None) -> int | float | None:
    """Fifteen digits survive a double: a value has six after the point and at most nine before."""
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == value.to_integral_value() else float(value)
