"""What a learner types of an achievement, and a registrar of a decision and an equivalence."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from bagdar.credentials.public import CurriculumInfo, ModuleInfo
from bagdar.credentials.rules.curricula import MOST_CREDITS, Unit
from bagdar.look.words import current_language, t
from bagdar.recognition.presenters.shown import kind_choices, unit_choices
from bagdar.recognition.queries.standing import EarnedElsewhere
from bagdar.recognition.rules.asking import LONGEST, Asked
from bagdar.recognition.rules.nouns import Kind

# Needed where neither a badge nor the register says it.
SAID_ELSEWHERE = ("title", "provider", "achieved_on", "credits")


def needed() -> dict[str, str]:
    return {"required": t("recognition.needed"), "invalid": t("recognition.needed")}


def _text(name: str, most: int, *, required: bool = True, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=t(f"recognition.{name}"), max_length=most, required=required, help_text=hint,
        error_messages=needed(),
    )  # fmt: skip


def day_field(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages=needed(),
    )  # fmt: skip


class Asking(forms.Form):
    """A request. earned: modules of other programmes that the register knows; may be empty."""

    def __init__(
        self, *args: Any, earned: Sequence[EarnedElsewhere], modules: Sequence[ModuleInfo],
        unit: Unit, **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, use_required_attribute=False, **more)
        self.earned = {f"{one.provider}/{one.code}": one for one in earned}
        language = current_language()
        self.fields["kind"] = forms.ChoiceField(
            label=t("recognition.kind"), choices=kind_choices(Kind.FORMAL, Kind.BADGE),
            initial=Kind.OPEN_COURSE.value,
        )  # fmt: skip
        if earned:
            some = [
                (key, f"{one.title[language]} ({one.organisation[language]})")
                for key, one in self.earned.items()
            ]
            self.fields["earned"] = forms.ChoiceField(
                label=t("recognition.earned"), choices=[("", t("recognition.earned.none")), *some],
                required=False, help_text=t("recognition.earned.hint"),
            )  # fmt: skip
        self.fields["badge"] = forms.FileField(
            label=t("recognition.badge"), required=False, allow_empty_file=True,
            help_text=t("recognition.badge.hint"),
            widget=forms.FileInput({"accept": ".json,.png,.svg,.jwt,.txt"}),
        )  # fmt: skip
        self.fields["status"] = forms.FileField(
            label=t("recognition.status"), required=False, allow_empty_file=True,
            help_text=t("recognition.status.hint"),
            widget=forms.FileInput({"accept": ".json,.jwt,.txt"}),
        )  # fmt: skip
        self.fields["email"] = forms.CharField(
            label=t("recognition.email"), required=False, max_length=254,
            help_text=t("recognition.email.hint"),
        )  # fmt: skip
        self.fields["title"] = _text("achievement", LONGEST["title"])
        self.fields["provider"] = _text("provider", LONGEST["provider"])
        self.fields["code"] = _text(
            "code", LONGEST["code"], required=False, hint=t("recognition.code.hint")
        )
        self.fields["number"] = _text("number", LONGEST["number"], required=False)
        self.fields["achieved_on"] = day_field(t("recognition.achieved_on"))
        self.fields["credits"] = forms.IntegerField(
            label=t("recognition.credits"), min_value=1, max_value=MOST_CREDITS,
            help_text=t("recognition.credits.hint"), error_messages=needed(),
        )  # fmt: skip
        self.fields["unit"] = forms.ChoiceField(
            label=t("curricula.unit"), choices=unit_choices(), initial=unit.value
        )
        self.fields["nqf_level"] = forms.TypedChoiceField(
            label=t("recognition.nqf"), required=False, coerce=int, empty_value=None,
            choices=[("", t("recognition.nqf.unsaid")), *((n, str(n)) for n in range(1, 9))],
        )  # fmt: skip
        self.fields["file"] = forms.FileField(
            label=t("recognition.file"), required=False, allow_empty_file=True,
            help_text=t("recognition.file.hint"),
            widget=forms.FileInput({"accept": ".pdf,.png,.jpg,.jpeg"}),
        )  # fmt: skip
        self.fields["comment"] = forms.CharField(
            label=t("recognition.comment"), required=False, max_length=LONGEST["comment"],
            widget=forms.Textarea({"rows": 3}),
        )  # fmt: skip
        self.fields["claims"] = forms.MultipleChoiceField(
            label=t("recognition.claims"), choices=[(one.code, one.code) for one in modules],
            error_messages={"required": t("recognition.fault.claims")},
        )  # fmt: skip
        if self.files.get("badge") or self.data.get("earned"):
            for name in SAID_ELSEWHERE:
                self.fields[name].required = False

    def asked(self, one: CurriculumInfo, today: date) -> Asked:
        given = self.cleaned_data
        known = self.earned.get(given.get("earned") or "")
        return Asked(
            one.id, Kind.FORMAL if known else Kind(given["kind"]), given["title"],
            str(known.provider) if known else given["provider"],
            given["achieved_on"] or today, given["credits"] or 1, Unit(given["unit"]),
            tuple(given["claims"]), known.code if known else given["code"], given["number"],
            given["nqf_level"], given["comment"], given["email"],
        )  # fmt: skip


class Reason(forms.Form):
    """Why something was decided so, or is appealed against."""

    def __init__(self, *args: Any, label: str, hint: str, **more: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **more)
        self.fields["reason"] = forms.CharField(
            label=label, help_text=hint, max_length=2000, widget=forms.Textarea({"rows": 4}),
            error_messages={"required": t("error.recognition.reason_needed")},
        )  # fmt: skip


class MoreEvidence(forms.Form):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, use_required_attribute=False, auto_id="more_%s", **more)
        self.fields["file"] = forms.FileField(
            label=t("recognition.file"), help_text=t("recognition.file.hint"),
            allow_empty_file=True, error_messages=needed(),
            widget=forms.FileInput({"accept": ".pdf,.png,.jpg,.jpeg"}),
        )  # fmt: skip


class Declaring(forms.Form):
    """An equivalence. modules: (curriculum and module, how it is shown)."""

    def __init__(self, *args: Any, modules: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **more)
        self.fields["module"] = forms.ChoiceField(label=t("curricula.module"), choices=modules)
        self.fields["kind"] = forms.ChoiceField(label=t("recognition.kind"), choices=kind_choices())
        self.fields["title"] = _text("achievement", 300)
        self.fields["provider"] = _text("provider", 300, hint=t("recognition.declare.provider"))
        self.fields["code"] = _text("code", 300, hint=t("recognition.declare.code"))
        self.fields["credits"] = forms.IntegerField(
            label=t("recognition.credits"), min_value=1, max_value=MOST_CREDITS,
            error_messages=needed(),
        )  # fmt: skip
        self.fields["since"] = day_field(t("curricula.since"))
        self.fields["source"] = forms.CharField(
            label=t("curricula.source"), max_length=200, error_messages=needed()
        )


class Ending(forms.Form):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **more)
        self.fields["on"] = day_field(t("curricula.until"))
