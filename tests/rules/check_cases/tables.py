"""The body against the annex, bases in names, the passport, numbering and headings."""

from datetime import date

from tests.rules.check_cases import case
from tests.rules.editions import (
    BODIES,
    body,
    edition,
    goal,
    indicator,
    legal_basis,
    measure,
    passport,
    passport_target,
    path,
    printed,
    row,
    same,
    subtask,
    task,
)

HEI = body("hei", "ЖОО", "group")


def both(in_body, in_annex):
    """An edition of one row that both tables print, in these wordings."""
    return edition(
        bodies=[*BODIES, HEI], indicators=[indicator(row(in_body=in_body, in_annex=in_annex))]
    )


def annex(*columns):
    return [("indicators.annex", "I1.1.1", column) for column in columns]


def headings(**wordings):
    kk = {key: same(text) for key, text in wordings.items()}
    return edition(tasks=[task("1.1", **kk), task("1.2", annex=same("1.2-міндет: Б")),
                          task("1.3", annex=same("1.3-міндет: В"))])  # fmt: skip


def stamp(text):
    return edition(passport=passport(approval_stamp=same(text)))


def base(*names):
    rows = [row(f"I1.1.{n}", in_body=printed(name)) for n, name in enumerate(names, start=1)]
    return edition(indicators=[indicator(one) for one in rows])


TARGETS = [indicator(row("T1.1")), indicator(row("T1.2"))]


def promised(*codes, value=6, text="Көрсеткіш"):
    targets = [
        passport_target(code, {code: value}, number=n, text=same(text))
        for n, code in enumerate(codes, start=1)
    ]
    return edition(indicators=TARGETS, passport=passport(targets=targets))


CASES = [
    case(
        "table_row_missing",
        "an act that prints one table prints no second, one that prints both prints every row",
        edition(indicators=[indicator(row())]),
        edition(indicators=[indicator(row(annex={2020: 1})), indicator(row("I1.1.2"))]),
        ("indicators.annex", "I1.1.2", "name"),
    ),
    case(
        "table_value",
        "both tables print the same figure",
        path({2020: "81.0"}, annex={2020: 81}),
        path({2020: 81}, annex={2020: "81.1"}),
        *annex("2020"),
    ),
    case(
        "table_cycle",
        "both tables name the same survey",
        path({2022: 5}, annex={2022: 5}, cycles={2022: "PISA-2021"}),
        path({2022: 5}, annex={2022: 5}, cycles={2022: "PISA-2021"}, annex_cycles={}),
        *annex("2022 survey"),
    ),
    case(
        "table_unit",
        "two spellings of a unit are one unit, percent and pieces are two",
        both(printed(unit="бірл."), printed(unit="бірлік")),
        both(printed(unit="%"), printed(unit="бірлік")),
        *annex("unit"),
    ),
    case(
        "table_unit_wording",
        "a unit has one spelling",
        both(printed(unit="балл"), printed(unit="балл")),
        both(printed(unit="балл"), printed(unit="балдар")),
        *annex("unit"),
    ),
    case(
        "table_figures",
        "«4 873» and «4873» are one number, 3,3 and 3,8 are two",
        both(printed("Өсім (4 873 бірлік)"), printed("Өсім (4873 бірлік)")),
        both(printed("Үлес (2019-3,3%)"), printed("Үлес (2019 – 3,8%)")),
        *annex("name figures"),
    ),
    case(
        "table_measured",
        "endings may differ, a word may not be missing",
        both(printed("Мектептердің үлесі"), printed("Мектептер үлесі")),
        both(printed("Қолданбалы зерттеулер үлесі"), printed("Зерттеулер үлесі")),
        *annex("name"),
    ),
    case(
        "table_wording",
        "case and commas do not matter, endings are noted",
        both(printed("Мектептер, үлесі"), printed("мектептер үлесі")),
        both(printed("Мектептердің үлесі"), printed("Мектептер үлесі")),
        *annex("name"),
    ),
    case(
        "table_label",
        "an indicator has one label",
        both(printed(label="4-көрсеткіш"), printed(label="4-көрсеткіш")),
        both(printed(label="4-көрсеткіш"), printed(label="4.")),
        *annex("label"),
    ),
    case(
        "table_executors",
        "another order is not another body",
        both(printed(executors=("БҒМ", "ЖАО")), printed(executors=("ЖАО", "БҒМ"))),
        both(printed(executors=("БҒМ", "ЖАО")), printed(executors=("БҒМ",))),
        *annex("executors"),
    ),
    case(
        "table_lead",
        "the body named first is the same",
        both(printed(executors=("БҒМ", "ЖАО")), printed(executors=("БҒМ", "ЖАО"))),
        both(printed(executors=("БҒМ", "ЖАО")), printed(executors=("ЖАО", "БҒМ"))),
        *annex("lead"),
    ),
    case(
        "table_executor_order",
        "the bodies after the first stand in one order",
        both(printed(executors=("БҒМ", "ЖАО", "ЖОО")), printed(executors=("БҒМ", "ЖАО", "ЖОО"))),
        both(printed(executors=("БҒМ", "ЖАО", "ЖОО")), printed(executors=("БҒМ", "ЖОО", "ЖАО"))),
        *annex("executors order"),
    ),
    case(
        "table_agreement",
        "by agreement in both tables or in neither",
        both(printed(executors=("ЖОО",)), printed(executors=("ЖОО",))),
        both(printed(executors=("ЖОО",)), printed(executors=("ЖОО (келісу бойынша)",))),
        ("indicators.body", "I1.1.1", "executors ЖОО"),
    ),
    case(
        "base_year_of_figure",
        "another year has another figure, the baseline's own figure belongs to its year",
        path({2018: "3.1", 2025: 7}, name="Үлес (2019-3,3%)"),
        path({2018: "3.3", 2025: 7}, name="Үлес (2019-3,3%)"),
        ("indicators.body", "I1.1.1", "2018"),
    ),
    case(
        "base_conflict",
        "another base may have another figure, the same base has one",
        base(
            "2018 жылы ғалымдардың жалпы санына өсім (10 адам)",
            "2018 жылы оқытушылардың жалпы санына өсім (7 адам)",
        ),
        base(
            "2018 жылы ғалымдардың жалпы санына өсім (10 адам)",
            "2018 жылы ғалымдардың жалпы санына жастар өсімі (7 адам)",
        ),
        ("indicators.body", "I1.1.2", "name"),
    ),
    case(
        "passport_target_value",
        "the passport promises the figure of the last year",
        promised("T1.1", "T1.2", value=6),
        promised("T1.1", value=5),
        ("passport", "T1.1", "target body"),
    ),
    case(
        "passport_target_missing",
        "a passport that lists targets lists all of them, one that lists none is no finding",
        edition(indicators=TARGETS),
        promised("T1.1"),
        ("passport", "T1.2", "target"),
    ),
    case(
        "passport_target_order",
        "targets stand in the body's order",
        promised("T1.1", "T1.2"),
        promised("T1.2", "T1.1"),
        ("passport", "T1.1", "number"),
    ),
    case(
        "passport_target_wording",
        "the passport may add words, not lose them",
        promised("T1.1", text="1. Көрсеткіш – 6"),
        promised("T1.1", text="1. Басқа нәрсе – 6"),
        ("passport", "T1.1", "text"),
    ),
    case(
        "passport_body_idle",
        "a responsible body does something",
        edition(passport=passport(bodies=["leb"]), measures=[measure(executors=["ЖАО"])]),
        edition(passport=passport(bodies=["leb"]), measures=[measure(executors=["БҒМ"])]),
        ("passport", "leb", "bodies"),
    ),
    case(
        "approval_date",
        "the stamp gives year, day and month",
        stamp("2019 жылғы 27 желтоқсандағы № 1 қаулысымен бекітілген"),
        stamp("2019 жылғы желтоқсандағы № 1 қаулысымен бекітілген"),
        ("passport", "-", "approval_stamp"),
    ),
    case(
        "title_period",
        "the years of a title are those of the period",
        edition(title=same("2020 – 2025 жылдарға арналған бағдарлама")),
        edition(title=same("2020 – 2024 жылдарға арналған бағдарлама")),
        ("passport", "-", "title"),
    ),
    case(
        "legal_basis_later",
        "a basis may be as old as the act, not younger",
        edition(passport=passport(legal_bases=[legal_basis(date(2019, 12, 27))])),
        edition(passport=passport(legal_bases=[legal_basis(date(2019, 12, 28))])),
        ("passport", "legal basis 1", "date"),
    ),
    case(
        "number_gap",
        "subtasks 1 and 2 follow each other, 1 and 3 do not",
        edition(subtasks=[subtask("1.1.1"), subtask("1.1.2")]),
        edition(subtasks=[subtask("1.1.1"), subtask("1.1.3")]),
        ("goals", "1.1.3", "number"),
    ),
    case(
        "number_order",
        "numbers rise",
        edition(measures=[measure(1), measure(2)]),
        edition(measures=[measure(2), measure(1)]),
        ("measures", "m1", "number"),
    ),
    case(
        "wrong_parent",
        "a measure stands in the goal of its task",
        edition(measures=[measure()]),
        edition(goals=[goal("1"), goal("2")], measures=[measure(goal="2")]),
        ("measures", "m1", "goal"),
    ),
    case(
        "heading_number",
        "where a table writes 1.2, it writes 1.1",
        headings(annex="1.1-міндет: А"),
        headings(annex="1-міндет: А"),
        ("goals", "1.1", "annex number"),
    ),
    case(
        "heading_numbering_differs",
        "the passport and the body number alike",
        headings(passport="1. А", body="1-міндет. А"),
        headings(passport="9. А", body="1-міндет. А"),
        ("goals", "1.1", "passport number"),
    ),
    case(
        "heading_wording",
        "numbers and full stops do not count, words do",
        headings(passport="9. Мектеп салу.", body="1-міндет. Мектеп салу"),
        headings(passport="9. Мектеп салу және жөндеу.", body="1-міндет. Мектеп салу"),
        ("goals", "1.1", "passport"),
    ),
    case(
        "subtasks_uneven",
        "an act without subtasks is even",
        edition(tasks=[task("1.1"), task("1.2")]),
        edition(tasks=[task("1.1"), task("1.2")], subtasks=[subtask("1.2.1")]),
        ("goals", "1.1", "subtasks"),
    ),
    case(
        "heading_empty",
        "an act without measures has no empty tasks, one with measures may",
        edition(tasks=[task("1.1"), task("1.2")]),
        edition(tasks=[task("1.1"), task("1.2")], measures=[measure()]),
        ("goals", "1.2", "measures"),
    ),
]
