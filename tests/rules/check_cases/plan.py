"""The action plan: deadlines, money, executors, abbreviations, wording."""

from datetime import date

from bagdar.programme.rules.act import Stage
from tests.rules.check_cases import case
from tests.rules.editions import (
    BODIES,
    YEARS,
    abbreviation,
    act,
    body,
    deadline,
    edition,
    every_year,
    indicator,
    measure,
    money,
    passport,
    printed,
    row,
    same,
    task,
)

AGREED = "(келісу бойынша)"
HEI = body("hei", "ЖОО", "group")
BANK = body("bank", "Дүниежүзілік банктің ЖБТ", "organisation")
TWINS = body("mddiai", "ЦДИАӨМ", spellings=("ЦДҚАӨМ", "ЦДИ АӨМ"))


def one(**changes):
    """An edition of one measure."""
    parts = {key: changes.pop(key) for key in ("bodies", "passport", "act", "abbreviations")
             if key in changes}  # fmt: skip
    return edition(measures=[measure(1, **changes)], **parts)


def due(*stages, **rest):
    return one(deadline=deadline(*stages), **rest)


def worded(text, *stages):
    return one(deadline=deadline(*stages, text=text))


def named(*executors, bodies=(), **rest):
    return one(executors=executors, bodies=[*BODIES, *bodies], **rest)


def said(*names):
    return edition(measures=[measure(n, name=name) for n, name in enumerate(names, start=1)])


def sourced(*sources):
    rows = [row(f"I1.1.{n}", in_body=printed(source=source)) for n, source in enumerate(sources, 1)]
    return edition(indicators=[indicator(one) for one in rows])


def m(column, code="m1"):
    return ("measures", code, column)


FIRST = dict.fromkeys(range(2020, 2023), 5)
LISTED = [abbreviation("ЖБТ", "жобаны басқару тобы")]

CASES = [
    case(
        "deadline_not_read",
        "the first quarter ends in March; every year of a range is meant",
        worded("2020-2022 жылдардың І тоқсаны", ([2020, 2021, 2022], [3])),
        worded("2020-2022 жылдардың І тоқсаны", ([2020, 2022], [3])),
        m("deadline"),
    ),
    case(
        "deadline_repeats",
        "stages may follow one another, not fall due together",
        due(([2020], [12]), ([2021], [12])),
        due(([2020], [12]), ([2020, 2021], [12])),
        m("deadline"),
    ),
    case(
        "deadline_overlaps",
        "a stage may begin when the other has ended, not before",
        due(
            Stage(years=(2020,), months=(6,), since=1), Stage(years=(2020,), months=(12,), since=7)
        ),
        due(
            Stage(years=(2020,), months=(6,), since=1), Stage(years=(2020,), months=(12,), since=6)
        ),
        m("deadline"),
    ),
    case(
        "deadline_outside_period",
        "December 2025 is inside the period, January 2026 is not",
        due(([2025], [12])),
        due(([2026], [1])),
        m("deadline"),
    ),
    case(
        "deadline_span_crosses",
        "September to June fits where a year of the period is spare, not where all are used",
        due(Stage(years=(2021, 2022), months=(6,), since=9)),
        due(Stage(years=tuple(YEARS), months=(6,), since=9)),
        m("deadline"),
    ),
    case(
        "deadline_before_act",
        "the end of January 2020 is after an act of 31 January, before one of 1 February",
        due(([2020], [1]), act=act(adopted_on=date(2020, 1, 31), in_force_on=date(2020, 1, 31))),
        due(([2020], [1]), act=act(adopted_on=date(2020, 2, 1), in_force_on=date(2020, 2, 1))),
        m("deadline"),
    ),
    case(
        "deadline_at_once",
        "forty-one days are enough, forty are noted",
        due(([2020], [1]), act=act(in_force_on=date(2019, 12, 21))),
        due(([2020], [1]), act=act(in_force_on=date(2019, 12, 22))),
        m("deadline"),
    ),
    case(
        "money_outside_deadline",
        "money stands in the years of the deadline",
        due((FIRST, [12]), money=[money("РБ", FIRST)]),
        due((FIRST, [12]), money=[money("РБ", {**FIRST, 2023: 5})]),
        m("2023"),
    ),
    case(
        "deadline_without_money",
        "two rows may share the years between them, together they cover the deadline",
        due((FIRST, [12]), money=[money("РБ", {2020: 1, 2021: 1}), money("ЖБ", {2022: 1})]),
        due((FIRST, [12]), money=[money("РБ", {2020: 1, 2021: 1})]),
        m("2022"),
    ),
    case(
        "money_without_programme",
        "an act that prints no codes lacks none, one that prints some lacks the others",
        one(money=[money("РБ", every_year(1), codes=())]),
        one(money=[money("РБ", every_year(1)), money("ДБ", every_year(1), codes=())]),
        m("ДБ budget_programmes"),
    ),
    case(
        "local_money_without_programme",
        "local rows without a code are noted where other rows have one",
        one(money=[money("РБ", every_year(1)), money("ЖБ", every_year(1))]),
        one(money=[money("РБ", every_year(1)), money("ЖБ", every_year(1), codes=())]),
        m("ЖБ budget_programmes"),
    ),
    case(
        "unit_without_money",
        "a unit stands beside money",
        one(unit=None),
        one(unit="млн. тг."),
        m("unit"),
    ),
    case(
        "money_without_unit",
        "money stands beside a unit",
        one(money=[money("РБ", every_year(1))]),
        one(money=[money("РБ", every_year(1))], unit=None),
        m("unit"),
    ),
    case(
        "unit_magnitude",
        "another spelling of millions is no other unit, thousands are",
        one(money=[money("РБ", every_year(1))], unit="млн.тг"),
        one(money=[money("РБ", every_year(1))], unit="мың тг."),
        m("unit"),
    ),
    case(
        "unit_spelling",
        "one spelling is nothing, a second one is noted once",
        edition(measures=[measure(n, money=[money("РБ", every_year(1))]) for n in (1, 2, 3)]),
        edition(
            measures=[measure(n, money=[money("РБ", every_year(1))]) for n in (1, 2)]
            + [measure(3, money=[money("РБ", every_year(1))], unit="млн. тг")]
        ),
        m("unit", "m3"),
    ),
    case(
        "joint_sources",
        "two rows for two sources are divided, one row for two is not",
        one(money=[money("РБ", every_year(1)), money("ЖБ", every_year(1))]),
        one(money=[money("РБ+ЖБ", every_year(1))]),
        m("source"),
    ),
    case(
        "money_and_note",
        "a note stands instead of money",
        one(money=[money("РБ", every_year(1))]),
        one(money=[money("РБ", every_year(1))], note="талап етілмейді"),
        m("note"),
    ),
    case(
        "neither_money_nor_note",
        "a plan without any word of money lacks nothing, one with some lacks the others",
        edition(measures=[measure(1).model_copy(update={"note": None})]),
        edition(measures=[measure(1).model_copy(update={"note": None}), measure(2)]),
        m("money"),
    ),
    case(
        "note_says_both",
        "not required means not required",
        one(note="талап етілмейді"),
        one(note="талап етілмейді; жергілікті бюджет есебінен"),
        m("note"),
    ),
    case(
        "amount_not_positive",
        "one million is an amount, zero is none",
        one(money=[money("РБ", every_year(1))]),
        one(money=[money("РБ", {**every_year(1), 2021: 0})]),
        m("2021"),
    ),
    case(
        "amount_outside_period",
        "money stands in the period",
        one(money=[money("РБ", {2025: 1})]),
        one(money=[money("РБ", {2026: 1})]),
        m("2026"),
    ),
    case(
        "local_money_without_akimat",
        "akimats spend local budgets",
        named("БҒМ", "ЖАО", money=[money("ЖБ", every_year(1))]),
        named("БҒМ", money=[money("ЖБ", every_year(1))]),
        m("executors"),
    ),
    case(
        "republican_money_without_ministry",
        "a ministry administers republican money",
        named("ЖАО", "БҒМ", money=[money("РБ", every_year(1))]),
        named("ЖАО", money=[money("РБ", every_year(1))]),
        m("executors"),
    ),
    case(
        "source_unexplained",
        "the list explains a source",
        one(money=[money("РБ", {2020: 1})], abbreviations=[abbreviation("РБ", "бюджет")]),
        one(money=[money("ДБ", {2020: 1})], abbreviations=[abbreviation("РБ", "бюджет")]),
        m("source"),
    ),
    case(
        "executor_none",
        "somebody answers for an indicator",
        edition(indicators=[indicator(row(in_body=printed(executors=("БҒМ",))))]),
        edition(indicators=[indicator(row(in_body=printed(executors=())))]),
        ("indicators.body", "I1.1.1", "executors"),
    ),
    case(
        "executor_twice",
        "two spellings of one body are twice the body",
        named("ЦДИАӨМ", bodies=[TWINS]),
        named("ЦДИАӨМ", "ЦДҚАӨМ", bodies=[TWINS]),
        m("executors ЦДИАӨМ"),
    ),
    case(
        "executor_unknown",
        "a body that is declared is known, with or without agreement",
        named(f"ЖОО {AGREED}", bodies=[HEI]),
        named(f"ЖОО {AGREED}"),
        m(f"executors ЖОО {AGREED}"),
    ),
    case(
        "executor_unlisted",
        "the list's ЖБТ explains a bank's ЖБТ, its АҚ explains no company",
        named("Дүниежүзілік банктің ЖБТ", bodies=[BANK], abbreviations=LISTED),
        named(
            '"Орталық" АҚ',
            bodies=[body("c", '"Орталық" АҚ', "organisation")],
            abbreviations=[abbreviation("АҚ", "акционерлік қоғам")],
        ),
        ("bodies", "c", "printed"),
    ),
    case(
        "executors_run_together",
        "a comma without a space divides, a space alone does not",
        one(executors_printed="БҒМ,ЖАО"),
        one(executors_printed="БҒМ ЖАО"),
        m("executors"),
    ),
    case(
        "executor_code",
        "a space inside a code is punctuation, another letter is another code",
        named("ЦДИ АӨМ", bodies=[TWINS]),
        named("ЦДҚАӨМ", bodies=[TWINS]),
        ("bodies", "mddiai", "ЦДҚАӨМ"),
    ),
    case(
        "executor_punctuation",
        "a body's name has its spaces in one place",
        named("ЦДИАӨМ", bodies=[TWINS]),
        named("ЦДИ АӨМ", bodies=[TWINS]),
        ("bodies", "mddiai", "ЦДИ АӨМ"),
    ),
    case(
        "agreement_uneven",
        "by agreement everywhere or nowhere",
        edition(bodies=[*BODIES, HEI], measures=[measure(n, executors=["ЖОО"]) for n in (1, 2)]),
        edition(
            bodies=[*BODIES, HEI],
            measures=[measure(1, executors=["ЖОО"]), measure(2, executors=[f"ЖОО {AGREED}"])],
        ),
        m("executors ЖОО"),
    ),
    case(
        "agreement_absent",
        "state bodies need no agreement, organisations do where others have it",
        named(f"ЖОО {AGREED}", "БҒМ", bodies=[HEI, BANK]),
        named(f"ЖОО {AGREED}", "Дүниежүзілік банктің ЖБТ", bodies=[HEI, BANK]),
        ("bodies", "bank", "agreement"),
    ),
    case(
        "agreement_wording",
        "agreement has one wording",
        named(f"ЖОО {AGREED}", f"ЖОО {AGREED}", bodies=[HEI]),
        edition(
            bodies=[*BODIES, HEI],
            measures=[
                measure(1, executors=[f"ЖОО {AGREED}"]),
                measure(2, executors=["ЖОО (келісім бойынша)"]),
            ],
        ),
        m("executors", "m2"),
    ),
    case(
        "nobody_bound",
        "one executor who is bound is enough",
        named("БҒМ", f"ЖОО {AGREED}", bodies=[HEI]),
        named(f"ЖОО {AGREED}", bodies=[HEI]),
        m("executors"),
    ),
    case(
        "high_act_without_ministry",
        "an akimat may report, but not adopt a Government resolution",
        named("ЖАО", form="есеп"),
        named("ЖАО", form="Үкімет қаулысы"),
        m("form"),
    ),
    case(
        "form_of_absent_body",
        "a report comes from an executor; spaces inside its name do not count",
        named(
            "БҒМ", "Дүниежүзілік банктің ЖБТ", bodies=[BANK], form="Дүние жүзілік банктің ЖБТ есебі"
        ),
        named("БҒМ", bodies=[BANK], form="Дүние жүзілік банктің ЖБТ есебі"),
        m("form"),
    ),
    case(
        "indicator_body_without_measure",
        "who answers for an indicator of a task does something there, not elsewhere",
        edition(indicators=[indicator(row())], measures=[measure(executors=["БҒМ"])]),
        edition(
            tasks=[task("1.1"), task("1.2")],
            indicators=[indicator(row())],
            measures=[measure(executors=["БҒМ"], task="1.2")],
        ),
        ("indicators.body", "I1.1.1", "executors БҒМ 1.1"),
    ),
    case(
        "abbreviation_unexplained",
        "the passport may introduce what the list leaves out",
        one(
            name="МЖӘ тетігі",
            executors=["ЖБТ"],
            abbreviations=LISTED,
            passport=passport(name=same("А")),
            bodies=[body("pmg", "ЖБТ", "group")],
        ).model_copy(
            update={
                "abbreviations": (*LISTED, abbreviation("МЖӘ", "мемлекеттік-жекешелік әріптестік"))
            }
        ),
        one(
            name="МЖӘ тетігі",
            executors=["ЖБТ"],
            abbreviations=LISTED,
            bodies=[body("pmg", "ЖБТ", "group")],
        ),
        ("abbreviations", "МЖӘ", "printed"),
    ),
    case(
        "abbreviation_unused",
        "an entry is used where a table prints it",
        named("ЖБТ", bodies=[body("pmg", "ЖБТ", "group")], abbreviations=LISTED),
        named("БҒМ", abbreviations=LISTED),
        ("abbreviations", "ЖБТ", "printed"),
    ),
    case(
        "abbreviation_twice",
        "an entry stands once",
        edition(abbreviations=LISTED),
        edition(abbreviations=[*LISTED, abbreviation("ЖБТ", "жылдық басқару тізімі")]),
        ("abbreviations", "ЖБТ", "meaning"),
    ),
    case(
        "abbreviation_letters",
        "letters follow the words",
        edition(abbreviations=[abbreviation("ПОҚ", "профессор-оқытушылар құрамы")]),
        edition(abbreviations=[abbreviation("ОПҚ", "профессор-оқытушылар құрамы")]),
        ("abbreviations", "ОПҚ", "meaning"),
    ),
    case(
        "latin_name_in_cyrillic",
        "a Latin name is written in Latin letters",
        said("PCT (Patent Cooperation Treaty) өтінімі"),
        said("РСТ (Patent Cooperation Treaty) өтінімі"),
        m("name"),
    ),
    case(
        "look_alike",
        "a Latin word is Latin, a Latin letter in a Cyrillic word is a look-alike",
        said("STEM министрлігі"),
        said("министрлiгi"),
        m("name"),
    ),
    case(
        "split_word",
        "two words that are nowhere one word are two",
        said("Дүние жүзілік банк", "Әлемдік банк"),
        said("Дүние жүзілік банк", "Дүниежүзілік банк"),
        m("name"),
    ),
    case(
        "likely_slip",
        "another ending is another word, a consonant left out of the middle is a slip",
        said("цифрлық", "цифрлық дағды", "цифрлы дағды"),
        said("цифрлық", "цифрлық дағды", "цифлық дағды"),
        m("name", "m3"),
    ),
    case(
        "measure_twice",
        "names that differ in a word are two",
        said("Мектеп салу", "Мектептер салу"),
        said("Мектеп салу", "мектеп, салу"),
        m("name", "m2"),
    ),
    case(
        "measure_alike",
        "five last words in common may be chance, six are the same thing",
        said("аз аса екі үш төрт бес алты", "көп басқа екі үш төрт бес алты".replace("екі", "бір")),
        said("аз бір екі үш төрт бес алты", "көп бір екі үш төрт бес алты"),
        m("name", "m2"),
    ),
    case(
        "source_letters",
        "two abbreviations of the same letters are one misspelt",
        sourced("ҰЭМ СК деректері", "ҰЭМ ДК деректері"),
        sourced("ҰЭМ СК деректері", "ҰЭМ КС деректері"),
        ("indicators.body", "I1.1.2", "source"),
    ),
    case(
        "source_wording",
        "another source is another source, a lost ending is the same one",
        sourced("әкімшілік деректері", "сауалнама деректері"),
        sourced("әкімшілік деректері", "әкімшілік деректер"),
        ("indicators.body", "I1.1.2", "source"),
    ),
]
