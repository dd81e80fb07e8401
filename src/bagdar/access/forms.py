"""What people type, checked and answered in words of the catalogue, never of Django's."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator

from bagdar.access.bodies import known_bodies
from bagdar.access.passwords import MAX_LENGTH
from bagdar.access.regions import known_regions
from bagdar.access.rules.roles import ACCOUNT_ROLES, MAX_USERNAME
from bagdar.core.languages import LANGUAGES, OWN_NAMES
from bagdar.look.words import current_language, t

DAY_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]
MAX_FILTER = 200
# What events are about, as their names begin.
SUBJECTS = (
    "monitoring.report",
    "monitoring.delivery",
    "monitoring.yearly_report",
    "monitoring.digest",
    "registry.person",
    "registry.organisation",
    "registry.territory",
    "registry.delivery",
    "programme",
    "access.account",
)


def text_field(label: str, limit: int, *, hint: str = "", **more: Any) -> forms.CharField:
    """A line of text; all its errors are ours. label, hint: keys of the catalogue."""
    given = forms.CharField(
        label=t(label),
        help_text=t(hint) if hint else "",
        error_messages={"required": t("access.form.required")},
        **more,
    )
    given.validators = [
        MaxLengthValidator(limit, t("access.form.too_long", limit=limit)),
        ProhibitNullCharactersValidator(t("access.form.null")),
    ]
    return given


def password_field(label: str, complete: str, *, hint: str = "") -> forms.CharField:
    """A password: never shown again, taken as typed. complete: for the password manager."""
    widget = forms.PasswordInput(attrs={"autocomplete": complete})
    return text_field(label, MAX_LENGTH, hint=hint, widget=widget, strip=False)


def choice_field(
    label: str, choices: Mapping[str, str], *, empty: str, hint: str = "", required: bool = True
) -> forms.ChoiceField:
    """One of a list; the first entry is the empty one, named by a key."""
    return forms.ChoiceField(
        label=t(label),
        help_text=t(hint) if hint else "",
        required=required,
        choices=[("", t(empty)), *choices.items()],
        error_messages={
            "required": t("access.form.required"),
            "invalid_choice": t("access.form.choice"),
        },
    )


def language_field(label: str, hint: str = "") -> forms.ChoiceField:
    field = choice_field(label, {}, empty="access.choose", hint=hint)
    field.choices = names_of_languages()
    return field


def names_of_languages() -> list[tuple[str, str]]:
    """Each language under its own name, Kazakh first."""
    return [(code, OWN_NAMES[code]) for code in LANGUAGES]


def day_field(label: str) -> forms.DateField:
    return forms.DateField(
        label=t(label),
        help_text=t("audit.filter.day_hint"),
        required=False,
        input_formats=DAY_FORMATS,
        error_messages={"invalid": t("access.form.date")},
    )


def identifier_field(label: str, *, hint: str) -> forms.UUIDField:
    """What the register calls somebody or something by; may be left empty."""
    plain = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    return forms.UUIDField(
        label=t(label),
        help_text=t(hint),
        required=False,
        widget=plain,
        error_messages={"invalid": t("access.form.identifier")},
    )


def role_words() -> dict[str, str]:
    return {role.value: t(f"access.role.{role.value}") for role in ACCOUNT_ROLES}


def body_words() -> dict[str, str]:
    return {code: name[current_language()] for code, name in known_bodies().items()}


def region_words() -> dict[str, str]:
    return {code: region.name[current_language()] for code, region in known_regions().items()}


class SignIn(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typing = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        widget = forms.TextInput(attrs=typing)
        self.fields["username"] = text_field("access.sign_in.username", 150, widget=widget)
        self.fields["password"] = password_field("access.sign_in.password", "current-password")


class OwnLanguage(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="language_%s", **kwargs)
        self.fields["language"] = language_field("access.own.language", "access.own.language_hint")


class OwnPassword(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="password_%s", **kwargs)
        self.fields["old"] = password_field("access.own.password_old", "current-password")
        self.fields["new"] = password_field(
            "access.own.password_new", "new-password", hint="access.own.password_new_hint"
        )
        self.fields["again"] = password_field("access.own.password_again", "new-password")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "new" in given and "again" in given and given["new"] != given["again"]:
            self.add_error("again", t("access.form.passwords_differ"))
        return given


class NewAccount(forms.Form):
    """Which places go with which role is judged by the rule, not here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
        self.fields["username"] = text_field(
            "access.label.username",
            MAX_USERNAME,
            hint="access.account_new.username_hint",
            widget=plain,
        )
        self.fields["role"] = choice_field("access.label.role", role_words(), empty="access.choose")
        self.fields["body_code"] = choice_field(
            "access.label.body_code",
            body_words(),
            empty="access.choose",
            hint="access.account_new.body_hint",
            required=False,
        )
        self.fields["region_code"] = choice_field(
            "access.label.region_code",
            region_words(),
            empty="access.choose",
            hint="access.account_new.region_hint",
            required=False,
        )
        for kind in ("organisation", "person"):
            self.fields[f"{kind}_id"] = identifier_field(
                f"access.label.{kind}_id", hint=f"access.account_new.{kind}_hint"
            )
        self.fields["language"] = language_field("access.label.language")


class AccountFilter(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="filter_%s", **kwargs)
        self.fields["role"] = choice_field(
            "access.label.role", role_words(), empty="access.any", required=False
        )
        states = {name: t(f"access.state.{name}") for name in ("active", "disabled")}
        self.fields["state"] = choice_field(
            "access.label.state", states, empty="access.any", required=False
        )


class TrailFilter(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="filter_%s", **kwargs)
        self.fields["actor"] = text_field("audit.filter.actor", MAX_FILTER, required=False)
        subjects = {kind: t(f"audit.subject.{kind}") for kind in SUBJECTS}
        self.fields["subject"] = choice_field(
            "audit.filter.subject", subjects, empty="access.any", required=False
        )
        for name in ("action", "about"):
            self.fields[name] = text_field(
                f"audit.filter.{name}",
                MAX_FILTER,
                hint=f"audit.filter.{name}_hint",
                required=False,
            )
        self.fields["since"] = day_field("audit.filter.since")
        self.fields["until"] = day_field("audit.filter.until")
