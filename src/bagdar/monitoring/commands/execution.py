"""`bagdar monitoring execution`: what was planned and what was spent."""

from datetime import datetime
from typing import Any

import click

from bagdar.core.languages import EMPTY, format_number
from bagdar.monitoring.commands import Help
from bagdar.monitoring.commands.instants import KNOWN_AT, instant
from bagdar.monitoring.rules.execution import Execution
from bagdar.monitoring.rules.nouns import Origin
from bagdar.monitoring.rules.totals import Total
from bagdar.programme import terminal


@click.command("execution", cls=Help)
@click.argument("programme", metavar="[PROGRAMME[@EDITION]]", required=False)
@click.option("--year", type=click.IntRange(1990, 2100))
@KNOWN_AT
@click.option("--json", "as_json", is_flag=True, help="JSON")
def execution(
    programme: str | None, year: int | None, known_at: datetime | None, as_json: bool
) -> None:
    import django

    django.setup()
    from bagdar.monitoring.queries.execution import execution as execution_in
    from bagdar.programme import public
    from bagdar.programme.rules.editions import NothingLoaded, split_code

    named = programme or public.first_programme()
    if named is None:
        raise NothingLoaded()
    code, number = split_code(named)
    found = execution_in(code, year=year, edition_number=number, known_at=instant(known_at))
    if as_json:
        terminal.print_json(facts(found))
    else:
        print_table(found)


def facts(found: Execution) -> dict[str, Any]:
    """Everything as plain values, amounts in the act's unit."""
    cuts = {
        "by_year": found.by_year,
        "by_source": found.by_source,
        "by_goal": found.by_goal,
        "by_task": found.by_task,
        "by_body": found.by_body,
        "by_budget_programmes": found.by_budget_programmes,
    }
    return {
        "programme": found.programme,
        "origin": found.origin.value,
        "years": found.years,
        "total": total_facts(found.total),
        **{name: [total_facts(one) for one in totals] for name, totals in cuts.items()},
        "unreported": [
            {"measure": one.measure, "years": one.years, "act": one.act}
            for one in found.unreported
        ],
        "outside": [
            {"measure": one.measure, "source": one.source, "year": one.year, "spent": one.spent}
            for one in found.outside
        ],
        "regions_missing": [
            {"measure": one.measure, "source": one.source, "year": one.year,
             "regions": one.regions_missing}
            for one in found.regions_missing
        ],
    }  # fmt: skip


def total_facts(total: Total) -> dict[str, Any]:
    return {
        "key": total.key,
        "act": total.act,
        "plan": total.plan,
        "revised": total.revised,
        "spent": total.spent,
        "share": None if total.share is None else round(total.share, 2),
        "gap": total.gap,
        "percentage_of": total.base_kinds,
        "unreported_measures": len(total.unreported),
    }


def print_table(found: Execution) -> None:
    """A line a year and one for all: act, plan, revised, spent, percent."""
    if found.is_reported and found.origin != Origin.REAL:
        click.echo(terminal.say("look.illustrative.mark"))
    heads = ("act", "plan", "revised", "spent", "share")
    titles = [terminal.say(f"execution.column.{name}") for name in heads]
    click.echo(" " * 10 + "".join(f"{title:>22}" for title in titles))
    for one in found.by_year:
        click.echo(_line(str(one.key), one))
    click.echo(_line(terminal.say("monitoring_command.execution_total"), found.total))
    if found.unreported:
        measures = ", ".join(str(one.measure) for one in found.unreported)
        click.echo(
            terminal.say(
                "monitoring_command.execution_unreported",
                count=len(found.unreported),
                measures=measures,
            )
        )


def _line(name: str, total: Total) -> str:
    language = terminal.language()
    amounts = (total.act, total.plan, total.revised, total.spent)
    cells = [EMPTY if one is None else format_number(one, language, 1) for one in amounts]
    cells.append(EMPTY if total.share is None else f"{format_number(total.share, language, 1)} %")
    return f"{name:<10}" + "".join(f"{cell:>22}" for cell in cells)
