"""The passport and the decree against the rest of the act."""

import re
from collections.abc import Iterator
from itertools import pairwise

from bagdar.core.languages import MONTHS
from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.check.finding import plain
from bagdar.programme.rules.check.reading import figures, own_act, strangers, unnumbered
from bagdar.programme.rules.check.rule import Hit, hit, rule

WHOLE = "-"  # the row of what the passport prints once


@rule("passport_target_value", "error")
def passport_target_value(edition: Edition) -> Iterator[Hit]:
    """The passport promises what the indicator's table prints for the last year."""
    rows = {row.code: row for _, row in edition.rows()}
    for target in edition.passport.targets:
        for code, value in target.values.items():
            row = rows.get(code)
            for table in row.tables if row else ():
                assert row is not None
                last = row.targets(table).get(edition.period.last_year)
                if last != value:
                    yield hit(
                        "passport",
                        code,
                        f"target {table}",
                        printed=plain(value),
                        expected=plain(last),
                        value=value,
                        last=last,
                        year=edition.period.last_year,
                    )


@rule("passport_target_missing", "warning")
def passport_target_missing(edition: Edition) -> Iterator[Hit]:
    """Every target indicator stands in a passport that lists targets."""
    named = {code for target in edition.passport.targets for code in target.values}
    for indicator, row in edition.rows() if named else ():
        if indicator.kind == "target" and row.code not in named:
            yield hit("passport", row.code, "target", expected=row.name.kk, name=row.name)


@rule("passport_target_order", "note")
def passport_target_order(edition: Edition) -> Iterator[Hit]:
    """The passport lists the targets in the order in which the body numbers them."""
    order = [indicator.code for indicator in edition.indicators]
    targets = [target for target in edition.passport.targets if target.indicator in order]
    for earlier, target in pairwise(targets):
        if order.index(target.indicator) < order.index(earlier.indicator):
            yield hit(
                "passport",
                target.indicator,
                "number",
                printed=str(target.number),
                expected=str(earlier.number),
                number=target.number,
                earlier=earlier.indicator,
            )


@rule("passport_target_wording", "note")
def passport_target_wording(edition: Edition) -> Iterator[Hit]:
    """The passport words a target as the body does.

    Only words of the body that have nothing alike in the passport count: the passport adds
    figures and spells abbreviations out.
    """
    by_code = edition.indicator_by_code
    for target in edition.passport.targets:
        indicator = by_code.get(target.indicator)
        if indicator is None or not indicator.rows:
            continue
        name = indicator.rows[0].name.kk if len(indicator.rows) == 1 else indicator.name.kk
        missing = strangers(name, target.text.kk)
        if missing:
            yield hit(
                "passport",
                target.indicator,
                "text",
                printed=unnumbered(target.text.kk),
                expected=name,
                words=missing,
            )


def _busy_bodies(edition: Edition) -> set[str]:
    """Codes of the bodies that are an executor of anything."""
    printed = [one for measure in edition.measures for one in measure.executors]
    for _, row in edition.rows():
        for table in row.tables:
            printed.extend(getattr(row, table).executors)
    return {body.code for one in printed if (body := edition.body_of(one))}


@rule("passport_body_idle", "warning")
def passport_body_idle(edition: Edition) -> Iterator[Hit]:
    """A body that the passport makes responsible is an executor of something."""
    busy = _busy_bodies(edition)
    for code in edition.passport.bodies:
        if code not in busy:
            body = edition.body_by_code[code]
            yield hit("passport", code, "bodies", printed=body.printed, body=body.name)


# --- the decree ---------------------------------------------------------------------------------


@rule("approval_date", "warning")
def approval_date(edition: Edition) -> Iterator[Hit]:
    """The approval stamp gives the day on which the act was adopted.

    Read from «2019 жылғы 27 желтоқсандағы»: year, day, month. A stamp without the day is a
    finding, and so is one with another day, month, year or number.
    """
    stamp, act = edition.passport.approval_stamp, own_act(edition)
    if stamp is None or act is None:
        return
    month = MONTHS["kk"][act.adopted_on.month - 1]
    expected = f"{act.adopted_on.year} жылғы {act.adopted_on.day} {month}дағы № {act.number}"
    day = rf"{act.adopted_on.year} жылғы {act.adopted_on.day} {month}"
    number = re.search(r"№\s*([\w-]+)", stamp.kk)
    if not re.search(day, stamp.kk) or (number and number[1] != act.number):
        yield hit(
            "passport",
            WHOLE,
            "approval_stamp",
            printed=stamp.kk,
            expected=expected,
            adopted_on=act.adopted_on,
            number=act.number,
        )


@rule("title_period", "error")
def title_period(edition: Edition) -> Iterator[Hit]:
    """The years in the titles are the first and the last year of the period."""
    period = edition.period
    wanted = {period.first_year, period.last_year}
    titles = {"title": edition.title, "act": edition.act.title, "name": edition.passport.name}
    for column, title in titles.items():
        years = {int(figure) for figure in figures(title.kk) if 1990 <= figure <= 2100}
        if len(years) > 1 and years != wanted:
            expected = f"{period.first_year}–{period.last_year}"
            yield hit("passport", WHOLE, column, printed=title.kk, expected=expected)


@rule("legal_basis_later", "error")
def legal_basis_later(edition: Edition) -> Iterator[Hit]:
    """A programme rests on acts that are older than itself."""
    for number, basis in enumerate(edition.passport.legal_bases, start=1):
        for day in basis.dates:
            if day > edition.act.adopted_on:
                yield hit(
                    "passport",
                    f"legal basis {number}",
                    "date",
                    printed=f"{day:%d.%m.%Y}",
                    expected=f"{edition.act.adopted_on:%d.%m.%Y}",
                    day=day,
                    adopted_on=edition.act.adopted_on,
                )
