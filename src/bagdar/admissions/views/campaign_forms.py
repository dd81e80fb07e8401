"""What a family and a clerk type about campaigns."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from bagdar.admissions.keeping import MOST
from bagdar.admissions.presenters.campaign_words import titles
from bagdar.admissions.rules.campaign.claiming import claimable
from bagdar.admissions.rules.campaign.declared import CampaignRules
from bagdar.admissions.rules.market import By, Value
from bagdar.look.words import t


def _needed() -> dict[str, str]:
    said = t("queue.needed")
    return {"required": said, "invalid": said, "invalid_choice": said, "max_length": said}


class Claiming(forms.Form):
    """A right, its class or number where it has one, and what proves it."""

    def __init__(self, rules: CampaignRules, *args: Any) -> None:
        super().__init__(*args, use_required_attribute=False)
        self.rules, facts = rules, claimable(rules)
        self.fields["fact"] = forms.ChoiceField(
            label=t("campaign.claim.fact"), choices=list(titles(facts).items()),
            error_messages=_needed(),
        )  # fmt: skip
        classes = {code: title for one in facts for code, title in titles(one.classes).items()}
        if classes:
            self.fields["class"] = forms.ChoiceField(
                label=t("campaign.claim.class"), choices=[("", "—"), *classes.items()],
                required=False,
            )  # fmt: skip
        if any(one.by in (By.MORE, By.LESS) for one in facts):
            self.fields["number"] = forms.IntegerField(
                label=t("campaign.claim.number"), required=False, min_value=0,
                error_messages=_needed(),
            )  # fmt: skip
        self.fields["document"] = forms.CharField(
            label=t("campaign.claim.document"), max_length=300,
            help_text=t("campaign.claim.document.hint"), error_messages=_needed(),
        )  # fmt: skip
        self.fields["evidence"] = forms.FileField(
            label=t("campaign.claim.evidence"), help_text=t("campaign.claim.evidence.hint"),
            required=False, allow_empty_file=True,
        )  # fmt: skip

    def value(self) -> Value:
        """What is claimed of the chosen fact; "": nothing was typed where something is needed."""
        given = self.cleaned_data
        by = next(one.by for one in self.rules.fact if one.code == given["fact"])
        if by is By.HOLDS:
            return 1
        found: Value | None = given.get("class" if by is By.CLASS else "number")
        return "" if found is None else found

    def file(self) -> bytes:
        """No more of it than it takes to see that it is too large."""
        file: UploadedFile | None = self.cleaned_data.get("evidence")
        return file.read(MOST + 1) if file else b""


class Addressing(forms.Form):
    """Where a child lives within its territory, and what proves it."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args, prefix="address", use_required_attribute=False)
        self.fields["street"] = forms.CharField(
            label=t("campaign.address.street"), max_length=150,
            help_text=t("campaign.address.street.hint"), error_messages=_needed(),
        )  # fmt: skip
        self.fields["house"] = forms.CharField(
            label=t("campaign.address.house"), max_length=20, required=False,
            error_messages=_needed(),
        )  # fmt: skip
        self.fields["document"] = forms.CharField(
            label=t("campaign.address.document"), max_length=300,
            help_text=t("campaign.claim.document.hint"), error_messages=_needed(),
        )  # fmt: skip

    def said(self) -> tuple[str, str, str]:
        given = self.cleaned_data
        return given["street"], given["house"], given["document"]


class Why(forms.Form):
    """On which paper a claim was proven, or why it was not."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args, use_required_attribute=False)
        self.fields["reason"] = forms.CharField(
            label=t("queue.reason"), max_length=300, widget=forms.Textarea({"rows": 2}),
            error_messages=_needed(),
        )  # fmt: skip


class Seats(forms.Form):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args, use_required_attribute=False)
        self.fields["seats"] = forms.IntegerField(
            label=t("campaign.seats"), help_text=t("campaign.seats.hint"), min_value=0,
            error_messages=_needed(),
        )  # fmt: skip


class FirstDay(forms.Form):
    """From which day those who settled learn there."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **more)
        self.fields["first_day"] = forms.DateField(
            label=t("campaign.first_day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
            input_formats=["%Y-%m-%d"], error_messages=_needed(),
        )  # fmt: skip
