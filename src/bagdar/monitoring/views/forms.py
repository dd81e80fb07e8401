"""What an officer types into a report, checked and answered in words of the catalogue.

Each form gives the report's content. Money has several lines; a line is added by a button that
sends the form, so it needs no script.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator

from bagdar.look.words import t
from bagdar.monitoring.rules.nouns import (
    IndicatorContent,
    MilestoneContent,
    MoneyContent,
    MoneyLine,
    Reporter,
)

DAY_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]
MOST_DIGITS, MOST_PLACES = 18, 6
MOST_LINES = 60
LONGEST_TEXT, LONGEST_LINE, LONGEST_CODE = 4000, 300, 60
STATUSES = ("done", "partly", "not_done")
SPACES = re.compile(r"[\s\u00a0\u2009\u202f']")


class Figure(forms.CharField):
    """A number as people type it: 1 234,5 or 1234.5; empty gives None."""

    def __init__(self, label: str, *, hint: str = "", required: bool = False) -> None:
        typing = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(
            label=label,
            help_text=hint,
            required=required,
            widget=forms.TextInput(attrs=typing),
            error_messages={"required": t("desk.form.required")},
        )
        self.validators = []

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        text = SPACES.sub("", str(value or "")).replace("−", "-").replace(",", ".")
        if not text:
            return None
        try:
            number = Decimal(text) if len(text) <= 40 else Decimal("NaN")
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or "e" in text.lower():
            raise forms.ValidationError(t("desk.form.number"))
        whole, places = max(number.adjusted() + 1, 1), max(-int(number.as_tuple().exponent), 0)
        if whole + places > MOST_DIGITS or whole > MOST_DIGITS - MOST_PLACES:
            raise forms.ValidationError(t("desk.form.too_large"))
        if places > MOST_PLACES:
            raise forms.ValidationError(t("desk.form.places", places=MOST_PLACES))
        return number

    def validate(self, value: Any) -> None:
        if self.required and value is None:
            raise forms.ValidationError(t("desk.form.required"))


def text_field(
    label: str, limit: int, *, hint: str = "", required: bool = False
) -> forms.CharField:
    """A line or, from a thousand characters on, a box of text. label, hint: as read."""
    rows = {"rows": 4}
    widget = forms.Textarea(attrs=rows) if limit > 1000 else forms.TextInput()
    field = forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        widget=widget,
        error_messages={"required": t("desk.form.required")},
    )
    field.validators = [
        MaxLengthValidator(limit, t("desk.form.too_long", limit=limit)),
        ProhibitNullCharactersValidator(t("desk.form.null")),
    ]
    return field


def day_field(label: str, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=False,
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": t("desk.form.date")},
    )


def choice_field(
    label: str, choices: Sequence[tuple[str, str]], *, required: bool, hint: str = ""
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=[("", t("desk.form.choose")), *choices],
        required=required,
        error_messages={
            "required": t("desk.form.required"),
            "invalid_choice": t("desk.form.choice"),
        },
    )


class MilestoneForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        statuses = [(status, t(f"desk.status.{status}")) for status in STATUSES]
        self.fields["status"] = choice_field(t("desk.field.status"), statuses, required=True)
        self.fields["done_on"] = day_field(t("desk.field.done_on"), t("desk.field.done_on.hint"))
        self.fields["text"] = text_field(
            t("desk.field.text"), LONGEST_TEXT, hint=t("desk.field.text.hint")
        )

    def content(self) -> MilestoneContent:
        return MilestoneContent(**self.cleaned_data)

    @staticmethod
    def initial_of(content: MilestoneContent) -> dict[str, Any]:
        return content.model_dump(exclude={"kind"})


class IndicatorForm(forms.Form):
    """unit, weight: as the act and rows.csv word them; without a weight none is asked for.

    source  where the figure comes from, in words; "" where no source outside is declared
    """

    def __init__(
        self, *args: Any, unit: str, weight: str, reporter: Reporter, source: str, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        label = t("desk.field.value_unit", unit=unit) if unit else t("desk.field.value")
        hint = t(
            "desk.field.value.region" if reporter.kind == "region" else "desk.field.value.hint"
        )
        self.fields["value"] = Figure(label, hint=hint, required=True)
        if weight:
            self.fields["weight"] = Figure(
                t("desk.field.weight_of", weight=weight), hint=t("desk.field.weight.hint")
            )
        self.fields["document"] = text_field(
            t("desk.field.document"),
            LONGEST_LINE,
            hint=t("desk.field.document.source", source=source)
            if source
            else t("desk.field.document.hint"),
        )
        if source or any(
            (kwargs.get("initial") or {}).get(one) for one in ("page", "published_on")
        ):
            self.fields["page"] = text_field(t("desk.field.page"), LONGEST_CODE)
            self.fields["published_on"] = day_field(t("desk.field.published_on"))
        self.fields["text"] = text_field(t("desk.field.text"), LONGEST_TEXT)

    def clean_weight(self) -> Decimal | None:
        weight: Decimal | None = self.cleaned_data["weight"]
        if weight is not None and weight < 0:
            raise forms.ValidationError(t("desk.form.negative"))
        return weight

    def content(self) -> IndicatorContent:
        return IndicatorContent(**self.cleaned_data)

    @staticmethod
    def initial_of(content: IndicatorContent) -> dict[str, Any]:
        given = content.model_dump(exclude={"kind"})
        return {name: typed(value) for name, value in given.items()}


class LineForm(forms.Form):
    """One source and one budget programme. sources: (as printed, as read); codes: of the act."""

    AMOUNTS = ("plan", "revised", "spent")

    def __init__(
        self, *args: Any, sources: Sequence[tuple[str, str]], codes: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, empty_permitted=True, use_required_attribute=False, **kwargs)
        self.fields["source"] = choice_field(t("desk.field.budget"), sources, required=False)
        self.fields["budget_programme"] = text_field(
            t("desk.field.budget_programme"),
            LONGEST_CODE,
            hint=t("desk.field.budget_programme.hint", codes=", ".join(codes)) if codes else "",
        )
        for name in self.AMOUNTS:
            self.fields[name] = Figure(t(f"desk.field.{name}"))

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing: a line without an amount is left out."""
        return not any(self[name].data for name in self.AMOUNTS)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.is_empty and not given.get("source") and "source" not in self.errors:
            self.add_error("source", t("desk.form.required"))
        return given

    def line(self) -> MoneyLine:
        return MoneyLine(**self.cleaned_data)


class MoneyForm(forms.Form):
    """The lines of a measure's money in a year, and a remark.

    proposed  what the lines hold at first: the act's sources and budget programmes
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        sources: Sequence[tuple[str, str]],
        proposed: Sequence[Mapping[str, str]],
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["text"] = text_field(t("desk.field.text"), LONGEST_TEXT)
        first = (initial or {}).get("lines") or proposed or [{}]
        count = len(first) if data is None else _count(data, len(first))
        codes = sorted({line["budget_programme"] for line in proposed} - {""})
        self.lines = [
            LineForm(
                data,
                prefix=f"line-{place}",
                initial=first[place] if data is None else None,
                sources=sources,
                codes=codes,
            )
            for place in range(count)
        ]

    def is_valid(self) -> bool:
        """Every line is judged, so that all faults are said at once."""
        judged = [line.is_valid() for line in self.lines]
        if super().is_valid() and all(judged) and not self.told():
            self.add_error(None, t("desk.form.no_line"))
        return super().is_valid() and all(judged)

    def told(self) -> list[LineForm]:
        return [line for line in self.lines if not line.is_empty]

    def content(self) -> MoneyContent:
        lines = tuple(line.line() for line in self.told())
        return MoneyContent(text=self.cleaned_data["text"], lines=lines)

    @property
    def can_grow(self) -> bool:
        return len(self.lines) < MOST_LINES

    @staticmethod
    def initial_of(content: MoneyContent) -> dict[str, Any]:
        lines = [
            {name: typed(value) for name, value in line.model_dump().items()}
            for line in content.lines
        ]
        return {"text": content.text, "lines": lines}


ContentForm = MilestoneForm | IndicatorForm | MoneyForm


def _count(data: Mapping[str, Any], least: int) -> int:
    """How many lines were sent, with one more where that button was pressed."""
    sent = str(data.get("lines", ""))
    count = int(sent) if sent.isdecimal() and len(sent) < 4 else least
    grown = count + (data.get("do") == "add_line")
    return max(1, min(grown, MOST_LINES))


def typed(value: Any) -> Any:
    """A number as a person would type it; anything else as it is."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", t("desk.form.mark"))
    return value
