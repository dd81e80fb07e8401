"""What `bagdar programme` prints: sentences in the reader's language, or JSON."""

import json
from collections.abc import Callable
from typing import Any

import click

from bagdar import helped
from bagdar.core.languages import show
from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.check import Acknowledgement, Finding, messages
from bagdar.programme.rules.compare import sentence

language, words, say = helped.language, helped.words, helped.say


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=_json_default))


def _json_default(value: Any) -> Any:
    """Decimals as numbers, days in ISO 8601, wordings by language."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if hasattr(value, "as_tuple"):
        return int(value) if value == int(value) else float(value)
    return str(value)


def edition_facts(edition: Edition) -> dict[str, Any]:
    return {
        "programme": edition.programme,
        "edition": edition.number,
        "title": edition.title,
        "act": edition.act,
        "illustrative": edition.illustrative,
        "goals": len(edition.goals),
        "tasks": len(edition.tasks),
        "indicators": len(edition.indicators),
        "measures": len(edition.measures),
    }


def difference_facts(difference: Any) -> dict[str, Any]:
    return {
        "kind": difference.kind,
        "subject": difference.subject,
        "code": difference.code,
        "field": difference.field,
        "old": difference.old,
        "new": difference.new,
        "sentence": sentence(difference, words()),
    }


def print_overview(edition: Edition) -> None:
    chosen = language()
    click.echo(f"{edition.title[chosen]}\n{edition.act.citation[chosen]}")
    for goal in edition.goals:
        click.echo(f"\n{goal.code}. {goal.name[chosen]}")
        for indicator in edition.indicators_of(goal=goal.code, task=None):
            click.echo(f"  {indicator.code:<8} {indicator.name[chosen]}")
        for task in (task for task in edition.tasks if task.goal == goal.code):
            measures = edition.measures_of(task.code)
            numbers = f"{measures[0].code}–{measures[-1].code}" if measures else ""
            click.echo(f"  {task.code}. {task.name[chosen]}  {numbers}")
            for indicator in edition.indicators_of(goal=goal.code, task=task.code):
                click.echo(f"    {indicator.code:<8} {indicator.name[chosen]}")


def record(edition: Edition, code: str) -> Any:
    """An indicator, measure, body, goal, task or subtask by its code; None for none."""
    finders: tuple[Callable[[], Any], ...] = (
        lambda: edition.indicator_by_code.get(code),
        lambda: (
            edition.measure_by_number.get(int(code.removeprefix("m")))
            if code.removeprefix("m").isdigit()
            else None
        ),
        lambda: edition.body_by_code.get(code),
        lambda: edition.task_by_code.get(code) or edition.subtask_by_code.get(code),
    )
    return next((found for find in finders if (found := find()) is not None), None)


def print_tree(value: Any, depth: int = 0, key: str = "") -> None:
    indent = "  " * depth
    if isinstance(value, dict) and set(value) == {"kk", "ru", "en"}:
        click.echo(f"{indent}{key}: {value[language()]}")
    elif isinstance(value, dict):
        if key:
            click.echo(f"{indent}{key}:")
        for name, item in value.items():
            if item not in (None, (), {}):
                print_tree(item, depth + bool(key), str(name))
    elif isinstance(value, (list, tuple)) and value and isinstance(value[0], dict):
        for index, item in enumerate(value, start=1):
            print_tree(item, depth, f"{key}[{index}]")
    else:
        click.echo(f"{indent}{key}: {show(value, language())}")


def print_finding(finding: Finding, reason: Acknowledgement | None) -> None:
    """Where, what, and why it may stand where somebody has said so."""
    chosen, where = language(), finding.where
    place = " · ".join(part for part in (where.table, where.row, where.column) if part)
    click.echo(f"{say(f'programme_command.{finding.severity}')}: {place}")
    click.echo(f"  {messages(finding, words())[chosen]}")
    if reason:
        click.echo(f"  {say('programme_command.acknowledged', reason=reason.reason, by=reason.by)}")
