"""The page of the reference that lists the forms of delivery."""

from collections.abc import Iterator

from bagdar.core.catalogue import Catalogue
from bagdar.core.errors import Phrase
from bagdar.intake.rules.forms import FORMS, Form, Makes
from bagdar.warehouse.tables.reference import lines_of

INTRODUCTION = """# Forms of delivery

What the rows of a delivery may hold, and which facts of the register are made of a row. Source:
`src/bagdar/intake/rules/forms.py`; the tables: [tables of the register](register-tables.md); code
lists: [codes](registry-codes.md). A column is found by its name or by its title in any language, in
any order. An empty cell says nothing: what is known stays.
"""


def page(catalogue: Catalogue) -> str:
    parts = [INTRODUCTION]
    for one in FORMS.values():
        parts.append("\n".join(_form(one, catalogue)))
    return "\n".join(parts)


def _form(one: Form, catalogue: Catalogue) -> Iterator[str]:
    name = Phrase(f"intake.form.{one.name}")
    first, *rest = lines_of(one.table, name, one.columns, catalogue)
    yield first
    sender = (
        "an organisation for itself" if one.sent_by == "organisation" else "a region, a ministry"
    )
    yield f"Delivered by {sender}. A row makes: {'; '.join(map(_making, one.makes))}.\n"
    yield from rest


def _making(one: Makes) -> str:
    when = f", where `{'` or `'.join(one.when)}` is filled" if one.when else ""
    verb = "ends what stands in" if one.how == "end" else "a fact of"
    return f"{verb} `{one.table}`{when}"
