"""Figures from outside: a template of each source, three kinds of files, bounds, the page."""

import io
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from bagdar.audit.rules import Actor
from bagdar.core.sheets.csv_out import csv_lines
from bagdar.indicators.rules.sources import sources
from bagdar.monitoring import models
from bagdar.monitoring.presenters.deliveries import NoSuchSource, template
from bagdar.monitoring.rules.nouns import Origin, Reporter
from bagdar.monitoring.rules.templates import printed
from bagdar.monitoring.services.intake import deliver, deliver_batch
from bagdar.programme import public as programme_app
from tests.rules.nation import DATA

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PROGRAMME = "kz-2020-2025"
MES = Reporter("body", "mes")
BY = Actor("officer", "body")
AT = datetime(2024, 3, 1, tzinfo=UTC)
PISA = {"row": "T1.2/math", "year": 2022, "value": 465, "document": "OECD report", "page": "37",
        "published_on": "2023-12-05", "text": "PISA-2022"}  # fmt: skip


def told(file: bytes, name: str, at: datetime = AT) -> Any:
    return deliver(PROGRAMME, MES, file, name, origin=Origin.REAL, by=BY, at=at)


def csv(*rows: dict[str, Any]) -> bytes:
    names = [one.name for one in printed("indicators")]
    return b"".join(csv_lines(names, ([row.get(name) for name in names] for row in rows)))


def xlsx(*rows: dict[str, Any]) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def jsonl(*rows: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("written", [csv, xlsx, jsonl])
def test_a_figure_comes_in_with_its_document_page_and_day_from_any_file(written: Any):
    file = written(PISA)  # a workbook tells the second of its making
    one = told(file, f"pisa.{written.__name__}")
    assert (one.taken, one.refused) == (1, 0)
    content = models.Report.objects.get().content
    assert (content["page"], content["published_on"]) == ("37", "2023-12-05")
    assert (content["document"], content["text"]) == ("OECD report", "PISA-2022")
    figure = models.Figure.objects.get()
    assert (figure.row, figure.year, figure.value) == ("T1.2/math", 2022, Decimal(465))
    assert told(file, f"again.{written.__name__}").again


@pytest.mark.usefixtures("loaded")
def test_a_figure_comes_in_by_the_api_as_by_a_file():
    batch = {"indicators": [PISA]}
    one = deliver_batch(PROGRAMME, MES, batch, origin=Origin.REAL, by=BY, at=AT)  # type: ignore[arg-type]
    assert one.taken == 1 and models.Report.objects.get().content["page"] == "37"


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("row", "value"), [("T1.2/math", 4650), ("T1.3", 71), ("T2.2", 0), ("T2.1", 101)]
)
def test_a_figure_beyond_its_unit_goes_back_even_confirmed(row: str, value: int):
    one = told(csv({**PISA, "row": row, "value": value, "confirm": "yes"}), "far.csv")
    assert one.taken == 0
    assert "report_out_of_bounds" in [each.code for back in one.returned for each in back.remarks]
    assert not models.Figure.objects.exists()


@pytest.mark.usefixtures("loaded")
def test_a_document_that_is_not_out_yet_is_asked_back():
    later = {**PISA, "published_on": "2024-03-02"}
    one = told(csv(later), "later.csv")
    assert [each.code for back in one.returned for each in back.remarks] == [
        "report_published_later"
    ]
    assert told(csv(later), "then.csv", at=datetime(2024, 3, 3, tzinfo=UTC)).id is not None


@pytest.mark.usefixtures("loaded")
def test_the_template_of_a_source_holds_all_its_rows_of_every_year_and_nothing_else():
    edition = programme_app.edition(PROGRAMME)
    reader = programme_app.Reader("en", PROGRAMME)
    given = template(
        edition, MES, Origin.REAL, reader, year=None, kind="indicators", source="oecd.pisa"
    )
    lines = given.content.decode("utf-8-sig").splitlines()[1:]
    found = {tuple(line.split(";")[:2]) for line in lines}
    rows = next(one.rows for one in sources(DATA).outside if one.code == "oecd.pisa")
    years = {row.code: sorted(row.targets()) for _, row in edition.rows()}
    wanted = {
        (row, str(year)) for row in rows for year in years[row] if year in edition.period.years
    }
    assert found == wanted
    with pytest.raises(NoSuchSource):
        template(edition, MES, Origin.REAL, reader, year=None, source="oecd.piaac")


@pytest.mark.usefixtures("loaded")
def test_a_template_that_was_filled_in_comes_in_whole():
    """What is printed for a source is what is read back."""
    edition = programme_app.edition(PROGRAMME)
    reader = programme_app.Reader("kk", PROGRAMME)
    given = template(edition, MES, Origin.REAL, reader, year=None, source="oecd.pisa")
    book = openpyxl.load_workbook(io.BytesIO(given.content))
    sheet = book.worksheets[0]
    at = {str(cell.value): cell.column for cell in sheet[1]}
    value, confirm = (next(at[name] for name in at if name.startswith(one))
                      for one in ("Мәні", "Растау"))  # fmt: skip
    count = 0
    for line in range(2, sheet.max_row + 1):
        if sheet.cell(line, 1).value:
            sheet.cell(line, value).value = 20 if "I1.2.1" in sheet.cell(line, 1).value else 450
            sheet.cell(line, confirm).value = "иә"
            count += 1
    out = io.BytesIO()
    book.save(out)
    one = told(out.getvalue(), given.name)
    assert (one.taken, one.refused) == (count, 0) and count
