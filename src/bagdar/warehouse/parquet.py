"""Parquet whose bytes depend on nothing but its rows and what is said of them.

The settings of the writer stand here and in every manifest: another release of the writer may give
other bytes of the same rows, and then says so by its name.
"""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

ROWS_A_GROUP = 122_880
LEVEL = 3
WRITER: Mapping[str, str | int] = {
    "library": f"parquet-cpp-arrow {pa.__version__}",
    "format": "2.6",
    "compression": f"zstd {LEVEL}",
    "rows_a_group": ROWS_A_GROUP,
}


def write_parquet(rows: pa.Table, file: Any, said: Mapping[str, str] | None = None) -> None:
    """Into an opened file or buffer, in the order of the rows. said: key → what the file says."""
    rows = rows.combine_chunks()
    with pq.ParquetWriter(
        file,
        rows.schema,
        version="2.6",
        compression="zstd",
        compression_level=LEVEL,
        use_dictionary=True,
        write_statistics=True,
        data_page_version="1.0",
        data_page_size=1024 * 1024,
        write_batch_size=1024,
        store_schema=False,
    ) as writer:
        writer.write_table(rows, row_group_size=ROWS_A_GROUP)
        if said:
            writer.add_key_value_metadata(dict(said))
