"""Sums: rows and columns, measures against totals, headline against annex, parts and whole."""

from tests.rules.check_cases import case
from tests.rules.editions import (
    edition,
    every_year,
    finance,
    indicator,
    measure,
    money,
    passport,
    row,
    same,
    section6,
    total_row,
    totals,
)


def _one(*rows, **parts):
    return edition(measures=[measure(money=list(rows))], **parts)


def _with_totals(*rows, **figures):
    return _one(*rows, totals=totals(**figures))


def _headline(total=1, by_source=None, table=None, **parts):
    return edition(
        passport=passport(finance=finance(total, by_source or {})), totals=table, **parts
    )


def _table(*rows):
    return totals().model_copy(update={"rows": rows})


def _parts(whole, first, second):
    rows = [
        row("I1.1.1", {2020: whole}),
        row("I1.1.1/city", {2020: first}),
        row("I1.1.1/village", {2020: second}),
    ]
    return edition(indicators=[indicator(*rows)])


SIX = every_year(10)  # six years: rounding may account for (6 + 1) / 2 = 3.5
JOINT = money("РБ, ЖБ", {2020: 10})
ALONE = money("ЖБ", {2020: 5})
PRIVATE = totals(rb={2020: 5}, private={2020: 5})

CASES = [
    case(
        "sum_of_years",
        "six rounded years may miss their total by three, not by four",
        _one(money("РБ", SIX, total=63)),
        _one(money("РБ", SIX, total=64)),
        ("measures", "m1", "total"),
    ),
    case(
        "sum_of_years_rounded",
        "a total that its years give exactly is nothing, one that is off by one is noted",
        _one(money("РБ", SIX, total=60)),
        _one(money("РБ", SIX, total=61)),
        ("measures", "m1", "total"),
    ),
    case(
        "sum_of_sources",
        "two sources may miss the row of all sources by one, not by two",
        edition(totals=totals(rb={2020: 5}, lb={2020: 5}, all={2020: 11})),
        edition(totals=totals(rb={2020: 5}, lb={2020: 5}, all={2020: 12})),
        ("totals", "all", "2020"),
        ("totals", "all", "sources"),
    ),
    case(
        "sum_of_sources_rounded",
        "sources that add up give nothing, a miss of one is noted",
        edition(totals=totals(rb={2020: 5}, lb={2020: 5}, all={2020: 10})),
        edition(totals=totals(rb={2020: 5}, lb={2020: 5}, all={2020: 11})),
        ("totals", "all", "2020"),
        ("totals", "all", "sources"),
    ),
    case(
        "measures_against_totals",
        "one measure may miss the total of its source by one, not by two",
        _with_totals(money("РБ", {2020: 5}), rb={2020: 6}),
        _with_totals(money("РБ", {2020: 5}), rb={2020: 7}),
        ("totals", "РБ", "2020"),
    ),
    case(
        "measures_against_totals_rounded",
        "measures that give the total exactly are nothing, a miss of one is noted",
        _with_totals(money("РБ", {2020: 5}), rb={2020: 5}),
        _with_totals(money("РБ", {2020: 5}), rb={2020: 6}),
        ("totals", "РБ", "2020"),
    ),
    case(
        "source_out_of_bounds",
        "a joint row may be divided anyhow, but a total cannot exceed both of its parts",
        _with_totals(JOINT, ALONE, rb={2020: 10}, lb={2020: 5}),
        _with_totals(JOINT, ALONE, rb={2020: 12}, lb={2020: 3}),
        ("totals", "РБ", "2020"),
        ("totals", "ЖБ", "2020"),
    ),
    case(
        "source_without_measures",
        "money in the totals under a source that some measure names is nothing",
        _with_totals(money("РБ", {2020: 5}), rb={2020: 5}),
        _one(money("РБ", {2020: 5}), totals=PRIVATE),
        ("totals", "private", "total"),
    ),
    case(
        "source_without_total",
        "a source without a row counts as other sources where the totals have that row",
        _with_totals(money("ДБ", {2020: 5}), other={2020: 5}),
        _with_totals(money("ДБ", {2020: 5}), rb={2020: 5}),
        ("measures", "m1", "source"),
    ),
    case(
        "joint_source_absent",
        "a joint row of which each source gets something is nothing",
        _with_totals(JOINT, ALONE, rb={2020: 4}, lb={2020: 11}),
        _with_totals(JOINT, ALONE, rb={2020: 10}, lb={2020: 5}),
        ("measures", "m1", "РБ, ЖБ source ЖБ"),
    ),
    case(
        "joint_source_absent_some_years",
        "a joint row whose source gets nothing in one of its years is found in that year",
        _with_totals(
            money("РБ, ЖБ", {2020: 9, 2021: 9}), rb={2020: 4, 2021: 4}, lb={2020: 5, 2021: 5}
        ),
        _with_totals(money("РБ, ЖБ", {2020: 9, 2021: 9}), rb={2020: 9, 2021: 4}, lb={2021: 5}),
        ("measures", "m1", "source ЖБ"),
    ),
    case(
        "source_called_differently",
        "a source that the totals name themselves is nothing",
        _with_totals(money("ДБ", {2020: 5}), ДБ={2020: 5}, other={2020: 1}),
        _with_totals(money("ДБ", {2020: 5}), other={2020: 5}),
        ("measures", "m1", "source ДБ"),
    ),
    case(
        "local_money_not_counted",
        "a measure paid from local budgets with a sum is counted, one without a sum is not",
        edition(measures=[measure(money=[money("ЖБ", {2020: 5})])], totals=totals(lb={2020: 5})),
        edition(
            measures=[measure(note="жергілікті бюджет қаражаты есебінен")],
            totals=totals(lb={2020: 5}),
        ),
        ("totals", "ЖБ", "total"),
    ),
    case(
        "passport_against_totals",
        "thirteen billion may stand for 13.5, not for 13.6",
        _headline(
            13, {"ДБ": 13}, _table(total_row("all", {}, 13500), total_row("other", {}, 13500))
        ),
        _headline(
            13, {"ДБ": 13}, _table(total_row("all", {}, 13400), total_row("other", {}, 13600))
        ),
        ("passport", "ДБ", "total"),
    ),
    case(
        "section6_against_totals",
        "section 6 may round half a billion away, not more",
        edition(totals=totals(rb=1500), section6=section6(totals("млрд теңге", rb=2))),
        edition(totals=totals(rb=1499), section6=section6(totals("млрд теңге", rb=2))),
        ("section6", "РБ", "total"),
    ),
    case(
        "passport_against_section6",
        "the passport and section 6 print the same billion",
        _headline(7, section6=section6(totals("млрд теңге", all=7))),
        _headline(7, section6=section6(totals("млрд теңге", all=8))),
        ("passport", "all", "section6"),
    ),
    case(
        "section6_years_empty",
        "section 6 prints years as the totals do",
        edition(totals=totals(rb={2020: 1}), section6=section6(totals("млрд теңге", rb={2020: 0}))),
        edition(totals=totals(rb={2020: 1}), section6=section6(totals("млрд теңге", rb=0))),
        ("section6", "all", "years"),
    ),
    case(
        "private_called_budget",
        "a sum with private investment in it is no budget fund",
        edition(passport=passport(finance=finance(9, {"РБ": 9}, text=same("бюджет қаражаты 9")))),
        edition(
            passport=passport(
                finance=finance(9, {"РБ": 8, "private": 1}, text=same("бюджет қаражаты 9"))
            )
        ),
        ("passport", "all", "finance"),
    ),
    case(
        "parts_against_whole",
        "a whole is the sum of its parts or lies between them",
        _parts(30, 20, 40),
        _parts(61, 20, 40),
        ("indicators.body", "I1.1.1", "2020"),
    ),
    case(
        "parts_added",
        "a whole between its parts is a mean; one that is their sum makes them shares of it",
        _parts(30, 20, 40),
        _parts(60, 20, 40),
        ("indicators.body", "I1.1.1", "parts"),
    ),
]
