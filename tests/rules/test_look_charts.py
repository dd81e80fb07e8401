"""Charts: what is drawn, what is said beside it, and that a picture holds nothing else."""

import re
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.utils import translation

from bagdar.core.languages import Words
from bagdar.look import charting, charts, svg
from bagdar.look.charting import Bar, Node, Ribbon, Series, Stack, Stage
from bagdar.look.charts import PAGE, PRINT, Chart, png_file, svg_file, svg_for_page
from bagdar.look.paths import path_axis
from bagdar.look.sheet import spread, steps
from bagdar.look.sparks import spark
from bagdar.look.svg import lines_of
from bagdar.look.tables import Table

PERCENT = Words.same("%")
PLAN = Series("жоспар", {2018: Decimal("95.2"), 2020: Decimal(100), 2021: Decimal(100)})


@pytest.fixture(autouse=True)
def in_kazakh_with_nothing_kept(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    charts._memory.clear()
    with translation.override("kk"):
        yield


def every_chart() -> list[Chart]:
    money = {2020: Decimal("1192604"), 2021: Decimal("12.5")}
    long = Words.same("Әлеуметтік-экономикалық дамуына ғылымның үлесін арттыру және т.б.")
    nodes = [[Node("r", "РБ")], [Node("g", long, "1-мақсат")], [Node("t", long), Node("u", "ү")]]
    ribbons = [Ribbon(("r", "g", "t"), Decimal(90)), Ribbon(("r", "g", "u"), Decimal("0.4"))]
    return [
        charting.path_chart("path", "Жол", [PLAN], unit=PERCENT, baseline_year=2018),
        charting.path_chart(
            "two", "Екеуі", [PLAN, Series("қосымша", {2020: Decimal(99)})], unit=PERCENT
        ),
        charting.stacked_years("years", "Жылдар", [Stack("РБ", money), Stack("ЖБ", money)],
                               unit="млн теңге"),
        charting.bars("bars", "Жолақ", [Bar(long, Decimal(7)), Bar("ә", Decimal(0))], unit="дана"),
        charting.flow("flow", "Ағын", ribbons, nodes=nodes, column_titles=["К", "М", "Т"],
                      unit="млн теңге"),
        charting.timeline("due", "Мерзім", [Stage("бұйрық", (2020, 2022), (6,), since=3)],
                          years=range(2020, 2026)),
    ]  # fmt: skip


def chart(index: int) -> Chart:
    return every_chart()[index]


ALL = pytest.mark.parametrize("index", range(6))


@ALL
@pytest.mark.parametrize("width", ["narrow", "wide", "full"])
def test_a_picture_in_a_page_has_no_style_and_no_colour_of_its_own(index, width):
    root = ElementTree.fromstring(svg_for_page(chart(index), width, "kk"))
    for element in root.iter():
        assert not {"style", "class", "id", "font-family", "onclick"} & set(element.attrib)
        for name in ("fill", "stroke"):
            colour = element.get(name, "none")
            assert colour in ("none", "transparent") or colour.startswith("var(--")
    assert "width" not in root.attrib
    assert root.get("viewBox").split()[:2] == ["0", "0"]


@ALL
@pytest.mark.parametrize("width", ["narrow", "wide", "full"])
def test_letters_are_never_smaller_than_twelve_pixels(index, width):
    drawn = svg_for_page(chart(index), width, "kk")
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)px"', drawn)]
    assert sizes
    assert min(sizes) >= 12


@ALL
def test_a_picture_is_as_wide_as_it_says(index):
    for width, pixels in charts.PIXELS.items():
        root = ElementTree.fromstring(svg_for_page(chart(index), width, "kk"))
        assert abs(float(root.get("viewBox").split()[2]) - pixels) <= 10


@ALL
def test_a_file_stands_alone_with_title_and_source(index):
    text = svg_file(chart(index), "kk", "№ 988 қаулы").decode()
    ElementTree.fromstring(text)
    assert "var(--" not in text
    assert "№ 988 қаулы" in text
    assert chart(index).title.split()[0] in text
    assert png_file(chart(index), "kk", "").startswith(b"\x89PNG")


@ALL
def test_beside_a_picture_stand_its_table_and_its_sentence(index):
    one = chart(index)
    assert len(one.table.rows) > 0
    assert one.summary.strip().endswith(".")


@ALL
@pytest.mark.parametrize("width", ["narrow", "wide", "full"])
def test_what_is_drawn_is_vega_lite_as_altair_knows_it(index, width):
    import altair

    for palette in (PAGE, PRINT):
        spec = charts.specification(chart(index), palette, width, "kk")
        assert altair.Chart.from_dict(spec).to_dict()["width"] == charts.PIXELS[width]


def test_an_altair_chart_is_drawn_as_well():
    import altair

    def draw(palette, width, language):
        data = altair.Data(values=[{"x": 1, "y": 2}])
        return altair.Chart(data).mark_bar(color=palette.sky).encode(x="x:O", y="y:Q")

    one = Chart("own", "Сурет", draw, Table("own-data", "Кесте", [], []), "Сурет.")
    drawn = svg_for_page(one, "wide", "kk")
    assert "var(--sky)" in drawn
    assert "style" not in drawn


def test_an_axis_that_does_not_start_at_zero_says_so():
    one = charting.path_chart("path", "Жол", [PLAN], unit=PERCENT)
    assert path_axis([PLAN])[0] == 94
    assert "Тік ось нөлден емес, 94 мәнінен басталады." in one.note
    low = Series("жоспар", {2020: Decimal(3), 2021: Decimal(50)})
    assert path_axis([low])[0] == 0
    assert charting.path_chart("path", "Жол", [low], unit=PERCENT).note is None


def test_lower_is_better_and_missing_years_are_said():
    note = charting.path_chart("path", "Жол", [PLAN], unit=PERCENT, direction="lower").note
    assert note.startswith("Мән неғұрлым төмен болса, соғұрлым жақсы.")
    assert "Нүктелі сызық" in note


def test_a_missing_year_stays_out_of_the_table():
    rows = charting.path_chart(
        "path", "Жол", [PLAN], unit=PERCENT, years=range(2018, 2026)
    ).table.rows
    assert [row["year"] for row in rows] == [2018, 2020, 2021]


def test_the_summary_gives_the_ends_of_the_path():
    with translation.override("en"):
        one = charting.path_chart("path", "Path", [Series("plan", PLAN.points)], unit=PERCENT)
    assert one.summary == "plan: 95.2 in 2018, 100 in 2021 (%)."


def test_figures_are_written_as_the_language_writes_them():
    one = chart(0)
    assert ">95,2<" in svg_for_page(one, "wide", "kk")
    assert ">95.2<" in svg_for_page(one, "wide", "en")
    assert "1\u202f192\u202f604" not in svg_for_page(chart(2), "narrow", "kk")  # its table has it
    assert [row["s0"] for row in chart(2).table.rows] == [Decimal("1192604"), Decimal("12.5")]


def test_an_amount_of_zero_is_no_ribbon():
    nodes = [[Node("a", "А"), Node("b", "Ә")], [Node("c", "Б")]]
    ribbons = [Ribbon(("a", "c"), Decimal(5)), Ribbon(("b", "c"), Decimal(0))]
    one = charting.flow(
        "flow", "Ағын", ribbons, nodes=nodes, column_titles=["К", "М"], unit="теңге"
    )
    assert [row["c0"] for row in one.table.rows] == ["А"]
    drawn = svg_for_page(one, "wide", "kk")
    assert ">А<" in drawn
    assert ">Ә<" not in drawn


def test_charts_without_any_figure_are_drawn_empty():
    for one in (
        charting.path_chart("path", "Жол", [Series("жоспар", {})], unit=PERCENT),
        charting.stacked_years("years", "Жылдар", [], unit=PERCENT),
        charting.bars("bars", "Жолақ", [], unit=PERCENT),
        charting.flow("flow", "Ағын", [], nodes=[[], []], column_titles=["К", "М"], unit=PERCENT),
        charting.timeline("due", "Мерзім", [], years=range(2020, 2022)),
    ):
        assert svg_for_page(one, "wide", "kk").startswith("<svg")
        assert list(one.table.rows) == []


# --- what is kept ------------------------------------------------------------------------------


def kept_files() -> list[Path]:
    from django.conf import settings

    return sorted((settings.VAR_DIR / "charts").glob("*"))


def test_a_picture_is_drawn_once_and_read_from_disk_after_that(monkeypatch):
    first = svg_for_page(chart(0), "wide", "kk")
    charts._memory.clear()
    monkeypatch.setattr(svg, "draw", lambda *_: pytest.fail("drawn again"))
    assert svg_for_page(chart(0), "wide", "kk") == first
    assert [path.suffix for path in kept_files()] == [".svg"]


def test_other_figures_languages_widths_and_palettes_are_other_pictures():
    one = chart(0)
    svg_for_page(one, "wide", "kk")
    svg_for_page(one, "wide", "en")
    svg_for_page(one, "narrow", "kk")
    svg_file(one, "kk", "дереккөз")
    other = Series("жоспар", {**PLAN.points, 2021: Decimal(99)})
    svg_for_page(charting.path_chart("path", "Жол", [other], unit=PERCENT), "wide", "kk")
    assert len(kept_files()) == 5


def test_a_disk_that_cannot_be_written_costs_no_page(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "file"
    settings.VAR_DIR.write_text("not a folder")
    assert svg_for_page(chart(0), "wide", "kk").startswith("<svg")


def test_kept_pictures_are_bounded(monkeypatch):
    monkeypatch.setattr(charts, "MOST_FILES", 4)
    for year in range(2018, 2030):
        points = {year: Decimal(1), year + 1: Decimal(2)}
        one = charting.path_chart("path", "Жол", [Series("ж", points)], unit=PERCENT)
        svg_for_page(one, "narrow", "kk")
    assert len(kept_files()) <= 5


# --- what a picture may not hold -----------------------------------------------------------------


def test_a_label_is_text_whatever_it_says():
    hostile = "<script>alert(1)</script><style>*{}</style>"
    drawn = svg_for_page(
        charting.bars("b", "Ж", [Bar(hostile, Decimal(1))], unit="x"), "wide", "kk"
    )
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(drawn).iter()}
    assert tags <= {"svg", "g", "path", "text", "line", "tspan", "rect"}
    assert "&lt;script&gt;" in drawn


@pytest.mark.parametrize("tag", ["a", "script", "foreignObject", "image", "style", "use"])
def test_a_picture_that_could_act_or_fetch_is_refused(tag):
    picture = f'<svg xmlns="{svg.NAMESPACE}" width="9" height="9"><g><{tag}/></g></svg>'
    with pytest.raises(ValueError, match=f"may not hold <{tag}>"):
        svg.refuse_active(ElementTree.fromstring(picture))


def test_two_charts_in_a_page_share_no_identifier():
    clip = '<clipPath id="clip0"><path d="M0,0h9v9Z"/></clipPath>'
    clip += '<path clip-path="url(#clip0)" d="M1,1h2"/>'
    picture = f'<svg xmlns="{svg.NAMESPACE}" width="9" height="9"><g style="x">{clip}</g></svg>'
    first, second = (
        svg.for_page(ElementTree.fromstring(picture), prefix) for prefix in ("one-", "two-")
    )
    assert 'id="one-clip0"' in first
    assert "url(#one-clip0)" in first
    assert "style" not in first
    assert "one-" not in second


# --- arithmetic of axes and labels ------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 100, [0, 50, 100]),
        (95.2, 100, [94, 96, 98, 100]),
        (0, 0.73, [0, 0.25, 0.5, 0.75]),
        (423, 480, [420, 440, 460, 480]),
        (5, 5, [4, 6]),
    ],
)
def test_ticks_are_round_numbers_that_enclose_the_figures(low, high, ticks):
    assert steps(low, high, 4) == ticks


def test_labels_are_spread_without_losing_their_order():
    assert spread([10, 11, 50], 15, 0, 100) == [10, 25, 50]
    assert spread([98, 99, 100], 15, 0, 100) == [70, 85, 100]
    assert spread([50, 10], 15, 0, 100) == [50, 10]
    assert spread([], 15, 0, 100) == []


def test_long_kazakh_words_break_at_hyphens_only():
    assert lines_of("әлеуметтік-экономикалық даму", 14) == ["әлеуметтік-", "экономикалық", "даму"]
    assert lines_of("ведомствоаралық", 5) == ["ведомствоаралық"]
    assert lines_of("", 5) == []


def test_a_spark_breaks_at_a_gap_and_marks_its_end():
    drawn = str(spark({2018: Decimal(1), 2020: Decimal(2), 2021: Decimal(3)}, "жол 1–3"))
    assert re.findall(r'd="(.*?)"', drawn) == ["M3.0,19.0h0M57.7,11.0 L85.0,3.0"]
    assert 'aria-label="жол 1–3"' in drawn
    assert 'cx="85.0" cy="3.0"' in drawn
    assert spark({}) == ""
    assert "&lt;b&gt;" in spark([Decimal(1)], "<b>")


def test_both_palettes_name_as_many_series():
    assert len(PAGE.series) == len(PRINT.series) == 6
