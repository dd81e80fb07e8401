"""A protected table as open data: values to bytes, and nothing else.

The same table gives the same bytes in every format. Nothing here decides what may be shown: that is
done when a `Dataset` is made of what protection left (`dataset_of`).
"""

from bagdar.indicators.formats.dataset import Dataset, dataset_of
from bagdar.indicators.formats.dcat import Offered, OfferedFile, beside, catalogue
from bagdar.indicators.formats.writing import (
    MEDIA_TYPES,
    files,
    media_type,
    released,
    written,
)
from bagdar.indicators.formats.zipped import zipped

__all__ = [
    "MEDIA_TYPES",
    "Dataset",
    "Offered",
    "OfferedFile",
    "beside",
    "catalogue",
    "dataset_of",
    "files",
    "media_type",
    "released",
    "written",
    "zipped",
]
