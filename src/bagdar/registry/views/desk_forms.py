"""What people type at the desk, checked and answered in words of the catalogue."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator

from bagdar.core.languages import show
from bagdar.core.national_ids import Iin, read_iin, verdict_phrase
from bagdar.look.words import current_language, t, words_catalogue
from bagdar.registry.queries.declared import lists
from bagdar.registry.rules.codes import Line

DAY_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]
Choices = Sequence[tuple[str, str]]


def text_field(label: str, limit: int, *, hint: str = "", required: bool = True) -> forms.CharField:
    """label, hint: as read."""
    field = forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": t("desk.form.required")},
    )
    field.validators = [
        MaxLengthValidator(limit, t("desk.form.too_long", limit=limit)),
        ProhibitNullCharactersValidator(t("desk.form.null")),
    ]
    return field


def day_field(label: str, *, hint: str = "", required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": t("desk.form.required"), "invalid": t("desk.form.date")},
    )


def choice_field(
    label: str, choices: Choices, *, hint: str = "", required: bool = True
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        required=required,
        choices=[("", t("desk.form.choose")), *choices],
        error_messages={
            "required": t("desk.form.required"),
            "invalid_choice": t("desk.form.choice"),
        },
    )


def whole_field(label: str, most: int, *, hint: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=False,
        min_value=0,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": t("desk.form.number"),
            "min_value": t("desk.form.negative"),
            "max_value": t("desk.form.too_large"),
        },
    )


def yes_field(label: str, *, hint: str = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=hint, required=False)


def source_field() -> forms.CharField:
    """On what document a deed stands."""
    return text_field(
        t("registry_desk.field.source"), 200, hint=t("registry_desk.field.source.hint")
    )


def codes(lines: Mapping[str, Line], only: Iterable[str] | None = None) -> Choices:
    """A code list as choices, by name. only: those of these codes."""
    wanted = lines if only is None else set(only)
    language = current_language()
    return [(one.code, show(one.name, language)) for one in lines.values() if one.code in wanted]


class IinField(forms.CharField):
    """An IIN as people type it; gives an Iin or None."""

    def __init__(self, *, hint: str = "") -> None:
        super().__init__(
            label=t("registry_desk.field.iin"),
            help_text=hint,
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        )
        self.validators = []

    def to_python(self, value: Any) -> Iin | None:  # type: ignore[override]
        text = str(value or "").strip()[:40]
        if not text:
            return None
        reading = read_iin(text)
        if reading.number is None:
            phrase = verdict_phrase(reading.verdict)
            raise forms.ValidationError(
                words_catalogue().say(phrase.key, current_language(), **phrase.facts)
            )
        return reading.number


class OrNew:
    """A form that names somebody by IIN, or tells who is new to the register.

    NEW  the fields of a new person
    """

    NEW: tuple[str, ...] = ()

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
        given = super().clean() or {}
        if not given.get("iin") and "iin" not in self.errors and not self.is_new:
            self.add_error("iin", t("registry_desk.form.iin_or_name"))
        return given


class Admission(OrNew, forms.Form):
    """An IIN and a birth date, or a new person; and the class. classes: as choices."""

    NEW = ("family", "given", "patronymic", "sex", "citizenship", "is_another")

    def __init__(self, *args: Any, classes: Choices, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = lists()
        self.fields["iin"] = IinField(hint=t("registry_desk.field.iin.hint"))
        self.fields["born_on"] = day_field(t("registry_desk.field.born_on"))
        self.fields["klass"] = choice_field(t("registry_desk.field.class"), classes)
        self.fields["since"] = day_field(t("registry_desk.field.since"))
        self.fields["since"].initial = today
        self.fields["language"] = choice_field(
            t("registry_desk.field.language"), codes(known.languages), required=False,
            hint=t("registry_desk.field.language.hint"),
        )  # fmt: skip
        self.fields["funding"] = choice_field(
            t("registry_desk.field.funding"), codes(known.funding), required=False
        )
        self.fields["source"] = source_field()
        for name in ("family", "given", "patronymic"):
            self.fields[name] = text_field(t(f"registry_desk.field.{name}"), 100, required=False)
        self.fields["sex"] = choice_field(t("registry_desk.field.sex"), sexes(), required=False)
        self.fields["citizenship"] = text_field(
            t("registry_desk.field.citizenship"), 2, required=False,
            hint=t("registry_desk.field.citizenship.hint"),
        )  # fmt: skip
        self.fields["is_another"] = yes_field(
            t("registry_desk.field.is_another"), hint=t("registry_desk.field.is_another.hint")
        )


def sexes() -> Choices:
    return [(one, t(f"registry_desk.sex.{one}")) for one in ("female", "male")]


class Leaving(forms.Form):
    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["left_on"] = day_field(
            t("registry_desk.field.left_on"), hint=t("registry_desk.field.left_on.hint")
        )
        self.fields["left_on"].initial = today
        self.fields["reason"] = choice_field(
            t("registry_desk.field.reason"), codes(lists().leaving_reasons)
        )
        self.fields["source"] = source_field()


class Correction(forms.Form):
    """Who a person is. since: from which day it is so; empty: always was."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("family", "given", "patronymic"):
            self.fields[name] = text_field(
                t(f"registry_desk.field.{name}"), 100, required=name == "given"
            )
        self.fields["iin"] = IinField(hint=t("registry_desk.field.iin.kept"))
        self.fields["no_iin"] = yes_field(t("registry_desk.field.no_iin"))
        self.fields["born_on"] = day_field(t("registry_desk.field.born_on"), required=False)
        self.fields["sex"] = choice_field(t("registry_desk.field.sex"), sexes(), required=False)
        self.fields["since"] = day_field(
            t("registry_desk.field.true_since"), required=False,
            hint=t("registry_desk.field.true_since.hint"),
        )  # fmt: skip
        self.fields["source"] = source_field()


class OtherClass(forms.Form):
    def __init__(self, *args: Any, classes: Choices, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["klass"] = choice_field(t("registry_desk.field.class"), classes)
        self.fields["since"] = day_field(t("registry_desk.field.since"))
        self.fields["since"].initial = today
        self.fields["source"] = source_field()


class Going(forms.Form):
    """How classes go on: on what document; to what class, where it is one."""

    def __init__(self, *args: Any, to_name: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if to_name is not None:
            self.fields["to_name"] = text_field(
                t("registry_desk.field.to_name"), 60, hint=t("registry_desk.field.to_name.hint")
            )
            self.fields["to_name"].initial = to_name
        self.fields["source"] = source_field()


class Answering(forms.Form):
    """classes: of who receives, which names one when it confirms; None: nobody is asked for it."""

    def __init__(self, *args: Any, classes: Choices | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if classes is not None:
            self.fields["klass"] = choice_field(
                t("registry_desk.field.class"), classes, required=False,
                hint=t("registry_desk.field.class.confirm"),
            )  # fmt: skip
        self.fields["answer"] = text_field(
            t("registry_desk.field.answer"), 200, required=False,
            hint=t("registry_desk.field.answer.hint"),
        )  # fmt: skip


class Proposal(forms.Form):
    def __init__(self, *args: Any, organisations: Choices, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = choice_field(t("registry_desk.transfer.to"), organisations)
        if len(organisations) == 1:
            self.fields["to"].initial = organisations[0][0]
        self.fields["day"] = day_field(
            t("registry_desk.field.transfer_day"), hint=t("registry_desk.field.transfer_day.hint")
        )
        self.fields["day"].initial = today
        self.fields["source"] = source_field()


class Asking(forms.Form):
    def __init__(self, *args: Any, classes: Choices, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["iin"] = IinField()
        self.fields["iin"].required = True
        self.fields["iin"].error_messages["required"] = t("desk.form.required")
        self.fields["born_on"] = day_field(t("registry_desk.field.born_on"))
        self.fields["klass"] = choice_field(t("registry_desk.field.class"), classes)
        self.fields["since"] = day_field(t("registry_desk.field.since"))
        self.fields["since"].initial = today
        self.fields["source"] = source_field()

    def clean_iin(self) -> Iin:
        found = self.cleaned_data["iin"]
        if found is None:
            raise forms.ValidationError(t("desk.form.required"))
        return found


class ClassForm(forms.Form):
    """A class: what it is called and for whom. type: of the organisation, which says the levels."""

    OF_THE_CLASS = ("name", "level", "grade", "language", "kind", "shift", "places")

    def __init__(self, *args: Any, type: str, with_until: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = lists()
        line = known.types.get(type)
        offered = line.offers if line else None
        self.fields["name"] = text_field(
            t("registry_desk.field.name"), 60, hint=t("registry_desk.field.name.hint")
        )
        self.fields["level"] = choice_field(
            t("registry_desk.field.level"), codes(known.levels, offered)
        )
        self.fields["grade"] = whole_field(t("registry_desk.field.grade"), 12)
        self.fields["language"] = choice_field(
            t("registry_desk.field.language"), codes(known.languages)
        )
        self.fields["kind"] = choice_field(
            t("registry_desk.field.kind"), codes(known["group_kinds"])
        )
        self.fields["shift"] = whole_field(t("registry_desk.field.shift"), 3)
        self.fields["places"] = whole_field(t("registry_desk.field.places"), 500)
        self.fields["since"] = day_field(t("registry_desk.field.since"))
        if with_until:
            self.fields["until"] = day_field(
                t("registry_desk.field.until"), hint=t("registry_desk.field.until.hint")
            )
        self.fields["source"] = source_field()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until <= since:
            self.add_error("until", t("registry_desk.form.ends_later"))
        return given
