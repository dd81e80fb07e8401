"""Forms of those who read: a purpose, a search, a cohort, a correction."""

from collections.abc import Sequence
from typing import Any

from django import forms

from bagdar.access.public import known_regions
from bagdar.core.origins import Origin
from bagdar.look.words import current_language, t
from bagdar.registry.presenters.reading_own import choices
from bagdar.registry.queries.correcting import Askable
from bagdar.registry.queries.reading import origins, purposes, rule
from bagdar.registry.rules.corrections import FIELDS

DAY_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]
INSTANT_FORMATS = ["%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M", "%Y-%m-%d", "%d.%m.%Y"]
LONGEST_WHY = 120


def _text(label: str, longest: int, *, hint: str = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=t(label),
        help_text=t(hint) if hint else "",
        max_length=longest,
        required=required,
        error_messages={
            "required": t("reading.form.required"),
            "max_length": t("reading.form.long", limit=longest),
        },
    )


def _choice(
    label: str, choices: Sequence[tuple[str, Any]], *, required: bool = True, empty: str = ""
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=t(label),
        choices=[("", empty or t("reading.form.choose")), *choices],
        required=required,
        error_messages={
            "required": t("reading.form.required"),
            "invalid_choice": t("reading.form.choice"),
        },
    )


def _day(label: str, *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=t(label),
        help_text=t("reading.form.day_hint"),
        required=required,
        input_formats=DAY_FORMATS,
        error_messages={"invalid": t("reading.form.day"), "required": t("reading.form.required")},
    )


def _number(label: str, least: int, most: int) -> forms.IntegerField:
    wrong = t("reading.form.number", least=least, most=most)
    return forms.IntegerField(
        label=t(label),
        min_value=least,
        max_value=most,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )


class Purpose(forms.Form):
    """For what a record is opened: of a declared list, and in words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = current_language()
        listed = [(code, one.name[language]) for code, one in purposes().items()]
        self.fields["purpose"] = _choice("reading.form.purpose", listed)
        self.fields["why"] = _text("reading.form.why", LONGEST_WHY, hint="reading.form.why_hint")


class Search(Purpose):
    """An IIN or a name, with the purpose."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = _text("reading.form.text", 200, hint="reading.form.text_hint")
        self.fields["text"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
        if len(origins()) > 1:
            listed = [(one.value, t(f"reading.origin_name.{one.value}")) for one in origins()]
            self.fields["origin"] = _choice("reading.form.origin", listed, required=False)

    @property
    def origin(self) -> Origin:
        chosen = self.cleaned_data.get("origin")
        return Origin(chosen) if chosen else origins()[0]


class When(forms.Form):
    """On which day, and as known on which."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"] = _day("reading.form.on")
        self.fields["known"] = forms.DateTimeField(
            label=t("reading.form.known"),
            help_text=t("reading.form.known_hint"),
            required=False,
            input_formats=INSTANT_FORMATS,
            error_messages={"invalid": t("reading.form.day")},
        )


class Cohort(forms.Form):
    """Whom to follow: a grade, a region, a day, for how many years."""

    def __init__(self, *args: Any, region: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"] = _number("reading.form.grade", 1, 11)
        if not region:
            language = current_language()
            listed = [(code, one.name[language]) for code, one in known_regions().items()]
            self.fields["region"] = _choice(
                "reading.form.region", listed, required=False, empty=t("reading.form.country")
            )
        self.fields["on"] = _day("reading.form.cohort_on", required=True)
        self.fields["years"] = _number("reading.form.years", 1, rule().flow.most_years)
        if len(origins()) > 1:
            listed = [(one.value, t(f"reading.origin_name.{one.value}")) for one in origins()]
            self.fields["origin"] = _choice("reading.form.origin", listed, required=False)

    @property
    def origin(self) -> Origin:
        chosen = self.cleaned_data.get("origin")
        return Origin(chosen) if chosen else origins()[0]


class Correction(forms.Form):
    """Which field is wrong, what is right, and which document shows it."""

    def __init__(self, *args: Any, facts: Sequence[Askable] = (), **kwargs: Any) -> None:
        """facts: the facts of the record; each is a group of fields to choose from."""
        super().__init__(*args, **kwargs)
        plain = [(name, t(f"reading.field.{name}")) for name in FIELDS]
        listed = [(t("reading.form.person_today"), plain), *choices(facts)]
        self.fields["field"] = _choice("reading.field.field", listed)
        self.fields["said"] = _text("reading.field.said", 200, hint="reading.form.said_hint")
        self.fields["document"] = _text(
            "reading.field.document", 200, hint="reading.form.document_hint"
        )


class Refusal(forms.Form):
    """Why a request is refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = _text("reading.field.reason", 300, hint="reading.form.reason_hint")
