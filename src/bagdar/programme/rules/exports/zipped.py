"""Several files as one ZIP whose bytes depend on nothing but the files."""

import io
import zipfile
from collections.abc import Mapping

# A ZIP cannot say "no date"; the earliest it can say is the same on every day and machine.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Name → bytes as a ZIP, in the order given. The same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _NO_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix: else the byte would name the machine's own system
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, compresslevel=9)
    return out.getvalue()
