"""The form of an organisation's condition, made from the columns of its contract."""

from decimal import Decimal
from typing import Any

from django import forms

from bagdar.look.words import known, t
from bagdar.registry.queries.declared import lists
from bagdar.registry.rules.kinds import CONDITION
from bagdar.registry.views.desk_forms import (
    choice_field,
    codes,
    day_field,
    source_field,
    whole_field,
)
from bagdar.registry.views.desk_staff_forms import number_field
from bagdar.warehouse.tables.contract import Column, Kind

MOST = Decimal(100_000)


class ConditionForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in CONDITION.columns:
            self.fields[column.name] = _field(column)
        self.fields["since"] = day_field(t("registry_desk.field.true_from"))
        self.fields["source"] = source_field()

    def clean(self) -> dict[str, Any]:
        """yes and no as they are kept."""
        given = super().clean() or {}
        said = {"yes": True, "no": False, "": None}
        for column in CONDITION.columns:
            if column.kind is Kind.YES_NO and column.name in given:
                given[column.name] = said[given[column.name]]
        return given


def _field(column: Column) -> forms.Field:
    label = t(f"column.{column.name}")
    key = f"column_help.{column.name}"
    hint = t(key) if known(key) else ""
    if column.kind is Kind.CODE:
        return choice_field(label, codes(lists()[column.codes]), hint=hint, required=False)
    if column.kind is Kind.YES_NO:
        choices = [(one, t(f"registry_desk.{one}")) for one in ("yes", "no")]
        return choice_field(label, choices, hint=hint, required=False)
    if column.kind is Kind.WHOLE:
        return whole_field(label, int(column.most or MOST), hint=hint)
    return number_field(
        label, str(column.least or 0), str(column.most or MOST), hint=hint, required=False
    )
