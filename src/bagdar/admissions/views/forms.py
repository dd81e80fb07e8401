"""What a family, a kindergarten and a clerk type."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms

from bagdar.admissions.presenters import shown
from bagdar.admissions.presenters.choosing import RANK
from bagdar.admissions.rules.errors import TranscriptFaulty
from bagdar.admissions.services.fees import MOST_TENGE
from bagdar.core.origins import Origin
from bagdar.core.periods import day_begins
from bagdar.look.words import t

MOST_BYTES = 1_000_000  # of a draw's record


def _needed() -> dict[str, str]:
    return {"required": t("queue.needed"), "invalid": t("queue.needed"),
            "invalid_choice": t("queue.needed")}  # fmt: skip


def _choice(label: str, options: Mapping[str, str], **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=list(options.items()), error_messages=_needed(), **more
    )


class Applying(forms.Form):
    """Wishes stand beside it: a number for each kindergarten (`ranked`)."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **more)
        self.fields["language"] = _choice(t("queue.language"), shown.languages())
        self.fields["need"] = _choice(t("queue.need"), shown.needs())
        none = {"": t("queue.category.none")}
        self.fields["category"] = _choice(
            t("queue.category"), none | shown.categories(), required=False,
            help_text=t("queue.category.hint"),
        )  # fmt: skip


class Claiming(forms.Form):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args, use_required_attribute=False)
        self.fields["category"] = _choice(t("queue.category"), shown.categories())


class OtherFamily(forms.Form):
    """The number of another family's application."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args, use_required_attribute=False)
        self.fields["other"] = forms.UUIDField(
            label=t("queue.exchange.other"), help_text=t("queue.exchange.hint"),
            error_messages=_needed(),
        )  # fmt: skip


class Opening(forms.Form):
    """Places of a line that a kindergarten opens, or closes with a minus."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args, use_required_attribute=False)
        self.fields["group"] = _choice(t("queue.group"), shown.groups())
        self.fields["language"] = _choice(t("queue.language"), shown.languages())
        self.fields["need"] = _choice(t("queue.need"), shown.needs())
        self.fields["change"] = forms.IntegerField(
            label=t("queue.places.change"), help_text=t("queue.places.hint"), min_value=-1000,
            max_value=1000, error_messages=_needed(),
        )  # fmt: skip


class Fee(forms.Form):
    """What a family pays in a month from a day on; an empty sum: nothing is stated any more."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **more)
        self.fields["tenge"] = forms.IntegerField(
            label=t("queue.fee.tenge"), help_text=t("queue.fee.hint"), min_value=0,
            max_value=MOST_TENGE, required=False,
            error_messages={**_needed(), "min_value": t("queue.fee.wrong"),
                            "max_value": t("queue.fee.wrong")},
        )  # fmt: skip
        self.fields["since"] = forms.DateField(
            label=t("queue.fee.since"), widget=forms.DateInput({"type": "date"}),
            input_formats=["%Y-%m-%d"], error_messages=_needed(),
        )  # fmt: skip


class Year(forms.Form):
    """Of which places are given."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **more)
        self.fields["year"] = forms.IntegerField(
            label=t("queue.year"), min_value=2000, max_value=2100,
            error_messages={**_needed(), **dict.fromkeys(("min_value", "max_value"),
                                                         t("queue.needed"))},
        )  # fmt: skip


class Beginning(Year):
    """ceremony: the record of a draw, as a file."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        origins = {one.value: t(f"draw.new.origin.{one.value}") for one in Origin}
        self.fields["origin"] = _choice(t("draw.new.origin"), origins)
        self.fields["ceremony"] = forms.FileField(
            label=t("queue.new.ceremony"), help_text=t("queue.new.ceremony.hint"), required=False,
            error_messages={"empty": t("queue.new.ceremony.faulty")},
        )  # fmt: skip

    def record(self) -> Any:
        """What the file says; None: no file was given. Raises TranscriptFaulty."""
        file = self.cleaned_data["ceremony"]
        if file is None:
            return None
        try:
            told = json.loads(file.read(MOST_BYTES))
        except (ValueError, RecursionError):
            raise TranscriptFaulty() from None
        if not isinstance(told, dict):  # null is a file, and not the want of one
            raise TranscriptFaulty()
        return told


class Why(forms.Form):
    """A reason, or on which paper a category was proven."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args, use_required_attribute=False)
        self.fields["reason"] = forms.CharField(
            label=t("queue.reason"), max_length=1000, widget=forms.Textarea({"rows": 2}),
            error_messages=_needed(),
        )  # fmt: skip


class ByHand(Why):
    """The day as of which a child is to stand."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.fields["since"] = forms.DateField(
            label=t("queue.hand.since"), widget=forms.DateInput({"type": "date"}),
            input_formats=["%Y-%m-%d"], error_messages=_needed(),
        )  # fmt: skip

    def instant(self) -> datetime:
        return day_begins(self.cleaned_data["since"])


def ranked(given: Mapping[str, str]) -> tuple[UUID, ...] | None:
    """Kindergartens by the number typed beside each; None: a number is none or stands twice."""
    found: dict[int, UUID] = {}
    for name, text in given.items():
        if not name.startswith(RANK) or not text.strip():
            continue
        number = text.strip()
        if not (number.isascii() and number.isdigit() and len(number) < 5):
            return None
        try:
            id = UUID(name.removeprefix(RANK))
        except ValueError:
            return None
        if int(number) in found:
            return None
        found[int(number)] = id
    return tuple(found[number] for number in sorted(found))
