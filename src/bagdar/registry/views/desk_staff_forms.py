"""What is typed about staff: a post, a category, a course, a component of pay."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from bagdar.look.words import t
from bagdar.registry.queries.declared import lists
from bagdar.registry.views.desk_forms import (
    IinField,
    choice_field,
    codes,
    day_field,
    sexes,
    source_field,
    text_field,
    whole_field,
    yes_field,
)


def number_field(
    label: str, least: str, most: str, *, hint: str = "", required: bool = True
) -> forms.DecimalField:
    """A number as people type it, with a comma or a point."""
    return CommaField(
        label=label,
        help_text=hint,
        required=required,
        min_value=Decimal(least),
        max_value=Decimal(most),
        max_digits=12,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "required": t("desk.form.required"),
            "invalid": t("desk.form.number"),
            "min_value": t("registry_desk.form.between", least=least, most=most),
            "max_value": t("registry_desk.form.between", least=least, most=most),
            "max_digits": t("desk.form.too_large"),
            "max_whole_digits": t("desk.form.too_large"),
        },
    )


class CommaField(forms.DecimalField):
    def to_python(self, value: Any) -> Decimal | None:
        text = str(value or "").strip()[:40].replace("\u00a0", "").replace(" ", "")
        found: Decimal | None = super().to_python(text.replace(",", "."))
        return found


class Dated(forms.Form):
    """Since when, until when, on what document; last in every form."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._own_fields()
        self.fields["since"] = day_field(t("registry_desk.field.since"))
        self.fields["since"].initial = today
        self.fields["until"] = day_field(t("registry_desk.field.until_open"), required=False)
        self.fields["source"] = source_field()

    def _own_fields(self) -> None:
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until <= since:
            self.add_error("until", t("registry_desk.form.ends_later"))
        return given


def post_fields(form: forms.Form) -> None:
    form.fields["workload"] = number_field(
        t("registry_desk.column.workload"), "0.05", "2", hint=t("registry_desk.field.workload.hint")
    )
    form.fields["hours_per_week"] = number_field(
        t("registry_desk.column.hours"), "0", "60", required=False
    )
    form.fields["is_main"] = yes_field(t("registry_desk.field.is_main"))


class Hiring(Dated):
    NEW = ("family", "given", "patronymic", "sex", "is_another")

    def _own_fields(self) -> None:
        known = lists()
        self.fields["iin"] = IinField(hint=t("registry_desk.field.iin.hint"))
        self.fields["born_on"] = day_field(t("registry_desk.field.born_on"))
        self.fields["position"] = choice_field(
            t("registry_desk.column.position"), codes(known["positions"])
        )
        self.fields["subject"] = choice_field(
            t("registry_desk.column.subject"), codes(known["subjects"]), required=False
        )
        post_fields(self)
        for name in ("family", "given", "patronymic"):
            self.fields[name] = text_field(t(f"registry_desk.field.{name}"), 100, required=False)
        self.fields["sex"] = choice_field(t("registry_desk.field.sex"), sexes(), required=False)
        self.fields["is_another"] = yes_field(
            t("registry_desk.field.is_another"), hint=t("registry_desk.field.is_another.hint")
        )

    @property
    def of_everybody(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.NEW]

    @property
    def of_a_new_person(self) -> list[forms.BoundField]:
        return [self[name] for name in self.NEW]

    @property
    def is_new(self) -> bool:
        return bool(self.cleaned_data.get("family") or self.cleaned_data.get("given"))

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("iin") and "iin" not in self.errors and not self.is_new:
            self.add_error("iin", t("registry_desk.form.iin_or_name"))
        return given


class PostChange(forms.Form):
    """ends: the button that ends the post was pressed; then a reason is needed."""

    def __init__(self, *args: Any, today: date, ends: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        post_fields(self)
        self.fields["since"] = day_field(t("registry_desk.field.since"))
        self.fields["since"].initial = today
        self.fields["reason"] = choice_field(
            t("registry_desk.column.end_reason"), codes(lists()["post_ends"]), required=ends,
            hint=t("registry_desk.field.end_reason.hint"),
        )  # fmt: skip
        self.fields["source"] = source_field()


class Qualifying(Dated):
    def _own_fields(self) -> None:
        known = lists()
        self.fields["kind"] = choice_field(
            t("registry_desk.column.kind"), codes(known["qualification_kinds"])
        )
        self.fields["value"] = choice_field(
            t("registry_desk.column.value"), codes(known["qualifications"])
        )
        self.fields["issuer"] = text_field(t("registry_desk.column.issuer"), 200, required=False)


class Training(Dated):
    def _own_fields(self) -> None:
        self.fields["topic"] = choice_field(
            t("registry_desk.column.topic"), codes(lists()["development_topics"])
        )
        self.fields["provider"] = text_field(
            t("registry_desk.column.provider"), 200, required=False
        )
        self.fields["hours"] = whole_field(t("registry_desk.column.course_hours"), 2000)
        self.fields["hours"].required = True
        self.fields["hours"].error_messages["required"] = t("desk.form.required")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("until") and "until" not in self.errors:
            self.add_error("until", t("desk.form.required"))
        return given


class Paying(Dated):
    def _own_fields(self) -> None:
        self.fields["component"] = choice_field(
            t("registry_desk.column.component"), codes(lists()["pay_components"])
        )
        self.fields["amount_tenge"] = whole_field(
            t("registry_desk.field.amount"), 100_000_000, hint=t("registry_desk.field.amount.hint")
        )
        self.fields["amount_tenge"].required = True
        self.fields["amount_tenge"].error_messages["required"] = t("desk.form.required")
