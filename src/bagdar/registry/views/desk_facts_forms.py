"""What is typed about a fact of an own person, and where somebody new is named: from contracts."""

from datetime import date
from typing import Any

from django import forms

from bagdar.look.words import t
from bagdar.registry.queries.declared import lists
from bagdar.registry.rules.kinds import DEVELOPMENT
from bagdar.registry.rules.own_facts import OWN_KINDS, OwnKind
from bagdar.registry.views.contract_fields import as_kept, field_of
from bagdar.registry.views.desk_forms import (
    IinField,
    OrNew,
    choice_field,
    codes,
    day_field,
    sexes,
    source_field,
    text_field,
    yes_field,
)


class Adding(forms.Form):
    """A fact for some days, on a document."""

    def __init__(self, *args: Any, own: OwnKind, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        self._first_fields()
        for column in own.added:
            if column.to != "person":  # somebody is named by number and birth date
                self.fields[column.name] = field_of(column)
        self.fields["since"] = day_field(t("registry_desk.field.since"))
        self.fields["since"].initial = today
        ends = own.kind is DEVELOPMENT  # a course has a last day
        label = t("registry_desk.field.until" if ends else "registry_desk.field.until_open")
        self.fields["until"] = day_field(label, required=ends)
        self.fields["source"] = source_field()
        self._last_fields()

    def _first_fields(self) -> None:
        """Before those of the fact."""

    def _last_fields(self) -> None:
        """After those of the fact."""

    def clean(self) -> dict[str, Any]:
        given = as_kept(self.own.added, super().clean() or {})
        since, until = given.get("since"), given.get("until")
        if since and until and until <= since:
            self.add_error("until", t("registry_desk.form.ends_later"))
        return given


class Naming(OrNew, Adding):
    """The same of somebody who is named by IIN and birth date, or is new to the register."""

    NEW = ("family", "given", "patronymic", "sex", "is_another")

    def _first_fields(self) -> None:
        self.fields["iin"] = IinField(hint=t("registry_desk.field.iin.hint"))
        self.fields["born_on"] = day_field(t("registry_desk.field.born_on"))

    def _last_fields(self) -> None:
        for name in ("family", "given", "patronymic"):
            self.fields[name] = text_field(t(f"registry_desk.field.{name}"), 100, required=False)
        self.fields["sex"] = choice_field(t("registry_desk.field.sex"), sexes(), required=False)
        self.fields["is_another"] = yes_field(
            t("registry_desk.field.is_another"), hint=t("registry_desk.field.is_another.hint")
        )


class Hiring(Naming):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, own=OWN_KINDS["post"], **kwargs)


class Changing(forms.Form):
    """Otherwise from a day on, or ended on it. ends: the button that ends it was pressed."""

    def __init__(self, *args: Any, own: OwnKind, ends: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        for column in own.changed:
            self.fields[column.name] = field_of(column)
            self.fields[column.name].required &= not ends
        self.fields["since"] = day_field(
            t("registry_desk.field.since"), hint=t("registry_desk.facts.since.hint")
        )
        if own.reason:
            self.fields["reason"] = choice_field(
                t("registry_desk.column.end_reason"), codes(lists()["post_ends"]), required=ends,
                hint=t("registry_desk.field.end_reason.hint"),
            )  # fmt: skip
        self.fields["source"] = source_field()

    def clean(self) -> dict[str, Any]:
        return as_kept(self.own.changed, super().clean() or {})
