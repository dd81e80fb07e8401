"""Who is named as an executor: explained or not, twice, run together, bound or not."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bagdar.programme.rules.act import (
    BY_AGREEMENT,
    Body,
    Edition,
    IndicatorRow,
    is_by_agreement,
    without_agreement,
)
from bagdar.programme.rules.check.finding import Table
from bagdar.programme.rules.check.reading import (
    indicator_table,
    main_table,
    squeezed,
    without_mark,
)
from bagdar.programme.rules.check.rule import Hit, hit, rule

# What only the state's highest bodies adopt, so that a central body has to prepare it.
HIGH_ACTS = re.compile(r"Үкімет\w*\s+қаулысы|^заң$|Президентінің Жарлығы", re.IGNORECASE)


@dataclass(frozen=True)
class Executors:
    """One printed list of executors and its place."""

    table: Table
    row: str
    executors: tuple[str, ...]
    printed: str


def lists(edition: Edition) -> Iterator[Executors]:
    """Every list of executors, once for rows of one indicator that share it."""
    for indicator in edition.indicators:
        seen: set[tuple[Table, tuple[str, ...]]] = set()
        for row in indicator.rows:
            for table in row.tables:
                executors = getattr(row, table).executors
                place = indicator_table(table)
                if (place, executors) not in seen:
                    seen.add((place, executors))
                    yield Executors(place, row.code, executors, ", ".join(executors))
    for measure in edition.measures:
        yield Executors("measures", measure.code, measure.executors, measure.executors_printed)


def _places(found: list[Executors]) -> list[str]:
    return list(dict.fromkeys(one.row for one in found))


@rule("executor_none", "error")
def executor_none(edition: Edition) -> Iterator[Hit]:
    """Somebody answers for every measure and every indicator."""
    for one in lists(edition):
        if not one.executors:
            yield hit(one.table, one.row, "executors", printed="–")


@rule("executor_twice", "error")
def executor_twice(edition: Edition) -> Iterator[Hit]:
    """No list names a body twice, in whatever spelling."""
    for one in lists(edition):
        bodies = [edition.body_of(printed) for printed in one.executors]
        codes = [body.code for body in bodies if body]
        for code in dict.fromkeys(code for code in codes if codes.count(code) > 1):
            body = edition.body_by_code[code]
            yield hit(one.table, one.row, f"executors {body.printed}", printed=one.printed)


@rule("executor_unknown", "error")
def executor_unknown(edition: Edition) -> Iterator[Hit]:
    """Every printed executor is a body that somebody has explained."""
    for one in lists(edition):
        for printed in one.executors:
            if edition.body_of(printed) is None:
                yield hit(one.table, one.row, f"executors {printed}", printed=printed)


def _used(edition: Edition) -> dict[str, list[Executors]]:
    used: dict[str, list[Executors]] = defaultdict(list)
    for one in lists(edition):
        for printed in one.executors:
            body = edition.body_of(printed)
            if body:
                used[body.code].append(one)
    return used


def _is_listed(edition: Edition, body: Body) -> bool:
    """Whether the passport or the list of abbreviations names a body, or words that make it up."""
    if body.code in edition.passport.bodies:
        return True
    listed = {entry.printed for entry in edition.abbreviations}
    if body.printed in listed:
        return True
    # «Дүниежүзілік банктің ЖБТ» is explained by ЖБТ; the list's АҚ explains no company's name.
    terms = {entry.printed for entry in edition.abbreviations if entry.kind == "term"}
    is_company = body.printed.startswith('"')
    return not is_company and bool(set(body.printed.split()) & terms)


@rule("executor_unlisted", "warning")
def executor_unlisted(edition: Edition) -> Iterator[Hit]:
    """An executor stands in the passport or in the list of abbreviations.

    A legal form (АҚ) in the list does not explain whose it is; a kind of body written out in
    small letters explains itself. One finding a body.
    """
    if not edition.abbreviations:
        return
    for code, places in _used(edition).items():
        body = edition.body_by_code[code]
        if not _is_listed(edition, body) and body.printed != body.printed.lower():
            yield hit(
                "bodies",
                code,
                "printed",
                printed=body.printed,
                rows=_places(places),
                body=body.name,
            )


@rule("executors_run_together", "note")
def executors_run_together(edition: Edition) -> Iterator[Hit]:
    """Executors are divided by commas."""
    for one in lists(edition):
        if one.table != "measures":
            continue
        joined = [chunk for chunk in _chunks(one.printed) if _count(edition, chunk) > 1]
        if joined:
            yield hit(
                "measures",
                one.row,
                "executors",
                printed="; ".join(joined),
                expected=", ".join(one.executors),
                joined=joined,
            )


def _chunks(printed: str) -> list[str]:
    return [chunk.strip() for chunk in printed.split(",") if chunk.strip()]


def _count(edition: Edition, chunk: str) -> int:
    """How many bodies a chunk between commas names, one body's own name counted once."""
    if edition.body_of(chunk):
        return 1
    rest, count = without_mark(chunk), 0
    spellings = sorted(
        (spelling for body in edition.bodies for spelling in (body.printed, *body.spellings)),
        key=len,
        reverse=True,
    )
    for spelling in spellings:
        pattern = rf"(?<!\w){re.escape(spelling)}(?!\w)"
        rest, times = re.subn(pattern, " ", rest)
        count += times
    return count


# --- spellings ----------------------------------------------------------------------------------


def _spellings(edition: Edition) -> Iterator[tuple[Body, str, list[Executors]]]:
    """Each other spelling of a body with the lists in which it is printed."""
    printed = list(lists(edition))
    for body in edition.bodies:
        for spelling in body.spellings:
            pattern = re.compile(rf"(?<!\w){re.escape(spelling)}(?![\w\"])")
            places = [one for one in printed if pattern.search(without_mark(one.printed).strip())]
            if places:
                yield body, spelling, places


def _is_punctuation(body: Body, spelling: str) -> bool:
    return squeezed(body.printed) == squeezed(spelling)


@rule("executor_code", "warning")
def executor_code(edition: Edition) -> Iterator[Hit]:
    """A body has one abbreviation throughout; one finding for each other one.

    That the spellings mean one body is a reading; bodies.toml gives its reason.
    """
    for body, spelling, places in _spellings(edition):
        if not _is_punctuation(body, spelling):
            yield _spelling_hit(body, spelling, places)


@rule("executor_punctuation", "note")
def executor_punctuation(edition: Edition) -> Iterator[Hit]:
    """A body's quotation marks and spaces stand in the same places throughout."""
    for body, spelling, places in _spellings(edition):
        if _is_punctuation(body, spelling):
            yield _spelling_hit(body, spelling, places)


def _spelling_hit(body: Body, spelling: str, places: list[Executors]) -> Hit:
    return hit(
        "bodies",
        body.code,
        spelling,
        printed=spelling,
        expected=body.printed,
        rows=_places(places),
        count=len(_places(places)),
        body=body.name,
    )


# --- by agreement -------------------------------------------------------------------------------


def _by_agreement(edition: Edition) -> dict[str, tuple[list[Executors], list[Executors]]]:
    """Body code → lists that name it by agreement, and lists that name it without."""
    found: dict[str, tuple[list[Executors], list[Executors]]] = {}
    for one in lists(edition):
        for printed in one.executors:
            body = edition.body_of(printed)
            if body:
                sides = found.setdefault(body.code, ([], []))
                sides[0 if is_by_agreement(printed) else 1].append(one)
    return found


@rule("agreement_uneven", "warning")
def agreement_uneven(edition: Edition) -> Iterator[Hit]:
    """A body takes part "by agreement" in all measures or in none.

    Two tables that differ in one indicator are table_agreement's.
    """
    for code, (with_it, without) in _by_agreement(edition).items():
        body = edition.body_by_code[code]
        measures = [one for one in without if one.table == "measures"]
        for one in measures if with_it else ():
            yield hit(
                one.table,
                one.row,
                f"executors {body.printed}",
                printed=one.printed,
                expected=f"{body.printed} {BY_AGREEMENT[0]}",
                body=body.printed,
                count=len(with_it),
            )


@rule("agreement_absent", "note")
def agreement_absent(edition: Edition) -> Iterator[Hit]:
    """An organisation outside the state takes part "by agreement", as the decree says.

    Asked only of acts in which some organisation does. State bodies in general («мүдделі МО»)
    are no organisation outside the state.
    """
    sides = _by_agreement(edition)
    if not any(with_it for with_it, _ in sides.values()):
        return
    for code, (with_it, without) in sides.items():
        body = edition.body_by_code[code]
        outside = body.kind in ("organisation", "group") and "мемлекеттік орган" not in body.name.kk
        if outside and not with_it:
            yield hit(
                "bodies",
                code,
                "agreement",
                printed=body.printed,
                expected=f"{body.printed} {BY_AGREEMENT[0]}",
                rows=_places(without),
            )


@rule("agreement_wording", "note")
def agreement_wording(edition: Edition) -> Iterator[Hit]:
    """ "By agreement" has one wording, the commoner one."""
    counts = {mark: [one for one in lists(edition) if mark in one.printed] for mark in BY_AGREEMENT}
    usual = max(counts, key=lambda mark: len(counts[mark]))
    for mark, places in counts.items():
        if mark != usual:
            for one in places:
                yield hit(one.table, one.row, "executors", printed=mark, expected=usual)


@rule("nobody_bound", "warning")
def nobody_bound(edition: Edition) -> Iterator[Hit]:
    """At least one executor of a measure is bound by the act.

    Who takes part "by agreement" may decline; where all do, nobody has to carry it out.
    """
    for measure in edition.measures:
        if measure.executors and all(map(is_by_agreement, measure.executors)):
            yield hit(
                "measures",
                measure.code,
                "executors",
                printed=measure.executors_printed,
                executors=[without_agreement(one) for one in measure.executors],
            )


# --- executors and the form of completion -------------------------------------------------------


@rule("high_act_without_ministry", "warning")
def high_act_without_ministry(edition: Edition) -> Iterator[Hit]:
    """A law, a Government resolution or a decree has a central body to prepare it."""
    for measure in edition.measures:
        bodies = [edition.body_of(printed) for printed in measure.executors]
        central = any(body and body.kind == "ministry" for body in bodies)
        if HIGH_ACTS.search(measure.form.kk) and not central:
            yield hit(
                "measures",
                measure.code,
                "form",
                printed=measure.form.kk,
                expected=measure.executors_printed,
                form=measure.form,
                executors=measure.executors_printed,
            )


COMPLETES = "(?:есебі|есептері|бұйрығы|есептікақпараты)"


@rule("form_of_absent_body", "note")
def form_of_absent_body(edition: Edition) -> Iterator[Hit]:
    """A measure that is completed by somebody's report or order has that body as an executor.

    «Дүниежүзілік банктің ЖБТ есебі» is the report of that group; where several bodies' names
    end alike, the longest is meant. Spaces inside a name do not count.
    """
    names = {body: squeezed(body.printed) for body in edition.bodies}
    for measure in edition.measures:
        form = squeezed(measure.form.kk)
        named = [body for body, name in names.items() if name and re.search(name + COMPLETES, form)]
        if not named:
            continue
        body = max(named, key=lambda one: len(names[one]))
        if body not in [edition.body_of(printed) for printed in measure.executors]:
            yield hit(
                "measures",
                measure.code,
                "form",
                printed=measure.form.kk,
                expected=body.printed,
                form=measure.form,
                body=body.printed,
            )


@rule("indicator_body_without_measure", "warning")
def indicator_body_without_measure(edition: Edition) -> Iterator[Hit]:
    """A body that answers for an indicator of a task carries out some measure of that task.

    For a goal's target indicators any measure of the goal counts. One finding a body and a task
    (or goal), at its first indicator.
    """
    if not edition.measures:
        return
    acting: set[tuple[str, str]] = set()
    for measure in edition.measures:
        for code in _codes(edition, measure.executors):
            acting |= {(measure.goal, code), (measure.task, code)}
    idle: dict[tuple[str, str], list[IndicatorRow]] = defaultdict(list)
    for indicator, row in edition.rows():
        heading = indicator.task or indicator.goal
        for code in _codes(edition, row.printed.executors):
            if (heading, code) not in acting:
                idle[heading, code].append(row)
    for (heading, code), rows in idle.items():
        body = edition.body_by_code[code]
        yield hit(
            indicator_table(main_table(rows[0])),
            rows[0].code,
            f"executors {body.printed} {heading}",
            printed=body.printed,
            body=body.name,
            heading=heading,
            rows=[row.code for row in rows],
        )


def _codes(edition: Edition, executors: Iterable[str]) -> list[str]:
    return [body.code for printed in executors if (body := edition.body_of(printed))]
