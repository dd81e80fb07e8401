"""Which columns stand in a header: each found by its name or by its title in any language."""

import difflib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from bagdar.core.declared import safe
from bagdar.core.errors import Fault, FaultyData, fault, refuse
from bagdar.core.text import cyrillic_twin, latin_twin


class Named(Protocol):
    """What a column needs to be found. is_read: not so where it is only printed for a reader."""

    @property
    def name(self) -> str: ...

    @property
    def is_read(self) -> bool: ...


Found = TypeVar("Found", bound=Named)
Kind = TypeVar("Kind", bound=str)


def folded(text: str) -> str:
    """A header as it is compared: spaces single, case gone, marks of compulsion gone."""
    return " ".join(text.replace("*", " ").replace("\u00a0", " ").split()).casefold()


def spellings(
    columns: Iterable[Found], titles: Callable[[Found], Iterable[str]]
) -> dict[str, Found]:
    """Every spelling under which a column may stand in a header, folded."""
    return {folded(text): one for one in columns for text in (one.name, *titles(one))}


def kind_of(
    names: Sequence[str], kinds: Mapping[Kind, Mapping[str, Named]], shared: Collection[str]
) -> Kind | None:
    """The kind of rows that a header announces: most of its names known, its own ones there.

    shared  names of columns that several kinds have, which alone announce none of them
    """
    best: tuple[int, Kind] | None = None
    for kind, known in kinds.items():
        hits = {known[folded(cell)].name for cell in names if folded(cell) in known}
        if hits - set(shared) and len(hits) > (best[0] if best else 1):
            best = (len(hits), kind)
    return best[1] if best else None


def matched(
    names: Sequence[str],
    known: Mapping[str, Found],
    needed: Iterable[tuple[Found, str]],
    shown: str,
    line: int,
    *,
    strict: bool = False,
) -> list[Found | None]:
    """The column of each name, None for one that is not read. Raises FaultyData with all faults.

    needed  columns that may not be missing, each with the words by which a fault names it
    strict  a header of which less than half is known is none: its cells, which may be anybody's
            data, are not repeated; a name that is nearly a known one is told with that one
    """
    if strict and 2 * sum(folded(name) in known for name in names) < sum(map(bool, names)):
        refuse(fault("upload_no_table", shown, line))
    columns: list[Found | None] = []
    faults: list[Fault] = []
    for name in names:
        column = known.get(folded(name))
        if column is None and name:
            faults.append(_unknown(name, known, shown, line, strict))
        elif column is not None and column.is_read and column in columns:
            faults.append(Fault("upload_column_twice", shown, line, column.name))
        columns.append(column)
    faults += [
        Fault("upload_column_missing", shown, line, f"{words} ({one.name})")
        for one, words in needed
        if one not in columns
    ]
    if faults:
        raise FaultyData(faults)
    return [column if column and column.is_read else None for column in columns]


def _unknown(name: str, known: Mapping[str, Named], shown: str, line: int, suggest: bool) -> Fault:
    for twin in (cyrillic_twin(name), latin_twin(name)):
        if folded(twin) in known:
            facts = {"value": safe(name), "meant": safe(twin)}
            return Fault("upload_look_alike", shown, line, safe(name), facts)
    near = difflib.get_close_matches(folded(name)[:60], known, 1, 0.75) if suggest else []
    if near:
        return Fault("upload_column_meant", shown, line, safe(name), {"meant": near[0]})
    return Fault("upload_column_unknown", shown, line, safe(name))
