"""A catalogue of datasets as DCAT 3 (W3C Recommendation of 22 August 2024), in JSON-LD.

https://www.w3.org/TR/vocab-dcat-3/. The context stands in the document, so that reading it needs no
network. Addresses may be relative to where the catalogue stands.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bagdar.core.languages import Words
from bagdar.indicators.formats.dataset import Dataset, Publisher
from bagdar.indicators.formats.writing import files, media_type

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


@dataclass(frozen=True)
class OfferedFile:
    """A file of a dataset. address: where it is fetched; size: bytes."""

    name: str
    address: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Offered:
    """A dataset with its files. page: where it is read about; empty: nowhere."""

    dataset: Dataset
    files: Sequence[OfferedFile]
    page: str = ""


def beside(dataset: Dataset) -> Offered:
    """A dataset whose files lie beside the catalogue."""
    return Offered(dataset, tuple(
        OfferedFile(name, name, len(content), hashlib.sha256(content).hexdigest())
        for name, content in files(dataset).items()
    ))  # fmt: skip


def catalogue(offered: Iterable[Offered], address: str = "catalogue.jsonld") -> bytes:
    """Every dataset with every file of it, by size and SHA-256. None gives an empty list."""
    each = list(offered)
    first = each[0].dataset if each else None
    tree: dict[str, Any] = {
        "@context": CONTEXT,
        "@id": address,
        "@type": "dcat:Catalog",
        "language": _languages(),
        "dataset": [_dataset(one.dataset, one) for one in each],
    }
    if first:
        tree["title"] = _each(first.words["catalogue"])
        tree["description"] = _each(first.words["catalogue_about"])
        tree["license"] = first.licence
        tree["publisher"] = _publisher(first.publisher)
        newest = max(one.dataset.issued or one.dataset.known_at for one in each)
        tree["modified"] = newest.isoformat()
    return json.dumps(tree, ensure_ascii=False, indent=1).encode() + b"\n"


def _dataset(one: Dataset, offered: Offered) -> dict[str, Any]:
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
        "modified": one.known_at.isoformat(),
        "distribution": [
            _distribution(one, file) for file in offered.files
        ],
    }  # fmt: skip
    if offered.page:
        told["dcat:landingPage"] = {"@id": offered.page}
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


def _distribution(one: Dataset, file: OfferedFile) -> dict[str, Any]:
    ending = file.name.removeprefix(f"{one.code}.")
    told: dict[str, Any] = {
        "@id": f"#{file.name}",
        "@type": "dcat:Distribution",
        "title": file.name,
        "downloadURL": file.address,
        "accessURL": file.address,
        "mediaType": f"{IANA}/{media_type(file.name).partition(';')[0]}",
        "license": one.licence,
        "byteSize": str(file.size),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "algorithm": "spdx:checksumAlgorithm_sha256",
            "checksumValue": file.sha256,
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
