"""Fields of forms made from the columns of a contract: their kind, codes, bounds and words."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from bagdar.look.words import known, t
from bagdar.registry.queries.declared import lists
from bagdar.registry.views.desk_forms import choice_field, codes, text_field, whole_field
from bagdar.warehouse.tables.contract import Column, Kind

MOST = Decimal(100_000)
SAID = {"yes": True, "no": False, "": None}


class CommaField(forms.DecimalField):
    def to_python(self, value: Any) -> Decimal | None:
        text = str(value or "").strip()[:40].replace("\u00a0", "").replace(" ", "")
        found: Decimal | None = super().to_python(text.replace(",", "."))
        return found


def number_field(label: str, least: str, most: str, *, hint: str = "") -> forms.DecimalField:
    """A number as people type it, with a comma or a point."""
    return CommaField(
        label=label,
        help_text=hint,
        required=False,
        min_value=Decimal(least),
        max_value=Decimal(most),
        max_digits=12,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "invalid": t("desk.form.number"),
            "min_value": t("registry_desk.form.between", least=least, most=most),
            "max_value": t("registry_desk.form.between", least=least, most=most),
            "max_digits": t("desk.form.too_large"),
            "max_whole_digits": t("desk.form.too_large"),
        },
    )


def field_of(column: Column) -> forms.Field:
    """As the contract has it: needed or not, its codes by name, its bounds."""
    found = _optional(column)
    found.required = column.needed
    found.error_messages["required"] = t("desk.form.required")
    return found


def _optional(column: Column) -> forms.Field:
    label, key = t(f"column.{column.name}"), f"column_help.{column.name}"
    hint = t(key) if known(key) else ""
    if column.kind is Kind.CODE:
        return choice_field(label, codes(lists()[column.codes]), hint=hint, required=False)
    if column.kind is Kind.YES_NO:
        choices = [(one, t(f"registry_desk.{one}")) for one in ("yes", "no")]
        return choice_field(label, choices, hint=hint, required=False)
    if column.kind in (Kind.WHOLE, Kind.AMOUNT):
        return whole_field(label, int(column.most or MOST), hint=hint)
    if column.kind is Kind.TEXT:
        return text_field(label, column.longest, hint=hint, required=False)
    return number_field(label, str(column.least or 0), str(column.most or MOST), hint=hint)


def as_kept(columns: Iterable[Column], given: dict[str, Any]) -> dict[str, Any]:
    """What a form gave, with yes and no as they are kept."""
    for column in columns:
        if column.kind is Kind.YES_NO and column.name in given:
            given[column.name] = SAID[given[column.name]]
    return given


def as_typed(columns: Iterable[Column], said: dict[str, Any]) -> dict[str, Any]:
    """The values of columns as a form holds them."""
    words = {True: "yes", False: "no"}
    found = dict(said)
    for column in columns:
        value = said.get(column.name)
        if column.kind is Kind.YES_NO:
            found[column.name] = words.get(value, "")  # type: ignore[arg-type]
        elif isinstance(value, Decimal):
            found[column.name] = f"{value.normalize():f}"
    return found
