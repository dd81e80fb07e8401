"""What the rest of the house may call of the warehouse. Contracts stand in `tables`."""

from bagdar.warehouse.checking.check import Checked, check_chunks, check_text, check_typed
from bagdar.warehouse.checking.columns import Codes, Known, MissingCodes, schema

__all__ = [
    "Checked",
    "Codes",
    "Known",
    "MissingCodes",
    "check_chunks",
    "check_text",
    "check_typed",
    "schema",
]
