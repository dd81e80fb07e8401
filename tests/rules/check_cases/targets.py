"""Target paths, scales, units, surveys, baselines."""

from tests.rules.check_cases import case
from tests.rules.editions import edition, indicator, path, printed, row

STEADY = {2018: 1, 2020: 2, 2021: 3, 2022: 4, 2023: 5, 2024: 6, 2025: 7}


def at(code="I1.1.1", *columns):
    return [("indicators.body", code, str(column)) for column in columns]


CASES = [
    case(
        "target_reversal",
        "a target may stand still but not turn back",
        path({**STEADY, 2022: 3}),
        path({**STEADY, 2022: 2}),
        *at("I1.1.1", 2022),
    ),
    case(
        "target_ends_weaker",
        "the last year may equal the best one before, not fall behind it",
        path({**STEADY, 2025: 6}),
        path({**STEADY, 2025: "5.9"}),
        *at("I1.1.1", 2025),
    ),
    case(
        "baseline_better",
        "where lower is better, a first target above the baseline is worse than the start",
        path({2018: 5, 2020: 5, 2025: 1}, direction="lower"),
        path({2018: 5, 2020: 6, 2025: 1}, direction="lower"),
        *at("I1.1.1", 2020),
    ),
    case(
        "target_flat",
        "three years with one target are flat, two are not enough to tell",
        path({2024: 5, 2025: 5}),
        path({2023: 5, 2024: 5, 2025: 5}),
        *at("I1.1.1", 2025),
    ),
    case(
        "target_flat_from_base",
        "the same growth over the year before goes on, the same growth over 2020 does not",
        path({2023: 5, 2024: 5, 2025: 5}, unit="өткен жылға % өсім"),
        path({2023: 5, 2024: 5, 2025: 5}, unit="2020 жылға % өсім"),
        *at("I1.1.1", 2025),
    ),
    case(
        "target_plateau",
        "a share that stays at 100 % has reached its end, one that stays below stands still",
        path({2020: 90, 2021: 100, 2022: 100}, name="Үлесі", unit="%"),
        path({2020: 90, 2021: 99, 2022: 99}, name="Үлесі", unit="%"),
        *at("I1.1.1", 2022),
    ),
    case(
        "target_jump",
        "a step of twice the others is no jump, one of four times is",
        path({2020: 0, 2021: 1, 2022: 2, 2023: 3, 2024: 4, 2025: 6}),
        path({2020: 0, 2021: 1, 2022: 2, 2023: 3, 2024: 4, 2025: 8}),
        *at("I1.1.1", 2025),
    ),
    case(
        "target_starts_late",
        "a survey has figures in its own years only, other targets begin with the period",
        path({2022: 5, 2025: 7}, cycles={2022: "PISA-2022", 2025: "PISA-2025"}),
        path({2021: 5, 2022: 6, 2023: 7, 2024: 8, 2025: 9}),
        *at("I1.1.1", 2020),
    ),
    case(
        "target_gap",
        "no year between two targets is left out",
        path({2020: 5, 2021: 6, 2022: 7}),
        path({2020: 5, 2022: 7}),
        *at("I1.1.1", 2021),
    ),
    case(
        "target_stops",
        "targets may stop at 100 %, not before",
        path({2020: 90, 2021: 100}, name="Үлесі", unit="%"),
        path({2020: 90, 2021: 99}, name="Үлесі", unit="%"),
        *at("I1.1.1", 2022),
    ),
    case(
        "target_stops_at_top",
        "a dash after 100 % leaves open whether the level is to be kept",
        path({2024: 90, 2025: 100}, name="Үлесі", unit="%"),
        path({2023: 90, 2024: 100}, name="Үлесі", unit="%"),
        *at("I1.1.1", 2025),
    ),
    case(
        "target_year_outside",
        "figures stand in 2018 and in 2020–2025, not in 2019 or 2026",
        path(STEADY),
        path({**STEADY, 2019: 1, 2026: 8}),
        *at("I1.1.1", 2019, 2026),
    ),
    case(
        "target_none",
        "an indicator has a target",
        path({2018: 1, 2025: 2}),
        path({2018: 1}),
        *at("I1.1.1", "targets"),
    ),
    case(
        "target_outside_scale",
        "a share is 100 % at most",
        path({2025: 100}, name="Үлесі", unit="%"),
        path({2025: "100.1"}, name="Үлесі", unit="%"),
        *at("I1.1.1", 2025),
    ),
    case(
        "percent_above_hundred",
        "a ratio of 100 % is nothing, one above is noted",
        path({2025: 100}, name="Арақатынасы", unit="%"),
        path({2025: 103}, name="Арақатынасы", unit="%"),
        *at("I1.1.1", 2025),
    ),
    case(
        "target_fraction",
        "pieces are whole",
        path({2025: 8}, unit="бірлік"),
        path({2025: "7.8"}, unit="бірлік"),
        *at("I1.1.1", "unit"),
    ),
    case(
        "survey_year_differs",
        "a survey stands in its own year",
        path({2022: 5}, cycles={2022: "PISA-2022"}),
        path({2022: 5}, cycles={2022: "PISA-2021"}),
        *at("I1.1.1", "2022 PISA-2021"),
    ),
    case(
        "survey_before_period",
        "a survey of the first year can still be influenced, one of the year before cannot",
        path({2020: 5}, cycles={2020: "TIMSS-2020"}),
        path({2020: 5}, cycles={2020: "TIMSS-2019"}),
        *at("I1.1.1", "2020 TIMSS-2019"),
    ),
    case(
        "baseline_missing",
        "a growth rate may carry its base in its name, other paths need a baseline",
        edition(
            indicators=[
                indicator(row()),
                indicator(row("I1.1.2", {2020: 5}, in_body=printed("2018 жылғы 40 бірлікке өсім"))),
            ]
        ),
        edition(indicators=[indicator(row()), indicator(row("I1.1.2", {2020: 5}))]),
        *at("I1.1.2", 2018),
    ),
]
