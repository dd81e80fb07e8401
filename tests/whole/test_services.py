"""Services are the only place that writes, each whole or not at all, with an audit event beside."""

import ast
from collections.abc import Iterator
from pathlib import Path

APPS = Path(__file__).resolve().parents[2] / "src" / "bagdar"
ROWS = {"insert_rows", "insert_columns", "rewrite_rows"}  # bagdar.rows
WRITING = {
    "save", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create", "delete",
    "write_rows",  # rows of a timeline, by the register's Writer
    *ROWS,
}  # fmt: skip

# Files beside services.py that write, and why no audit event stands beside what they write.
ELSEWHERE = {
    "access/sessions.py": "Django's session interface; signing in and out is recorded by services",
    "access/limits.py": "counters of attempts: they are spent, not decided",
    "monitoring/reports/docx.py": "a document is saved to bytes, not to the database",
    "monitoring/reports/heartbeat.py": "signs of life of a builder; its deeds are services",
    "access/once.py": "answers to requests, beside what these did, which leaves its own event",
}

# Parts of services that others call within a transaction of theirs, which leaves the event.
PARTS = {
    "admissions/services/campaigns/catchments.py": "what is loaded leaves the loader's own event",
    "admissions/services/log.py": "it appends for the deeds of the queue, with their events",
    "credentials/services/counting.py": "how often, never by whom: an event would tell it",
    "credentials/services/signing.py": "issuing calls it for each diploma, and leaves the event",
    "indicators/services/contents.py": "what a release holds follows from preparing it",
    "monitoring/services/facts.py": "facts follow from the steps of reports",
    "notary/services.py": "a commitment stands in the transaction of the fact that it commits to",
    "registry/services/keys.py": "keys follow from what stands of a person",
    "registry/services/timelines.py": "rows follow from the corrections of a timeline",
}


def services() -> dict[str, Path]:
    """services.py of an app, or the modules below its folder services, by path below the apps."""
    found = [*APPS.glob("*/services.py"), *APPS.glob("*/services/**/*.py")]
    return {str(path.relative_to(APPS)): path for path in sorted(found)}


class Functions(ast.NodeVisitor):
    """What each function of a module calls, by name."""

    def __init__(self, source: str) -> None:
        self.calls: dict[str, set[str]] = {}
        self.atomic: set[str] = set()
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef):
                self._learn(node)

    def _learn(self, node: ast.FunctionDef) -> None:
        self.calls[node.name] = set(_called(node))
        texts = [ast.unparse(one) for one in node.decorator_list]
        texts += [
            ast.unparse(item)
            for one in ast.walk(node)
            if isinstance(one, ast.With)
            for item in one.items
        ]
        if any(text.startswith("transaction.atomic") for text in texts):
            self.atomic.add(node.name)

    def reach(self, name: str) -> set[str]:
        """Every name that a function calls, through the module's own functions."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            for called in self.calls.get(waiting.pop(), ()):
                if called not in found:
                    found.add(called)
                    waiting.append(called)
        return found


def _called(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                update = node.func.attr == "update" and "objects" in ast.unparse(node.func)
                yield "update_rows" if update else node.func.attr
            elif isinstance(node.func, ast.Name):
                yield node.func.id


def faults(source: str) -> list[str]:
    """Public functions that write outside a transaction or without an audit event."""
    module = Functions(source)
    found = []
    for name in module.calls:
        reached = module.reach(name)
        if name.startswith("_") or not reached & (WRITING | {"update_rows"}):
            continue
        if not {name, *reached} & module.atomic:
            found.append(f"{name} is not atomic")
        if not reached & {"record", "record_all"}:
            found.append(f"{name} leaves no audit event")
    return found


def test_every_service_is_atomic_and_leaves_an_audit_event():
    assert {name.split("/")[0] for name in services()} == {
        "access", "admissions", "audit", "credentials", "indicators", "intake", "monitoring",
        "notary", "programme", "recognition", "registry",
    }  # fmt: skip
    found = {
        name: told
        for name, path in services().items()
        if name not in PARTS
        and not name.startswith("audit/")  # it is what the others call
        and (told := faults(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_a_service_that_forgets_is_noticed():
    forgetful = """
def rename(code, name):
    _write(code, name)

def _write(code, name):
    Programme.objects.create(code=code)
"""
    assert faults(forgetful) == ["rename is not atomic", "rename leaves no audit event"]


def test_nothing_but_services_writes():
    found = {}
    for path in sorted(APPS.glob("*/**/*.py")):
        name = str(path.relative_to(APPS))
        if name in services() or "migrations" in path.parts or name in ELSEWHERE:
            continue
        source = path.read_text(encoding="utf-8")
        writes = [
            ast.unparse(node.func)
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Call)
            if ast.unparse(node.func) in ROWS
            or isinstance(node.func, ast.Attribute)
            and (
                (".objects." in ast.unparse(node.func) and node.func.attr in {*WRITING, "update"})
                or node.func.attr in {"save", "bulk_create", "update_or_create"}
            )
        ]
        if writes:
            found[name] = writes
    assert found == {}
