"""Where digests go: data/monitoring/<programme>/addresses.csv, one line a reporter.

The file holds addresses of offices, not of people, and is empty until an operator fills it. A
programme without it sends nothing by mail.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bagdar.core import declared
from bagdar.core.declared import Declared
from bagdar.core.errors import FaultyData
from bagdar.core.languages import Language

# One address, no name, no list, nothing that could end a header line.
EMAIL = r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"
REPORTER = r"^(body|region):[A-Za-z0-9][A-Za-z0-9-]*$"


class AddressLine(Declared):
    """One line of addresses.csv. language: of the letters; empty: the installation's own."""

    reporter: Annotated[str, Field(pattern=REPORTER, max_length=60)]
    email: Annotated[str, Field(pattern=EMAIL, max_length=254)]
    language: Language | None = None


@dataclass(frozen=True)
class Address:
    email: str
    language: Language | None


def read_addresses(data_dir: Path, programme: str) -> Mapping[str, Address]:
    """Addresses by reporter, body:mes. Raises FaultyData with every fault at once."""
    path = data_dir / "monitoring" / programme / "addresses.csv"
    if not path.exists():
        return {}
    shown = f"data/monitoring/{programme}/addresses.csv"
    reading = declared.read_csv(path, AddressLine, shown)
    keys: list[tuple[int | None, str]] = [(line, one.reporter) for line, one in reading.records]
    faults = [*reading.faults, *declared.duplicates(keys, shown, "reporter")]
    if faults:
        raise FaultyData(faults)
    return {one.reporter: Address(one.email, one.language) for _, one in reading.records}
