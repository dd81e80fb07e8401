"""A small amendment to start from, fit for the edition that it would change."""

from bagdar.programme.rules.act import Edition

SAMPLE = """\
number = {number}
illustrative = true

[act]
number = "1"
adopted_on = {day}
in_force_on = {day}
title = {{ kk = "Өзгеріс енгізу туралы", ru = "О внесении изменения", en = "On an amendment" }}
citation = {{ kk = "Үлгі қаулы", ru = "Пример постановления", en = "An example resolution" }}
issuer = {{ kk = "Үлгі орган", ru = "Пример органа", en = "An example body" }}
"""
TARGET = """
[[target]]
row = "{row}"
year = {year}
was = {was}
value = {was}
"""


def sample(edition: Edition) -> str:
    """An illustrative overlay that previews without a fault: write your own value into it."""
    text = SAMPLE.format(number=edition.number + 1, day=edition.act.adopted_on.isoformat())
    for _, row in edition.rows():
        targets = [row.targets(table) for table in row.tables]
        years = [year for year in targets[0] if all(one.get(year) for one in targets)]
        last = max(years, default=None)
        if last is not None and len({one[last] for one in targets}) == 1:
            return text + TARGET.format(row=row.code, year=last, was=targets[0][last])
    return text
