"""What the rest of the house may call of the warehouse. Contracts stand in `tables`."""

from bagdar.warehouse.checking.check import Checked, check_chunks, check_text, check_typed
from bagdar.warehouse.checking.columns import Codes, Known, MissingCodes, schema
from bagdar.warehouse.engines import Engine, engine, open_snapshot, territory_facts, territory_names
from bagdar.warehouse.parquet import write_parquet
from bagdar.warehouse.snapshots.declared import Tolerances, tolerances
from bagdar.warehouse.snapshots.differing import LOST, Difference, counted, differences
from bagdar.warehouse.snapshots.errors import KeyLost, NoSuchSnapshot, NotYet
from bagdar.warehouse.snapshots.manifest import Manifest, instant_text
from bagdar.warehouse.snapshots.numbering import key_id
from bagdar.warehouse.snapshots.sources import FolderSource, Question, Source, raw_type
from bagdar.warehouse.snapshots.store import Store
from bagdar.warehouse.snapshots.take import Taken, only_origin, take

__all__ = [
    "LOST",
    "Checked",
    "Codes",
    "Difference",
    "Engine",
    "FolderSource",
    "KeyLost",
    "Known",
    "Manifest",
    "MissingCodes",
    "NoSuchSnapshot",
    "NotYet",
    "Question",
    "Source",
    "Store",
    "Taken",
    "Tolerances",
    "check_chunks",
    "check_text",
    "check_typed",
    "counted",
    "differences",
    "engine",
    "instant_text",
    "key_id",
    "only_origin",
    "open_snapshot",
    "raw_type",
    "schema",
    "take",
    "territory_facts",
    "territory_names",
    "tolerances",
    "write_parquet",
]
