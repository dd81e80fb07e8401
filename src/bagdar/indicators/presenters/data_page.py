"""What can be downloaded: datasets of published releases, for people and as a DCAT catalogue."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from bagdar.core.languages import format_date
from bagdar.indicators.formats import Offered, OfferedFile, catalogue
from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.presenters.release_files import KINDS, heading, links
from bagdar.indicators.presenters.wording import known_rows
from bagdar.indicators.queries import releases as queries
from bagdar.indicators.queries.releases import OutTable, TableInfo
from bagdar.indicators.services.opening import open_data
from bagdar.indicators.services.released import table_of
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import current_language, t

MEDIA = "application/ld+json"


def newest() -> list[tuple[OutTable, TableInfo]]:
    """Of each table what went out last; earlier ones stay on the pages of their releases."""
    found = {}
    for code in dict.fromkeys(one.release for one in queries.every_table_out()):
        found[code] = {one.number: one for one in queries.tables(code)}
    return [(one, found[one.release][one.number])
            for one in queries.every_table_out() if one.is_newest]  # fmt: skip


def datasets(each: Sequence[tuple[OutTable, TableInfo]]) -> Table:
    """Searched by the words of the figure, its code, its breakdown and its release."""
    language, names = current_language(), known_rows()
    columns = [
        Column("name", t("data.column.dataset"), link="href", wide=True),
        Column("on", t("figures.column.on"), "date"),
        Column("release", t("releases.column.name"), "code", link="href"),
        *(Column(kind, t(f"open_data.format.{kind}"), link=f"{kind}_href") for kind in KINDS),
        Column("mark", t("releases.column.demonstration")),
        Column("licence", t("open_data.label.licence"), link="licence_href"),
    ]
    rows = [
        {
            "name": f"{names.get(table.content['row'], '')} · {heading(table.content)}",
            "href": reverse("release", args=[one.release]), "on": one.on, "release": one.release,
            "mark": Mark(t("releases.demonstration"), "gold")
            if table.content["origin"] != "real" else None,
            "licence": settings.LICENCE.removeprefix("https://"), "licence_href": settings.LICENCE,
            **links(one.release, table),
        }
        for one, table in each
    ]  # fmt: skip
    note = t("data.newest", day=format_date(max(one.on for one, _ in each), language)) \
        if each else None  # fmt: skip
    return Table(name="datasets", title=t("data.datasets"), columns=columns, rows=rows, find=True,
                 empty=t("releases.none_out"), note=note)  # fmt: skip


def described(site: str) -> bytes:
    """The catalogue as DCAT, with whole addresses; what is defined no more is left out."""
    offered = []
    for one, table in newest():
        if one.metric not in METRICS:
            continue
        info = queries.release(one.release)
        dataset = open_data(
            table_of(one.release, one.number), release=one.release, issued=info.published_at
        )
        files = tuple(
            OfferedFile(name, f"{site}{reverse('release_file', args=[one.release, name])}", size,
                        sha256)
            for name, (sha256, size) in table.files.items()
        )  # fmt: skip
        page = f"{site}{reverse('release', args=[one.release])}"
        offered.append(Offered(dataset, files, page))
    return catalogue(offered, f"{site}{reverse('data_catalogue')}")
