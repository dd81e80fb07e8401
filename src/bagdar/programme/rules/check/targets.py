"""Target paths: the figures of one row, each year against the others."""

import re
from collections.abc import Iterator
from decimal import Decimal
from statistics import median

from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.check.finding import plain
from bagdar.programme.rules.check.paths import Path, is_survey, paths
from bagdar.programme.rules.check.reading import year_span
from bagdar.programme.rules.check.rule import Hit, rule

# A step counts as a jump when it is this many times the middle step of the row …
JUMP_FACTOR = 3
# … and this share of the whole way from the first figure to the last.
JUMP_SHARE = Decimal(1) / 3


def _best(path: Path, values: list[Decimal]) -> Decimal:
    return max(values) if path.row.direction == "higher" else min(values)


@rule("target_reversal", "warning")
def target_reversal(edition: Edition) -> Iterator[Hit]:
    """No target is weaker than the target before it; the last year has a rule of its own.

    Which way is better is ours: the act does not say it.
    """
    for path in paths(edition):
        for before, year in zip(path.years, path.years[1:-1], strict=False):
            earlier, value = path.targets[before], path.targets[year]
            if path.is_worse(value, than=earlier):
                yield path.hit(
                    year,
                    printed=plain(value),
                    expected=plain(earlier),
                    value=value,
                    earlier=earlier,
                    earlier_year=before,
                )


@rule("target_ends_weaker", "warning")
def target_ends_weaker(edition: Edition) -> Iterator[Hit]:
    """The last target is not weaker than the best one before it."""
    for path in paths(edition):
        *before, last = path.years
        if not before:
            continue
        best = _best(path, [path.targets[year] for year in before])
        value = path.targets[last]
        if path.is_worse(value, than=best):
            best_year = next(year for year in before if path.targets[year] == best)
            yield path.hit(
                last,
                printed=plain(value),
                expected=plain(best),
                value=value,
                best=best,
                best_year=best_year,
            )


@rule("baseline_better", "warning")
def baseline_better(edition: Edition) -> Iterator[Hit]:
    """The baseline is not already better than the first target."""
    for path in paths(edition):
        first = path.years[0]
        value = path.targets[first]
        if path.baseline is not None and path.is_worse(value, than=path.baseline):
            yield path.hit(
                first,
                printed=plain(value),
                expected=plain(path.baseline),
                value=value,
                baseline=path.baseline,
                baseline_year=edition.baseline_year,
            )


def _is_flat(path: Path) -> bool:
    return len(path.targets) > 2 and len(set(path.targets.values())) == 1


def _fixed_base(path: Path) -> re.Match[str] | None:
    """The year to which a growth unit refers: «2020 жылға % өсім»."""
    return re.search(r"(\d{4}) жылға", path.unit)


@rule("target_flat", "note")
def target_flat(edition: Edition) -> Iterator[Hit]:
    """Targets differ from year to year; growth over the year before may well stay the same."""
    for path in paths(edition):
        if _is_flat(path) and not path.is_growth:
            value = path.targets[path.years[0]]
            yield path.hit(
                path.years[-1], printed=plain(value), value=value, years=year_span(path.years)
            )


@rule("target_flat_from_base", "warning")
def target_flat_from_base(edition: Edition) -> Iterator[Hit]:
    """Growth against one fixed year that stays the same says that nothing grows any more."""
    for path in paths(edition):
        base = _fixed_base(path)
        if base and _is_flat(path):
            value = path.targets[path.years[0]]
            yield path.hit(
                path.years[-1],
                printed=plain(value),
                value=value,
                base_year=base[1],
                first_year=path.years[0],
            )


@rule("target_plateau", "note")
def target_plateau(edition: Edition) -> Iterator[Hit]:
    """Each year improves on the year before, unless the end of the scale is reached."""
    for path in paths(edition):
        if _is_flat(path) or path.is_growth:
            continue
        years = [
            year
            for before, year in zip(path.years, path.years[1:], strict=False)
            if path.targets[year] == path.targets[before] != path.top
        ]
        if years:
            yield path.hit(years[0], printed=plain(path.targets[years[0]]), years=year_span(years))


def _steps(path: Path, baseline_year: int) -> dict[int, Decimal]:
    """Year → improvement a year since the figure before it."""
    figures = dict(path.targets)
    if path.baseline is not None:
        figures = {baseline_year: path.baseline, **figures}
    years = list(figures)
    sign = 1 if path.row.direction == "higher" else -1
    return {
        year: sign * (figures[year] - figures[before]) / (year - before)
        for before, year in zip(years, years[1:], strict=False)
    }


@rule("target_jump", "note")
def target_jump(edition: Edition) -> Iterator[Hit]:
    """No single year carries much more of the way than the others.

    A jump is a yearly step of at least JUMP_FACTOR times the middle of the row's other steps
    and at least JUMP_SHARE of the whole way; steps over several years are divided by them, and
    the step from the baseline counts only as another step. One finding a row, at its longest.
    """
    for path in paths(edition):
        steps = _steps(path, edition.baseline_year)
        first = path.baseline if path.baseline is not None else path.targets[path.years[0]]
        way = abs(path.targets[path.years[-1]] - first)
        jumps = {}
        for year, step in steps.items():
            others = [one for key, one in steps.items() if key != year]
            usual = median(others) if len(others) > 2 else Decimal(0)
            is_long = step >= JUMP_SHARE * way and step >= JUMP_FACTOR * usual
            if year > path.years[0] and usual > 0 and is_long:
                jumps[year] = usual
        if jumps:
            year = max(jumps, key=lambda key: steps[key])
            yield path.hit(
                year,
                printed=plain(path.targets[year]),
                value=path.targets[year],
                step=steps[year],
                usual=round(jumps[year], 2),
                share=round(100 * steps[year] / way),
            )


def _missing(path: Path, edition: Edition) -> tuple[list[int], list[int], list[int]]:
    """Years of the period without a target: before the first, between, after the last."""
    first, last = path.years[0], path.years[-1]
    missing = [year for year in edition.period.years if year not in path.targets]
    return (
        [year for year in missing if year < first],
        [year for year in missing if first < year < last],
        [year for year in missing if year > last],
    )


@rule("target_starts_late", "note")
def target_starts_late(edition: Edition) -> Iterator[Hit]:
    """The first year of the period has a target; surveys, held in some years only, are left out."""
    for path in paths(edition):
        years, _, _ = _missing(path, edition)
        if years and not is_survey(path):
            yield path.hit(years[0], printed="–", years=year_span(years), first=path.years[0])


@rule("target_gap", "warning")
def target_gap(edition: Edition) -> Iterator[Hit]:
    """Between the first and the last target no year is left out; surveys apart."""
    for path in paths(edition):
        _, years, _ = _missing(path, edition)
        if years and not is_survey(path):
            yield path.hit(years[0], printed="–", years=year_span(years))


@rule("target_stops", "warning")
def target_stops(edition: Edition) -> Iterator[Hit]:
    """Targets go on to the last year of the period, unless the scale's end is reached."""
    for path in paths(edition):
        _, _, years = _missing(path, edition)
        value = path.targets[path.years[-1]]
        if years and not is_survey(path) and value != path.top:
            yield path.hit(
                years[0], printed="–", years=year_span(years), last=path.years[-1], value=value
            )


@rule("target_stops_at_top", "note")
def target_stops_at_top(edition: Edition) -> Iterator[Hit]:
    """Once 100 % is reached the act prints it again, as it does for other rows, or a dash.

    A dash leaves open whether the level has to be kept.
    """
    for path in paths(edition):
        _, _, years = _missing(path, edition)
        value = path.targets[path.years[-1]]
        if years and not is_survey(path) and value == path.top:
            yield path.hit(
                years[0], printed="–", expected=plain(value), years=year_span(years), value=value
            )
