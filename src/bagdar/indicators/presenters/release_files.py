"""What can be taken along of a release: its files, all of them as one archive, its charts."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from django.conf import settings
from django.urls import reverse

from bagdar.core.errors import DomainError
from bagdar.core.languages import format_date
from bagdar.indicators.formats import media_type, zipped
from bagdar.indicators.presenters import all_figures, table_page
from bagdar.indicators.queries import receipts
from bagdar.indicators.queries import releases as queries
from bagdar.indicators.queries.releases import ReleaseInfo, TableInfo
from bagdar.indicators.rules.building import THEN
from bagdar.indicators.services.released import table_of
from bagdar.look import charts
from bagdar.look.charts import Chart
from bagdar.look.tables import Column, Table
from bagdar.look.words import current_language, t
from bagdar.programme.rules.act import Edition

# Column of the table of files → ending of the file; None: the spreadsheet in the reader's language.
KINDS: Mapping[str, str | None] = {
    "csv": "csv", "csvw": "csv-metadata.json", "parquet": "parquet", "xlsx": None,
    "sdmx": "sdmx.json",
}  # fmt: skip
SVG = "image/svg+xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Embed:
    """A chart that others may show. code: the text that they copy."""

    title: str
    address: str
    code: str


def heading(content: Mapping[str, Any]) -> str:
    day = format_date(date.fromisoformat(content["on"]), current_language())
    told = t("figures.table.heading", code=content["metric"], day=day)
    by = " × ".join(table_page.dimension(name) for name in content["by"])
    return f"{told}: {by or t('figures.country')}{on_borders(content['borders'])}"


def on_borders(borders: str) -> str:
    """In brackets where they are not those of the day."""
    told = t("figures.fact.borders"), t(f"figures.borders.{borders}")
    return "" if borders == THEN else f" ({': '.join(told)})"


def files(code: str, tables: Sequence[TableInfo]) -> Table:
    """A row a table, a column a format."""
    columns = [
        Column("table", t("releases.files.table"), wide=True),
        *(Column(kind, t(f"open_data.format.{kind}"), link=f"{kind}_href") for kind in KINDS),
    ]
    rows = [
        {"table": f"{one.number}. {heading(one.content)}", **links(code, one)} for one in tables
    ]
    return Table(name="files", title=t("releases.files.title"), columns=columns, rows=rows,
                 note=t("releases.files.note"))  # fmt: skip


def links(code: str, one: TableInfo) -> dict[str, str]:
    """Cells of a table of files: what each format weighs, and where it is."""
    found = {}
    for name, (_, size) in one.files.items():
        kind = next((kind for kind, ending in KINDS.items() if _is_of(name, ending)), None)
        if kind:
            found[kind] = t("open_data.size", size=-(-size // 1000))
            found[f"{kind}_href"] = reverse("release_file", args=[code, name])
    return found


def _is_of(name: str, ending: str | None) -> bool:
    return name.endswith(f".{ending or f'{current_language()}.xlsx'}")


def of_builder(query: str) -> list[tuple[str, str]]:
    """(words, address) of each file of the builder's table. query: its state."""
    root = reverse("figure_table_file")
    return [(t(f"open_data.format.{kind}"), f"{root}?{query}&as={ending or 'xlsx'}")
            for kind, ending in KINDS.items()]  # fmt: skip


def archive(info: ReleaseInfo) -> bytes:
    """Every file with a list of them by SHA-256; the same bytes each time."""
    tables, contents = queries.tables(info.code), queries.files(info.code)
    text = json.dumps(manifest(info, tables), ensure_ascii=False, indent=1).encode() + b"\n"
    return zipped({**contents, receipts.SUMS: receipts.sums_of(tables), "manifest.json": text})


def of_name(info: ReleaseInfo, name: str) -> tuple[bytes, str]:
    """A file, the archive or the receipt, with its media type. Raises NoSuchReleaseFile; of a
    receipt NoReleaseReceipt, ReceiptWaits, LogAbsent."""
    if name == archive_name(info.code):
        return archive(info), "application/zip"
    if name == receipts.name_of(info.code):
        return receipts.text(info.code).encode(), TEXT
    return queries.file(info.code, name), media_type(name)


def receipt(info: ReleaseInfo) -> dict[str, str]:
    """In words how the receipt is; href: where it is, once the log has it; is_coming: the words
    will be others with nothing changed in the database."""
    found = receipts.standing(info.receipt)
    told = {"words": t(f"releases.receipt.{found.value}")}
    if found in (receipts.Receipt.WAITS, receipts.Receipt.SILENT):
        told["is_coming"] = "yes"
    if found is receipts.Receipt.THERE:
        name = receipts.name_of(info.code)
        told |= {"href": reverse("release_file", args=[info.code, name])}
    return told


def manifest(info: ReleaseInfo, tables: Sequence[TableInfo]) -> dict[str, Any]:
    same = ("metric", "version", "on", "by", "borders", "origin", "snapshot", "inputs", "cube")
    return {
        "release": info.code, "names": dict(info.names), "method": dict(info.method),
        "publisher": settings.PUBLISHER, "licence": settings.LICENCE,
        "is_demonstration": info.is_demonstration, "replaces": info.replaces,
        "reason": dict(info.reason), "due_at": info.due_at.isoformat(),
        "published_at": info.published_at.isoformat() if info.published_at else None,
        "sha256": info.digest,
        "tables": [
            {
                "number": one.number, **{name: one.content[name] for name in same},
                "sha256": one.digest,
                "files": [
                    {"name": name, "media_type": media_type(name), "bytes": size, "sha256": sha256}
                    for name, (sha256, size) in sorted(one.files.items())
                ],
            }
            for one in tables
        ],
    }  # fmt: skip


def archive_name(code: str) -> str:
    return f"{code}.zip"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# --- charts ---------------------------------------------------------------------------------------


def chart(code: str, number: int, edition: Edition | None) -> Chart | None:
    """Of a table as it was released; None where it has no chart that could be read."""
    try:
        found = table_of(code, number)
    except DomainError:  # of a figure that is defined no more
        return None
    row = found.metric.row
    day = format_date(found.on, current_language())
    by = " × ".join(table_page.dimension(name) for name in found.answer.by)
    name = all_figures.row_name(row, edition, current_language())
    borders = on_borders(found.answer.borders)
    unit = all_figures.unit_of(row, edition)
    return table_page.picture(found, f"{name}: {by}, {day}{borders}", unit)


def drawn(info: ReleaseInfo, found: Chart) -> bytes:
    """The picture as it stands on others' pages: it says itself whose it is and what it shows."""
    language = current_language()
    mark = t("releases.demonstration") if info.is_demonstration else ""
    told = [mark, settings.PUBLISHER, info.names[language], info.code]
    return charts.svg_file(found, language, " · ".join(one for one in told if one))


def embeds(
    code: str, tables: Sequence[TableInfo], edition: Edition | None, site: str
) -> list[Embed]:
    found = []
    for one in tables:
        made = chart(code, one.number, edition)
        if made is not None:
            address = f"{site}{reverse('release_chart', args=[code, one.number])}"
            title = f"{made.title}"
            text = f'<img src="{escape(address)}" alt="{escape(title)}">'
            found.append(Embed(f"{one.number}. {title}", address, text))
    return found
