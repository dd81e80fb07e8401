"""The act outside its tables: the decree, the passport, section 6, the abbreviations."""

from dataclasses import dataclass

from bagdar.core.languages import Words, format_day
from bagdar.look.components import Answer
from bagdar.look.tables import Column, Table
from bagdar.programme.presenters.reader import Reader
from bagdar.programme.presenters.tree import money_figure
from bagdar.programme.rules.act import Edition


@dataclass(frozen=True)
class Passage:
    """A piece of the act's text. act: the Kazakh original, empty where it is read already."""

    text: str
    act: str
    label: str = ""
    link: str = ""


@dataclass(frozen=True)
class Part:
    """A part of the act with its title; code: of its place on the page."""

    code: str
    title: str
    passages: list[Passage]


def passage(words: Words, reader: Reader, label: str = "", link: str = "") -> Passage:
    act = "" if reader.language == "kk" else words.kk
    return Passage(reader.text(words), act, label, link)


def parts(edition: Edition, reader: Reader) -> list[Part]:
    """In the order of the act; parts that an edition does not print are left out."""
    found = [
        Part("decree", reader.say("passport.decree"), _decree(edition, reader)),
        Part("passport", reader.say("passport.passport"), _passport(edition, reader)),
        Part("bases", reader.say("passport.bases"), _bases(edition, reader)),
        Part("goals", reader.say("passport.goals"), _goals(edition, reader)),
        Part("targets", reader.say("passport.targets"), _targets(edition, reader)),
        Part("money", reader.say("passport.money"), _money(edition, reader)),
        Part("section6", reader.say("passport.section6"), _section6(edition, reader)),
    ]
    return [part for part in found if part.passages]


def _decree(edition: Edition, reader: Reader) -> list[Passage]:
    passport = edition.passport
    words = [
        edition.act.citation,
        edition.act.title,
        passport.enacting_formula,
        *(clause.text for clause in passport.clauses),
        passport.signatory,
        passport.approval_stamp,
    ]
    return [passage(one, reader) for one in words if one is not None]


def _passport(edition: Edition, reader: Reader) -> list[Passage]:
    passport = edition.passport
    developer = reader.link("body", passport.developer)
    return [
        passage(passport.name, reader, reader.say("passport.name")),
        passage(passport.developer_printed, reader, reader.say("passport.developer"), developer),
        passage(edition.period.printed, reader, reader.say("passport.period")),
    ]


def _bases(edition: Edition, reader: Reader) -> list[Passage]:
    return [
        passage(basis.title, reader, ", ".join(format_day(day) for day in basis.dates))
        for basis in edition.passport.legal_bases
    ]


def _goals(edition: Edition, reader: Reader) -> list[Passage]:
    """Goals and tasks as the passport words them, tasks under their goal."""
    found = []
    for goal in edition.goals:
        tasks = [task for task in edition.tasks if task.goal == goal.code]
        for heading, link in [
            (goal, reader.link("indicators", goal=goal.code)),
            *((task, reader.link("measures", task=task.code)) for task in tasks),
        ]:
            if heading.passport is not None:
                found.append(passage(heading.passport, reader, heading.code, link))
    return found


def _targets(edition: Edition, reader: Reader) -> list[Passage]:
    return [
        passage(target.text, reader, target.indicator, reader.link("indicator", target.indicator))
        for target in edition.passport.targets
    ]


def _money(edition: Edition, reader: Reader) -> list[Passage]:
    passport = edition.passport
    words = [passport.finance.text if passport.finance else None, passport.finance_clause]
    return [passage(one, reader) for one in words if one is not None]


def _section6(edition: Edition, reader: Reader) -> list[Passage]:
    section = edition.section6
    if section is None:
        return []
    return [passage(one, reader) for one in (section.title, section.intro, section.closing)]


def section6_table(edition: Edition, reader: Reader) -> Table | None:
    """Section 6's own table, as printed."""
    if edition.section6 is None:
        return None
    printed = edition.section6.table
    return Table(
        name="section6",
        title=printed.title,
        columns=(
            Column("source", reader.say("column.money_source")),
            Column("total", reader.say("column.printed_total"), "number", unit=printed.unit),
        ),
        rows=[{"source": row.label, "total": row.total} for row in printed.rows],
        note=reader.say("passport.section6_note"),
    )


def abbreviation_table(edition: Edition, reader: Reader) -> Table:
    """The act's own list: the printed abbreviation, the reader's, the meaning."""
    columns = [
        Column("printed", reader.say("column.printed_abbreviation"), "code"),
        Column("short", reader.say("column.short_name"), "code"),
        Column("meaning", reader.say("column.meaning"), wide=True),
        Column("kind", reader.say("column.kind")),
    ]
    if reader.language == "kk":
        del columns[1]  # the act's own abbreviation is the Kazakh one
    rows = [
        {
            "printed": one.printed,
            "short": one.short,
            "meaning": one.meaning,
            "kind": reader.say(f"abbreviation.{one.kind.replace(' ', '_')}"),
        }
        for one in edition.abbreviations
    ]
    return Table(
        name="abbreviations", title=reader.say("passport.abbreviations"), columns=columns, rows=rows
    )


def body_table(edition: Edition, reader: Reader) -> Table:
    """The bodies that the passport names as responsible."""
    rows = [
        {
            "place": place,
            "short": body.short,
            "name": body.name,
            "link": reader.link("body", body.code),
        }
        for place, body in enumerate(
            (edition.body_by_code[code] for code in edition.passport.bodies), start=1
        )
    ]
    return Table(
        name="bodies",
        title=reader.say("passport.bodies"),
        columns=(
            Column("place", reader.say("column.number"), "code"),
            Column("short", reader.say("column.short_name"), "code", link="link"),
            Column("name", reader.say("column.body"), link="link", wide=True),
        ),
        rows=rows,
    )


def answer(edition: Edition, reader: Reader) -> list[Answer]:
    """Which act, when, by whom worked out, for how much."""
    act = edition.act
    developer = edition.body_by_code[edition.passport.developer]
    return [
        Answer(
            reader.say("passport.act"),
            reader.say("passport.number", number=act.number),
            note=reader.say("passport.adopted", day=act.adopted_on),
        ),
        Answer(
            reader.say("passport.period"),
            f"{edition.period.first_year}–{edition.period.last_year}",
            note=reader.say("passport.baseline", year=edition.baseline_year),
        ),
        Answer(
            reader.say("passport.responsible"),
            reader.number(len(edition.passport.bodies)),
            note=reader.say("passport.developed_by", name=developer.short),
            href=reader.link("bodies"),
        ),
        money_figure(edition, reader),
    ]
