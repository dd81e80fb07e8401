"""The form of an organisation's condition, made from the columns of its contract."""

from typing import Any

from django import forms

from bagdar.look.words import t
from bagdar.registry.rules.kinds import CONDITION
from bagdar.registry.views.contract_fields import as_kept, field_of
from bagdar.registry.views.desk_forms import day_field, source_field


class ConditionForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in CONDITION.columns:
            self.fields[column.name] = field_of(column)
        self.fields["since"] = day_field(t("registry_desk.field.true_from"))
        self.fields["source"] = source_field()

    def clean(self) -> dict[str, Any]:
        return as_kept(CONDITION.columns, super().clean() or {})
