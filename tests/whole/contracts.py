"""The import-linter contract that its own kinds cannot say: an app is entered by its front door."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class FrontDoor(Contract):
    """From outside an app only its doors may be imported.

    opened_by_config  what `bagdar.config` may import besides, to put the house together
    """

    type_name = "front_door"

    apps = fields.ListField(subfield=fields.StringField())
    doors = fields.ListField(subfield=fields.StringField())
    opened_by_config = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        broken = [
            (importer, imported)
            for app in self.apps
            for imported in sorted({app} | graph.find_descendants(app))
            for importer in sorted(graph.find_modules_that_directly_import(imported))
            if not importer.startswith(f"{app}.") and not self._open(app, imported, importer)
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def _open(self, app: str, imported: str, importer: str) -> bool:
        name = imported.removeprefix(app).lstrip(".").split(".")[0]
        doors = list(self.doors)
        if importer.startswith("bagdar.config"):
            doors += self.opened_by_config or []
        return name in doors

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} imports {imported}, which is not a front door")
