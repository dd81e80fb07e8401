"""CSVW: what the columns of the CSV mean (W3C Recommendation of 17 December 2015).

https://www.w3.org/TR/tabular-metadata/. The code list of each column stands in it, with the names
in three languages, so that nothing else has to be fetched.
"""

import json
import re
from typing import Any

from bagdar.core.languages import Words
from bagdar.indicators.formats.dataset import Code, Dataset
from bagdar.indicators.formats.sheet import Field, facts, fields

CONTEXT = "http://www.w3.org/ns/csvw"
SDMX = "http://purl.org/linked-data/sdmx/2009"
MEANS = {
    "ref_area": f"{SDMX}/dimension#refArea",
    "time_period": f"{SDMX}/dimension#refPeriod",
    "sex": f"{SDMX}/dimension#sex",
    "age": f"{SDMX}/dimension#age",
    "value": f"{SDMX}/measure#obsValue",
    "obs_status": f"{SDMX}/attribute#obsStatus",
    "conf_status": f"{SDMX}/attribute#confStatus",
}


def csv_metadata(dataset: Dataset) -> bytes:
    """JSON-LD beside NAME.csv, which it names by a relative address."""
    told = dict(facts(dataset))
    tree: dict[str, Any] = {
        "@context": [CONTEXT, {"@language": "en"}],
        "url": f"{dataset.code}.csv",
        "dc:title": _each(dataset.title),
        "dc:description": _each(dataset.description),
        "dc:identifier": dataset.code,
        "dc:language": ["kk", "ru", "en"],
        "dc:source": _each(dataset.source),
        "dc:license": {"@id": dataset.licence},
        "dc:publisher": {"schema:name": dataset.publisher.name},
        "dc:temporal": dataset.day.isoformat(),
        "dc:modified": {"@value": dataset.known_at.isoformat(), "@type": "xsd:dateTime"},
        "rdfs:comment": {"@value": dataset.method, "@language": "en"},
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "doubleQuote": True},
        "tableSchema": {
            "columns": [_column(one) for one in fields(dataset)],
            "primaryKey": ["time_period", *_key(dataset)],
        },
    }
    if dataset.publisher.contact:
        tree["dc:publisher"]["schema:contactPoint"] = dataset.publisher.contact
    if dataset.release:
        tree["dc:isPartOf"] = dataset.release
    if dataset.issued:
        tree["dc:issued"] = {"@value": dataset.issued.isoformat(), "@type": "xsd:dateTime"}
    if dataset.is_demonstration:
        tree["dc:type"] = dataset.origin.value
        tree["skos:note"] = _each(told["data"])
    return json.dumps(tree, ensure_ascii=False, indent=1).encode() + b"\n"


def _key(dataset: Dataset) -> list[str]:
    return [one.name for one in fields(dataset) if one.of and one.of.role == "dimension"
            and not one.language]  # fmt: skip


def _column(one: Field) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": one.name,
        "titles": {"und": [one.name]},
        "dc:title": _each(one.title),
        "datatype": one.datatype,
        "required": one.datatype in ("string", "date"),
    }
    if one.language:
        return told | {"lang": one.language}
    if one.name in MEANS:
        told["propertyUrl"] = MEANS[one.name]
    if one.of is None:
        return told
    if one.of.codes:
        ids = "|".join(re.escape(code.id) for code in one.of.codes)
        told["datatype"] = {"base": "string", "format": f"^({ids})$"}
        told["qb:codeList"] = _code_list(one.of.codes)
    if one.of.unit:
        told["schema:unitText"] = _each(one.of.unit.name)
    return told


def _code_list(codes: tuple[Code, ...]) -> dict[str, Any]:
    return {
        "@type": "skos:ConceptScheme",
        "skos:hasTopConcept": [
            {"@type": "skos:Concept", "skos:notation": one.id, "skos:prefLabel": _each(one.name)}
            for one in codes
        ],
    }


def _each(words: Words) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in words.items()]
