"""A measure's money against its deadline, its executors and its own row."""

from collections.abc import Iterator
from decimal import Decimal

from bagdar.core.languages import Words
from bagdar.programme.rules.act import Edition, Measure, Money, sources_of
from bagdar.programme.rules.check.finding import plain
from bagdar.programme.rules.check.reading import abbreviations_in, introduced, year_span
from bagdar.programme.rules.check.rule import Hit, hit, rule
from bagdar.programme.rules.check.sums import money_column
from bagdar.programme.rules.money import money_unit

REPUBLICAN, LOCAL = "РБ", "ЖБ"
NOT_REQUIRED = "талап етілмейді"


def rows(edition: Edition) -> Iterator[tuple[Measure, Money]]:
    for measure in edition.measures:
        for money in measure.money:
            yield measure, money


def _funded_years(measure: Measure) -> list[int]:
    years = {year for money in measure.money for year, amount in money.amounts.items() if amount}
    return sorted(years)


def _kinds(edition: Edition, measure: Measure) -> set[str]:
    bodies = [edition.body_of(printed) for printed in measure.executors]
    return {body.kind for body in bodies if body}


@rule("money_outside_deadline", "error")
def money_outside_deadline(edition: Edition) -> Iterator[Hit]:
    """Money stands in years in which the measure is still to be carried out."""
    for measure in edition.measures:
        due = measure.deadline.years
        years = [year for year in _funded_years(measure) if year not in due]
        if years:
            amount = sum(
                (money.amounts.get(year, Decimal(0)) for money in measure.money for year in years),
                Decimal(0),
            )
            yield hit(
                "measures",
                measure.code,
                str(years[0]),
                printed=plain(amount),
                expected=measure.deadline.printed.kk,
                years=year_span(years),
                amount=amount,
                unit=edition.money_unit,
                deadline=measure.deadline.printed,
            )


@rule("deadline_without_money", "warning")
def deadline_without_money(edition: Edition) -> Iterator[Hit]:
    """A measure that has money has some in every year of its deadline."""
    for measure in edition.measures:
        funded = _funded_years(measure)
        years = [year for year in measure.deadline.years if year not in funded]
        if funded and years:
            yield hit(
                "measures",
                measure.code,
                str(years[0]),
                printed="–",
                expected=measure.deadline.printed.kk,
                years=year_span(years),
                funded=year_span(funded),
                deadline=measure.deadline.printed,
            )


@rule("money_without_programme", "warning")
def money_without_programme(edition: Edition) -> Iterator[Hit]:
    """Republican or World Bank money names the budget programme through which it goes.

    Asked only of acts that print such codes at all. One finding a finance row.
    """
    if not any(money.budget_programmes for _, money in rows(edition)):
        return
    for measure, money in rows(edition):
        if not money.budget_programmes and set(sources_of(money.source)) != {LOCAL}:
            yield _without_programme(edition, measure, money)


@rule("local_money_without_programme", "note")
def local_money_without_programme(edition: Edition) -> Iterator[Hit]:
    """As money_without_programme, for rows of local budgets, which have codes of their own."""
    if not any(money.budget_programmes for _, money in rows(edition)):
        return
    for measure, money in rows(edition):
        if not money.budget_programmes and set(sources_of(money.source)) == {LOCAL}:
            yield _without_programme(edition, measure, money)


def _without_programme(edition: Edition, measure: Measure, money: Money) -> Hit:
    amount = sum(money.amounts.values(), Decimal(0))
    return hit(
        "measures",
        measure.code,
        money_column(measure, money, "budget_programmes"),
        printed="–",
        source=money.source,
        amount=amount,
        unit=edition.money_unit,
    )


@rule("unit_without_money", "warning")
def unit_without_money(edition: Edition) -> Iterator[Hit]:
    """A measure that prints a money unit prints money too."""
    for measure in edition.measures:
        if measure.unit and not measure.money:
            yield hit("measures", measure.code, "unit", printed=measure.unit)


@rule("money_without_unit", "warning")
def money_without_unit(edition: Edition) -> Iterator[Hit]:
    """A measure that prints money prints its unit."""
    for measure in edition.measures:
        if measure.money and not measure.unit:
            expected = edition.money_unit.kk
            yield hit("measures", measure.code, "unit", printed="–", expected=expected)


@rule("unit_magnitude", "error")
def unit_magnitude(edition: Edition) -> Iterator[Hit]:
    """Measures print money in the act's own unit: millions beside millions."""
    wanted = money_unit(edition.money_unit)
    for measure in edition.measures:
        given = money_unit(Words.same(measure.unit)) if measure.unit else None
        if given and wanted and given != wanted:
            yield hit(
                "measures",
                measure.code,
                "unit",
                printed=measure.unit,
                expected=edition.money_unit.kk,
            )


@rule("unit_spelling", "note")
def unit_spelling(edition: Edition) -> Iterator[Hit]:
    """The money unit is spelled in one way; one finding for each rarer spelling."""
    spellings: dict[str, list[str]] = {}
    for measure in edition.measures:
        if measure.unit:
            spellings.setdefault(measure.unit, []).append(measure.code)
    usual = max(spellings, key=lambda unit: len(spellings[unit]), default=None)
    for unit, measures in spellings.items():
        if unit != usual:
            yield hit(
                "measures",
                measures[0],
                "unit",
                printed=unit,
                expected=usual,
                count=len(measures),
                measures=measures,
            )


@rule("joint_sources", "warning")
def joint_sources(edition: Edition) -> Iterator[Hit]:
    """One sum has one source; nobody can tell how much of a joint sum comes from which."""
    for measure, money in rows(edition):
        sources = sources_of(money.source)
        if len(sources) > 1:
            amount = sum(money.amounts.values(), Decimal(0))
            yield hit(
                "measures",
                measure.code,
                money_column(measure, money, "source"),
                printed=money.source,
                amount=amount,
                unit=edition.money_unit,
                sources=list(sources),
            )


@rule("money_and_note", "warning")
def money_and_note(edition: Edition) -> Iterator[Hit]:
    """A note stands instead of money, not beside it."""
    for measure in edition.measures:
        if measure.money and measure.note:
            yield hit("measures", measure.code, "note", printed=measure.note.kk, note=measure.note)


@rule("neither_money_nor_note", "warning")
def neither_money_nor_note(edition: Edition) -> Iterator[Hit]:
    """A measure says what it costs, or why it costs nothing.

    Asked only of acts in which some measure does.
    """
    if not any(measure.money or measure.note for measure in edition.measures):
        return
    for measure in edition.measures:
        if not measure.money and not measure.note:
            yield hit("measures", measure.code, "money", printed="–")


@rule("note_says_both", "note")
def note_says_both(edition: Edition) -> Iterator[Hit]:
    """A note does not say "not required" and name a budget at once."""
    for measure in edition.measures:
        note = measure.note.kk if measure.note else ""
        if NOT_REQUIRED in note and note.strip() != NOT_REQUIRED:
            yield hit("measures", measure.code, "note", printed=note, note=measure.note)


@rule("amount_not_positive", "error")
def amount_not_positive(edition: Edition) -> Iterator[Hit]:
    """A printed amount is more than nothing."""
    for measure, money in rows(edition):
        for year, amount in money.amounts.items():
            if amount <= 0:
                column = money_column(measure, money, str(year))
                yield hit("measures", measure.code, column, printed=plain(amount), amount=amount)


@rule("amount_outside_period", "error")
def amount_outside_period(edition: Edition) -> Iterator[Hit]:
    """Money stands in years of the programme."""
    period = f"{edition.period.first_year}–{edition.period.last_year}"
    for measure, money in rows(edition):
        for year, amount in money.amounts.items():
            if year not in edition.period.years:
                column = money_column(measure, money, str(year))
                yield hit("measures", measure.code, column, printed=plain(amount), expected=period)


# --- who can spend it ---------------------------------------------------------------------------


@rule("local_money_without_akimat", "warning")
def local_money_without_akimat(edition: Edition) -> Iterator[Hit]:
    """Local budget money has a local executive body among the measure's executors.

    Both rows of figures and notes that name the local budgets are asked.
    """
    for measure in edition.measures:
        named = any(LOCAL in sources_of(money.source) for money in measure.money)
        noted = measure.note is not None and "жергілікті бюджет" in measure.note.kk
        if (named or noted) and "local" not in _kinds(edition, measure):
            yield hit(
                "measures",
                measure.code,
                "executors",
                printed=measure.executors_printed,
                expected="ЖАО",
            )


@rule("republican_money_without_ministry", "warning")
def republican_money_without_ministry(edition: Edition) -> Iterator[Hit]:
    """Republican money has a central state body among the measure's executors.

    A republican budget programme has a central body as its administrator. Where only akimats or
    universities are named, the money reaches them in a way that the row does not say (a
    transfer, a state order), and nobody named can answer for the programme: a reading, therefore
    not an error.
    """
    for measure in edition.measures:
        money = [money for money in measure.money if REPUBLICAN in sources_of(money.source)]
        if money and not _kinds(edition, measure) & {"ministry"}:
            amount = sum((sum(row.amounts.values(), Decimal(0)) for row in money), Decimal(0))
            yield hit(
                "measures",
                measure.code,
                "executors",
                printed=measure.executors_printed,
                amount=amount,
                unit=edition.money_unit,
                executors=measure.executors_printed,
            )


@rule("source_unexplained", "warning")
def source_unexplained(edition: Edition) -> Iterator[Hit]:
    """Every source's abbreviation stands in the act's list or is introduced in the passport."""
    if not edition.abbreviations:
        return
    known = {entry.printed for entry in edition.abbreviations} | introduced(edition)
    used: dict[str, list[str]] = {}
    for measure, money in rows(edition):
        for source in sources_of(money.source):
            if abbreviations_in(source) and source not in known:
                used.setdefault(source, []).append(measure.code)
    for source, measures in used.items():
        yield hit("measures", measures[0], "source", printed=source, measures=measures)
