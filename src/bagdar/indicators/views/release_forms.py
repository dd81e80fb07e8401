"""What people type at the desk of releases, checked and answered in words of the catalogue."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms

from bagdar.core.errors import DomainError
from bagdar.core.languages import LANGUAGES, OWN_NAMES, TIME_ZONE
from bagdar.core.sentences import error_sentence
from bagdar.look.words import current_language, t, words_catalogue

HOUR = "%Y-%m-%dT%H:%M"
LONGEST = {"name": 200, "method": 4000, "reason": 1000}
MOST_TABLES = 20_000  # characters
# Which field an error of planning belongs to.
FIELD_OF = {
    "indicators.release_exists": "code", "indicators.release_notice": "due",
    "indicators.release_replaces": "replaces", "indicators.no_such_release": "replaces",
}  # fmt: skip


class PlanForm(forms.Form):
    """Texts in three languages, the hour by the clock of Kazakhstan."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        needed = {"required": t("releases.form.required")}
        self.fields["code"] = forms.SlugField(
            label=t("releases.form.code"), help_text=t("releases.form.code.hint"), max_length=60,
            error_messages={**needed, "invalid": t("releases.form.code.hint"),
                            "max_length": t("releases.form.code.hint")},
        )  # fmt: skip
        self.fields["due"] = forms.DateTimeField(
            label=t("releases.form.due"), help_text=t("releases.form.due.hint"),
            input_formats=[HOUR], error_messages={**needed, "invalid": t("releases.form.due.hint")},
            widget=forms.DateTimeInput(format=HOUR, attrs={"type": "datetime-local"}),
        )  # fmt: skip
        for what in ("name", "method"):
            self._texts(what, required=True)
        self.fields["is_demonstration"] = forms.BooleanField(
            label=t("releases.form.demonstration"), required=False,
            help_text=t("releases.form.demonstration.hint"),
        )  # fmt: skip
        self.fields["replaces"] = forms.CharField(
            label=t("releases.form.replaces"), required=False, max_length=60,
            help_text=t("releases.form.replaces.hint"),
        )  # fmt: skip
        self._texts("reason", required=False)

    def _texts(self, what: str, *, required: bool) -> None:
        for language in LANGUAGES:
            widget = forms.TextInput() if what == "name" else forms.Textarea({"rows": 3})
            most = LONGEST[what]
            widget.attrs["lang"] = language
            self.fields[f"{what}_{language}"] = forms.CharField(
                label=f"{t(f'releases.form.{what}')}: {OWN_NAMES[language]}", widget=widget,
                max_length=most, required=required,
                error_messages={"required": t("releases.form.required"),
                                "max_length": t("releases.form.too_long", most=most)},
            )  # fmt: skip

    def planned(self) -> dict[str, Any]:
        """As the service takes it."""
        typed = self.cleaned_data
        due: datetime = typed["due"]

        def texts(what: str) -> Mapping[str, str]:
            return {one: typed[f"{what}_{one}"] for one in LANGUAGES}

        return {
            "names": texts("name"), "method": texts("method"),
            "due_at": due.replace(tzinfo=TIME_ZONE), "replaces": typed["replaces"],
            "is_demonstration": typed["is_demonstration"], "reason": texts("reason"),
        }  # fmt: skip

    def refuse(self, error: DomainError) -> None:
        """The sentence beside the field that it is about."""
        missing = str(error.facts.get("missing", ""))
        if error.code == "indicators.release_misnamed" and missing != "—":
            for one in missing.split(", "):
                self.add_error(one.replace(".", "_"), t("releases.form.required"))
        else:
            field = FIELD_OF.get(error.code, "code")
            self.add_error(field, sentence(error))


class TablesForm(forms.Form):
    """A table a line, as METRIC[:by,by][@DAY][~now]."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["tables"] = forms.CharField(
            label=t("releases.form.tables"), help_text=t("releases.form.tables.hint"),
            max_length=MOST_TABLES, widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
            error_messages={"required": t("releases.form.required"),
                            "max_length": t("releases.form.too_long", most=MOST_TABLES)},
        )  # fmt: skip

    def lines(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["tables"].splitlines() if line.strip()]


class WithdrawForm(forms.Form):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["why"] = forms.CharField(
            label=t("releases.form.why"), max_length=1000,
            error_messages={"required": t("releases.form.required"),
                            "max_length": t("releases.form.too_long", most=1000)},
        )  # fmt: skip


def sentence(error: DomainError) -> str:
    return error_sentence(error, words_catalogue(), current_language())
