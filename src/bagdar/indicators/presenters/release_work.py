"""A release at the desk of those who prepare and approve it: where it stands, what may be done."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from bagdar.core.languages import format_instant
from bagdar.indicators.presenters.release_files import receipt
from bagdar.indicators.queries.releases import ApprovalInfo, ReleaseInfo, TableInfo
from bagdar.indicators.rules.adding import THEN
from bagdar.indicators.rules.releases import FROM, State, Step, is_running
from bagdar.look.tables import Column, Mark, Table
from bagdar.look.words import current_language, t

TONE = {State.PLANNED: "plain", State.PREPARED: "sky", State.APPROVED: "gold",
        State.PUBLISHED: "good", State.WITHDRAWN: "bad"}  # fmt: skip
Facts = list[tuple[str, ...]]


def table(found: Sequence[ReleaseInfo]) -> Table:
    """What is under way first, each with its state."""
    language = current_language()
    is_closed = (State.PUBLISHED, State.WITHDRAWN)
    columns = (
        Column("name", t("releases.column.name"), link="href"),
        Column("state", t("releases.column.state")),
        Column("due", t("releases.column.due")),
        Column("approved", t("releases.column.approved"), "number"),
        Column("code", t("figures.column.code"), "code"),
    )
    rows = [
        {
            "name": one.names[language], "href": reverse("release_work", args=[one.code]),
            "code": one.code, "state": state(one.state),
            "due": format_instant(one.due_at, language), "approved": len(one.roles),
        }
        for one in sorted(found, key=lambda one: (one.state in is_closed, one.due_at, one.code))
    ]  # fmt: skip
    return Table(name="desk", title=t("releases.desk"), columns=columns, rows=rows,
                 empty=t("releases.none_coming"))  # fmt: skip


def state(one: State) -> Mark:
    return Mark(t(f"releases.state.{one.value}"), TONE[one])  # type: ignore[arg-type]


def facts(info: ReleaseInfo, approvals: Sequence[ApprovalInfo], needed: int) -> Facts:
    language = current_language()
    told: Facts = [
        (t("releases.column.state"), t(f"releases.state.{info.state.value}")),
        (t("releases.column.due"), format_instant(info.due_at, language)),
        (t("releases.prepared_by"), info.prepared_by),
        (t("releases.approved_of", needed=needed), "; ".join(
            f"{one.account} ({t(f'access.role.{one.role}')}), {format_instant(one.at, language)}"
            for one in approvals
        )),
        (t("releases.digest"), info.digest),
        (t("releases.form.replaces"), info.replaces),
        (t("releases.column.demonstration"),
         t("releases.demonstration") if info.is_demonstration else ""),
    ]  # fmt: skip
    if info.state is State.PUBLISHED:
        found = receipt(info)
        told.append((t("releases.receipt"), found["words"], found.get("href", "")))
    return [one for one in told if one[1]]


def attack(info: ReleaseInfo, now: datetime) -> dict[str, Any]:
    """What the attack came to, in a sentence; cells: of what it could work out."""
    told, language = info.attack, current_language()
    state = told.get("state", "")
    if state == "running":
        going = is_running(told, now)
        at = format_instant(datetime.fromisoformat(told.get("asked_at", told["beat_at"])), language)
        words = t("releases.attack.running" if going else "releases.attack.cut_off", at=at,
                  done=told.get("done", 0), of=told.get("of", 0))  # fmt: skip
        return {"words": words, "is_running": going, "tone": "plain" if going else "wrong"}
    if state == "safe":
        key = "releases.attack.safe" if info.is_checked else "releases.attack.outdated"
        words = t(key, tables=told["tables"], published=told["published"])
        return {"words": words, "tone": "ok" if info.is_checked else "plain"}
    if state == "found":
        cells = [" · ".join("/".join(cell) for cell in one) for one in told["cells"]]
        words = t("releases.attack.found", count=told["findings"])
        return {"words": words, "tone": "wrong", "cells": cells}
    if state == "failed":
        return {"words": t("releases.attack.failed", error=told["error"]), "tone": "wrong"}
    return {"words": t("releases.attack.none"), "tone": "plain"}


def may(info: ReleaseInfo) -> Mapping[str, bool]:
    """Which steps lead on from where it stands."""
    return {one.value: info.state in FROM[one] for one in Step}


def lines(tables: Sequence[TableInfo]) -> str:
    """The tables as they are typed."""
    return "\n".join(line(one.content) for one in tables)


def line(content: Mapping[str, Any]) -> str:
    by = f":{','.join(content['by'])}" if content["by"] else ""
    borders = "" if content["borders"] == THEN else f"~{content['borders']}"
    return f"{content['metric']}{by}@{content['on']}{borders}"
