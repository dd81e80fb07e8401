"""The project's own format of a programme: a folder of TOML and CSV read as one edition.

    programme.toml      code, act, period, units
    passport.toml       the decree and the passport
    headings.toml       goals, tasks, subtasks
    bodies.toml         executors and their spellings
    abbreviations.toml  the act's own list (may be left out)
    indicators.toml     indicators and their rows as both tables print them
    targets.csv         every printed figure: indicator, table, year, value, printed, cycle
    measures.toml       the action plan
    finance.csv         its money: measure, source, budget_programmes, a column a year, total
    totals.toml         printed totals and section 6 (may be left out)
    amendments/N.toml   later editions, as changes to the one before

Reading never stops at the first fault: the answer is an edition, or every fault of every file.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bagdar.core import declared
from bagdar.core.errors import Fault, FaultyData
from bagdar.programme.rules.act import Cell, Edition, Money

TOML_FILES = ("programme", "passport", "headings", "bodies", "indicators", "measures")
OPTIONAL_FILES = ("abbreviations", "totals")
TARGET_COLUMNS = ("indicator", "table", "year", "value", "printed", "cycle")
TABLES = ("body", "annex")


@dataclass
class Parts:
    """The raw trees of a folder, with the text of each file for finding lines."""

    texts: dict[str, str] = field(default_factory=dict)
    trees: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    shown: str = ""

    def path(self, name: str) -> str:
        return f"{self.shown}/{name}"


def read_edition(folder: Path, shown: str | None = None) -> Edition:
    """The first edition that a folder declares. Raises FaultyData with every fault.

    shown: how messages call the folder; its own name where left out
    """
    parts = Parts(shown=shown or folder.name)
    for name in (*TOML_FILES, *OPTIONAL_FILES):
        _read_toml(parts, folder, name)
    cells = _read_targets(parts, folder)
    money = _read_finance(parts, folder)
    if parts.faults:
        raise FaultyData(parts.faults)
    return build(parts, cells, money)


def _read_toml(parts: Parts, folder: Path, name: str) -> None:
    path = folder / f"{name}.toml"
    if name in OPTIONAL_FILES and not path.exists():
        return
    text, faults = declared.read_file(path, parts.path(path.name))
    parts.faults.extend(faults)
    if text is None:
        return
    tree, faults = declared.parse_toml(text, parts.path(path.name))
    parts.faults.extend(faults)
    parts.texts[name] = text
    parts.trees[name] = tree or {}


Cells = Mapping[tuple[str, str], list[tuple[int, dict[str, Any]]]]
MoneyRows = Mapping[int, list[tuple[int, dict[str, Any]]]]


def _read_targets(parts: Parts, folder: Path) -> Cells:
    """(row code, table) → its cells with their lines."""
    shown = parts.path("targets.csv")
    text, faults = declared.read_file(folder / "targets.csv", shown)
    parts.faults.extend(faults)
    cells: dict[tuple[str, str], list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    rows, faults = declared.parse_csv(text or "", TARGET_COLUMNS, shown) if text else ([], [])
    parts.faults.extend(faults)
    seen: list[tuple[int | None, str]] = []
    for line, row in rows:
        code, table = row.pop("indicator"), row.pop("table")
        if table not in TABLES:
            facts: dict[str, object] = {"value": declared.safe(table), "known": TABLES}
            parts.faults.append(Fault("not_in_list", shown, line, "table", facts))
        seen.append((line, f"{code} {table} {row['year']}"))
        cells[code, table].append((line, _cell(row)))
    parts.faults.extend(declared.duplicates(seen, shown, "indicator, table, year"))
    parts.faults.extend(_record_faults(cells, Cell, shown))
    return cells


def _cell(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "year": row["year"],
        "value": row["value"] or None,
        "printed": row["printed"] if row["printed"] else None,
        "cycle": row["cycle"] or None,
    }


def _read_finance(parts: Parts, folder: Path) -> MoneyRows:
    """Measure number → its finance rows with their lines."""
    shown = parts.path("finance.csv")
    text, faults = declared.read_file(folder / "finance.csv", shown)
    parts.faults.extend(faults)
    header = text.split("\n", 1)[0].split(",") if text else []
    years = [name.strip() for name in header if name.strip().isdigit()]
    columns = ("measure", "source", "budget_programmes", *years, "total")
    rows, faults = declared.parse_csv(text, columns, shown) if text else ([], [])
    parts.faults.extend(faults)
    money: dict[int, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for line, row in rows:
        if not row["measure"].isdigit():
            parts.faults.append(
                Fault("not_a_number", shown, line, "measure", {"value": row["measure"]})
            )
            continue
        money[int(row["measure"])].append((line, _money(row, years)))
    parts.faults.extend(_record_faults(money, Money, shown))
    return money


def _money(row: Mapping[str, str], years: list[str]) -> dict[str, Any]:
    return {
        "source": row["source"],
        "amounts": {year: row[year] for year in years if row[year] != ""},
        "total": row["total"] or None,
        "budget_programmes": row["budget_programmes"].split(),
    }


def _record_faults(rows: Mapping[Any, Any], model: type, shown: str) -> list[Fault]:
    adapter: TypeAdapter[Any] = TypeAdapter(model)
    faults: list[Fault] = []
    for records in rows.values():
        for line, record in records:
            try:
                adapter.validate_python(record)
            except ValidationError as error:
                faults.extend(declared.row_fault(p, shown, line) for p in error.errors())
    return faults


def build(parts: Parts, cells: Cells, money: MoneyRows) -> Edition:
    """One edition from the parts of a folder. Raises FaultyData."""
    trees = parts.trees
    places: dict[str, str] = {"passport": "passport", "totals": "totals", "section6": "totals"}
    tree: dict[str, Any] = {**trees["programme"], "passport": trees["passport"]}
    for key, name in LISTS.items():
        places[_PLURALS[key]] = name
        tree[_PLURALS[key]] = trees.get(name, {}).get(key, [])
    tree |= trees.get("totals", {})
    _attach_cells(parts, tree["indicators"], cells)
    _attach_money(parts, tree["measures"], money)
    parts.faults.extend(_unknown_keys(parts))
    try:
        edition = Edition.model_validate(tree)
    except ValidationError as error:
        parts.faults.extend(_edition_fault(parts, places, problem) for problem in error.errors())
        raise FaultyData(parts.faults) from None
    parts.faults.extend(_reference_faults(parts, edition))
    if parts.faults:
        raise FaultyData(parts.faults)
    return edition


LISTS = {
    "goal": "headings", "task": "headings", "subtask": "headings", "body": "bodies",
    "abbreviation": "abbreviations", "indicator": "indicators", "measure": "measures",
}  # fmt: skip
_PLURALS = {
    "goal": "goals", "task": "tasks", "subtask": "subtasks", "body": "bodies",
    "abbreviation": "abbreviations", "indicator": "indicators", "measure": "measures",
}  # fmt: skip
_SINGULARS = {plural: singular for singular, plural in _PLURALS.items()}


def _unknown_keys(parts: Parts) -> list[Fault]:
    """Top-level keys of the list files that mean nothing."""
    faults = []
    for name in {*LISTS.values()}:
        known = [key for key, file in LISTS.items() if file == name]
        for key in parts.trees.get(name, {}):
            if key not in known:
                line = declared.line_of(parts.texts[name], (key,))
                faults.append(Fault("unknown_key", parts.path(f"{name}.toml"), line, key))
    return faults


def _attach_cells(parts: Parts, indicators: list[Any], cells: Cells) -> None:
    known: dict[str, Any] = {}
    for indicator in indicators if isinstance(indicators, list) else []:
        rows = indicator.get("rows", []) if isinstance(indicator, dict) else []
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict):
                known[str(row.get("code"))] = row
    for (code, table), records in cells.items():
        if code in known:
            known[code][f"{table}_cells"] = [record for _, record in records]
        else:
            shown, line = parts.path("targets.csv"), records[0][0]
            parts.faults.append(declared.unknown_reference(code, known, shown, line, "indicator"))


def _attach_money(parts: Parts, measures: list[Any], money: MoneyRows) -> None:
    known = {
        measure.get("number"): measure
        for measure in (measures if isinstance(measures, list) else [])
        if isinstance(measure, dict)
    }
    for number, records in money.items():
        if number in known:
            known[number]["money"] = [record for _, record in records]
        else:
            shown, line = parts.path("finance.csv"), records[0][0]
            parts.faults.append(Fault("reference", shown, line, "measure", {"value": str(number)}))


def _edition_fault(parts: Parts, places: Mapping[str, str], problem: Mapping[str, Any]) -> Fault:
    """A fault of the assembled tree, told in terms of the file that holds it."""
    path = tuple(problem["loc"])
    name = places.get(str(path[0]), "programme")
    if name == "passport":
        path = path[1:]
    elif path[0] in _SINGULARS:
        path = (_SINGULARS[str(path[0])], *path[1:])
    text = parts.texts.get(name, "")
    return declared.field_fault({**problem, "loc": path}, text, parts.path(f"{name}.toml"))


def edition_faults(edition: Edition, shown: str) -> list[Fault]:
    """Codes that stand twice and references to nothing, in an edition made by an overlay."""
    parts = Parts(shown=shown)
    parts.texts = dict.fromkeys(TOML_FILES, "")
    return [replace(fault, file=shown, line=None) for fault in _reference_faults(parts, edition)]


def _reference_faults(parts: Parts, edition: Edition) -> list[Fault]:
    """Codes that stand twice, references to nothing, years outside any sense."""
    return [
        *_code_faults(parts, edition),
        *_tree_faults(parts, edition),
        *_passport_faults(parts, edition),
    ]


def _code_faults(parts: Parts, edition: Edition) -> list[Fault]:
    lists: list[tuple[str, str, list[str]]] = [
        ("headings", "goal", [goal.code for goal in edition.goals]),
        ("headings", "task", [task.code for task in edition.tasks]),
        ("headings", "subtask", [subtask.code for subtask in edition.subtasks]),
        ("bodies", "body", [body.code for body in edition.bodies]),
        ("indicators", "indicator", [indicator.code for indicator in edition.indicators]),
        ("measures", "measure", [str(measure.number) for measure in edition.measures]),
    ]
    faults = []
    for name, key, codes in lists:
        shown = parts.path(f"{name}.toml")
        lines = [declared.line_of(parts.texts[name], (key, i)) for i in range(len(codes))]
        field_name = "number" if key == "measure" else "code"
        faults.extend(
            declared.duplicates(list(zip(lines, codes, strict=True)), shown, f"{key}.{field_name}")
        )
        for line, code in zip(lines, codes, strict=True):
            faults.extend(declared.code_faults(code, shown, line, f"{key}.{field_name}"))
    for index, body in enumerate(edition.bodies):
        if body.spellings and body.reason is None:
            line = declared.line_of(parts.texts["bodies"], ("body", index, "spellings"))
            shown = parts.path("bodies.toml")
            faults.append(Fault("missing_key", shown, line, f"body[{index + 1}].reason"))
    rows = [(None, row.code) for _, row in edition.rows()]
    faults.extend(declared.duplicates(rows, parts.path("indicators.toml"), "indicator.rows.code"))
    return faults


def _tree_faults(parts: Parts, edition: Edition) -> list[Fault]:
    goals, tasks = edition.goal_by_code, edition.task_by_code
    subtasks = edition.subtask_by_code
    wanted: list[tuple[str, str, int, str, str | None, Mapping[str, object]]] = []
    for i, task in enumerate(edition.tasks):
        wanted.append(("headings", "task", i, "goal", task.goal, goals))
    for i, subtask in enumerate(edition.subtasks):
        wanted.append(("headings", "subtask", i, "task", subtask.task, tasks))
    for i, indicator in enumerate(edition.indicators):
        wanted.append(("indicators", "indicator", i, "goal", indicator.goal, goals))
        wanted.append(("indicators", "indicator", i, "task", indicator.task, tasks))
    for i, measure in enumerate(edition.measures):
        wanted.append(("measures", "measure", i, "goal", measure.goal, goals))
        wanted.append(("measures", "measure", i, "task", measure.task, tasks))
        wanted.append(("measures", "measure", i, "subtask", measure.subtask, subtasks))
    return [
        declared.unknown_reference(
            code,
            known,
            parts.path(f"{name}.toml"),
            declared.line_of(parts.texts[name], (key, index, column)),
            f"{key}[{index + 1}].{column}",
        )
        for name, key, index, column, code, known in wanted
        if code is not None and code not in known
    ]


def _passport_faults(parts: Parts, edition: Edition) -> list[Fault]:
    shown, text = parts.path("passport.toml"), parts.texts["passport"]
    bodies = edition.body_by_code
    faults = [
        declared.unknown_reference(code, bodies, shown, declared.line_of(text, (column,)), column)
        for column, codes in (
            ("developer", [edition.passport.developer]),
            ("bodies", list(edition.passport.bodies)),
        )
        for code in codes
        if code not in bodies
    ]
    rows = [row.code for _, row in edition.rows()]
    for index, target in enumerate(edition.passport.targets):
        named: tuple[tuple[str, list[str], list[str]], ...] = (
            ("indicator", [target.indicator], list(edition.indicator_by_code)),
            ("values", list(target.values), rows),
        )
        for column, codes, known in named:
            line = declared.line_of(text, ("targets", index, column))
            place = f"targets[{index + 1}].{column}"
            faults.extend(
                declared.unknown_reference(code, known, shown, line, place)
                for code in codes
                if code not in known
            )
    return faults
