"""A catalogue of datasets as DCAT 3 (W3C Recommendation of 22 August 2024), in JSON-LD.

https://www.w3.org/TR/vocab-dcat-3/. The context stands in the document, so that reading it needs no
network. Addresses are relative to where the catalogue stands: files lie beside it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bagdar.core.languages import Words
from bagdar.indicators.formats.dataset import Dataset, Publisher
from bagdar.indicators.formats.writing import MEDIA_TYPES, files

IANA = "http://www.iana.org/assignments/media-types"
LANGUAGE = "http://publications.europa.eu/resource/authority/language"
ISO_639_3 = {"kk": "KAZ", "ru": "RUS", "en": "ENG"}
ANNUAL = "http://publications.europa.eu/resource/authority/frequency/ANNUAL"
COUNTRIES = "http://publications.europa.eu/resource/authority/country"
CONFORMS = {
    "csv": "https://www.rfc-editor.org/rfc/rfc4180",
    "csv-metadata.json": "https://www.w3.org/TR/tabular-metadata/",
    "sdmx.json": "https://github.com/sdmx-twg/sdmx-json",
}


def _link(name: str) -> dict[str, str]:
    return {"@id": name, "@type": "@id"}


CONTEXT: Mapping[str, Any] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "spdx": "http://spdx.org/rdf/terms#",
    "adms": "http://www.w3.org/ns/adms#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dataset": _link("dcat:dataset"),
    "distribution": _link("dcat:distribution"),
    "downloadURL": _link("dcat:downloadURL"),
    "accessURL": _link("dcat:accessURL"),
    "mediaType": _link("dcat:mediaType"),
    "license": _link("dcterms:license"),
    "language": _link("dcterms:language"),
    "spatial": _link("dcterms:spatial"),
    "accrualPeriodicity": _link("dcterms:accrualPeriodicity"),
    "conformsTo": _link("dcterms:conformsTo"),
    "publisher": _link("dcterms:publisher"),
    "hasEmail": _link("vcard:hasEmail"),
    "hasURL": _link("vcard:hasURL"),
    "algorithm": _link("spdx:algorithm"),
    "startDate": {"@id": "dcat:startDate", "@type": "xsd:date"},
    "endDate": {"@id": "dcat:endDate", "@type": "xsd:date"},
    "issued": {"@id": "dcterms:issued", "@type": "xsd:dateTime"},
    "modified": {"@id": "dcterms:modified", "@type": "xsd:dateTime"},
    "byteSize": {"@id": "dcat:byteSize", "@type": "xsd:nonNegativeInteger"},
    "checksumValue": {"@id": "spdx:checksumValue", "@type": "xsd:hexBinary"},
    "title": "dcterms:title",
    "description": "dcterms:description",
    "identifier": "dcterms:identifier",
    "name": "foaf:name",
    "note": "skos:note",
}


def catalogue(datasets: Iterable[Dataset]) -> bytes:
    """Every dataset with every file of it, by size and SHA-256. Empty ones give an empty list."""
    each = [(one, files(one)) for one in datasets]
    first = each[0][0] if each else None
    tree: dict[str, Any] = {
        "@context": CONTEXT,
        "@id": "catalogue.jsonld",
        "@type": "dcat:Catalog",
        "language": _languages(),
        "dataset": [_dataset(one, found) for one, found in each],
    }
    if first:
        tree["title"] = _each(first.words["catalogue"])
        tree["description"] = _each(first.words["catalogue_about"])
        tree["license"] = first.licence
        tree["publisher"] = _publisher(first.publisher)
        tree["modified"] = max(one.prepared for one, _ in each).isoformat()
    return json.dumps(tree, ensure_ascii=False, indent=1).encode() + b"\n"


def _dataset(one: Dataset, found: Mapping[str, bytes]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "@id": f"#{one.code}",
        "@type": "dcat:Dataset",
        "identifier": one.code,
        "title": _each(one.title),
        "description": _each(one.description),
        "publisher": _publisher(one.publisher),
        "license": one.licence,
        "language": _languages(),
        "spatial": f"{COUNTRIES}/KAZ",
        "dcterms:temporal": {
            "@type": "dcterms:PeriodOfTime",
            "startDate": one.day.isoformat(), "endDate": one.day.isoformat(),
        },
        "accrualPeriodicity": ANNUAL,
        "dcat:version": one.version,
        "modified": one.prepared.isoformat(),
        "distribution": [
            _distribution(one, ending, found[f"{one.code}.{ending}"]) for ending in MEDIA_TYPES
        ],
    }  # fmt: skip
    if one.publisher.contact:
        told["dcat:contactPoint"] = _contact(one.publisher)
    if one.issued:
        told["issued"] = one.issued.isoformat()
    if one.release:
        told["dcterms:isPartOf"] = one.release
    if one.demonstration is not None:
        told["note"] = _each(one.demonstration)
        told["adms:status"] = one.origin.value
    return told


def _distribution(one: Dataset, ending: str, content: bytes) -> dict[str, Any]:
    told: dict[str, Any] = {
        "@id": f"#{one.code}.{ending}",
        "@type": "dcat:Distribution",
        "title": f"{one.code}.{ending}",
        "downloadURL": f"{one.code}.{ending}",
        "accessURL": f"{one.code}.{ending}",
        "mediaType": f"{IANA}/{MEDIA_TYPES[ending].partition(';')[0]}",
        "license": one.licence,
        "byteSize": str(len(content)),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "algorithm": "spdx:checksumAlgorithm_sha256",
            "checksumValue": hashlib.sha256(content).hexdigest(),
        },
    }
    if ending in CONFORMS:
        told["conformsTo"] = CONFORMS[ending]
    return told


def _publisher(one: Publisher) -> dict[str, Any]:
    return {"@type": "foaf:Agent", "name": one.name}


def _contact(one: Publisher) -> dict[str, Any]:
    told = {"@type": "vcard:Organization", "vcard:fn": one.name}
    if "@" in one.contact:
        return told | {"hasEmail": f"mailto:{one.contact}"}
    return told | {"hasURL": one.contact}


def _languages() -> Sequence[str]:
    return [f"{LANGUAGE}/{code}" for code in ISO_639_3.values()]


def _each(words: Words) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in words.items()]
