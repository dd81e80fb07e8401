"""What a file may be before it is opened, and a table before it is refused."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bounds of one file; who reads it chooses them.

    ratio      unpacked over packed size of one entry; small entries are let off
    elements   of XML in all entries, and cells of a sheet: each costs far more than its bytes
    parts      of XML in one entry that holds no cells and no texts: styles, the book itself
    rows       filled rows of all its tables, which the reader of rows counts
    lines      of a table, empty ones among them
    json_line  characters of one line of JSON: a list within it costs thirty times its own size
    memory_mib  of the process that reads it (`bagdar.confined`), over what it has before; none: it
               is read where it is asked for
    seconds    of its processor, for a small file; one more a mebibyte
    """

    entries: int = 500
    entry_bytes: int = 20 * MEBIBYTE
    total_bytes: int = 40 * MEBIBYTE
    ratio: int = 120
    elements: int = 300_000
    parts: int = 70_000
    rows: int = 5000
    lines: int = 20_000
    columns: int = 100
    json_line: int = MEBIBYTE
    memory_mib: int = 256
    seconds: int = 5


LIMITS = Limits()  # of a file that comes over the web
# Of a file that an operator names on the command line: a register's year, as CSV or JSON Lines.
COMMAND_LINE = Limits(
    entry_bytes=200 * MEBIBYTE,
    total_bytes=300 * MEBIBYTE,
    elements=10_000_000,
    rows=2_000_000,
    lines=2_500_000,
    memory_mib=0,
)
