"""What an official and a party of the draw type."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from bagdar.admissions.presenters.campaigns import party_words
from bagdar.look.words import t

PARTY = "party-"


def _text(label: str, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, error_messages={"required": t("queue.needed")},
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}), **more,
    )  # fmt: skip


class Parties(forms.Form):
    """Which account speaks for each declared party."""

    def __init__(self, parties: Sequence[str], given: Mapping[str, str] | None = None) -> None:
        super().__init__(given, use_required_attribute=False)
        for code in parties:
            self.fields[f"{PARTY}{code}"] = _text(party_words(code), max_length=150)

    def accounts(self) -> dict[str, str]:
        """Party → account."""
        found = self.cleaned_data.items()
        return {name.removeprefix(PARTY): str(value).strip() for name, value in found}


class Hearing(forms.Form):
    """The signature of the beacon's round, or its whole answer."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args, use_required_attribute=False)
        self.fields["signature"] = _text(
            t("draw.beacon.signature"), max_length=2000, help_text=t("draw.beacon.hint")
        )


class Promising(forms.Form):
    """A promise made in the browser, or by a command at the party's own machine."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args, use_required_attribute=False)
        self.fields["digest"] = _text(
            t("draw.promise"), max_length=80, help_text=t("draw.promise.hint")
        )


class Revealing(forms.Form):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args, use_required_attribute=False)
        self.fields["secret"] = _text(
            t("draw.secret"), max_length=80, help_text=t("draw.secret.hint")
        )
