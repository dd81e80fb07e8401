"""The form of one figure from outside."""

from collections.abc import Mapping
from typing import Any

from django import forms

from bagdar.look.words import t
from bagdar.monitoring.presenters.desk_words import row_name, row_of
from bagdar.monitoring.rules.declared import Monitoring
from bagdar.monitoring.rules.nouns import IndicatorContent
from bagdar.monitoring.services.outside import Published
from bagdar.monitoring.views.forms import (
    LONGEST_CODE,
    LONGEST_LINE,
    LONGEST_TEXT,
    Figure,
    choice_field,
    day_field,
    text_field,
)
from bagdar.programme.public import Reader
from bagdar.programme.rules.act import Edition


class OutsideForm(forms.Form):
    """Row, year, value, and where it was published; a reason where another figure stands."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        edition: Edition,
        monitoring: Monitoring,
        reader: Reader,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial, auto_id="outside-%s")
        years = [(str(year), str(year)) for year in edition.period.years]
        rows = _rows(edition, monitoring, reader)
        self.fields["row"] = choice_field(t("outside.field.row"), [], required=True)
        self.fields["row"].choices = [("", t("desk.form.choose")), *rows]  # type: ignore[attr-defined]
        self.fields["year"] = choice_field(
            t("common.year"), years, required=True, hint=t("outside.field.year.hint")
        )
        self.fields["value"] = Figure(
            t("desk.field.value"), hint=t("outside.field.value.hint"), required=True
        )
        self.fields["document"] = text_field(
            t("outside.edition"), LONGEST_LINE, hint=t("outside.field.document.hint"), required=True
        )
        self.fields["page"] = text_field(t("desk.field.page"), LONGEST_CODE)
        self.fields["published_on"] = day_field(t("desk.field.published_on"))
        self.fields["published_on"].required = True
        self.fields["published_on"].error_messages["required"] = t("desk.form.required")
        self.fields["reason"] = text_field(
            t("outside.field.reason"), LONGEST_TEXT, hint=t("outside.field.reason.hint")
        )

    def published(self) -> Published:
        given = dict(self.cleaned_data)
        row, year = given.pop("row"), int(given.pop("year"))
        given.pop("reason")
        return Published(row, year, IndicatorContent(**given))


def _rows(edition: Edition, monitoring: Monitoring, reader: Reader) -> list[tuple[str, Any]]:
    """Rows with a source outside, by source."""
    declared = monitoring.sources.outside if monitoring.sources else ()
    return [
        (reader.text(one.name), [(code, _name(edition, code, reader)) for code in one.rows])
        for one in declared
    ]


def _name(edition: Edition, code: str, reader: Reader) -> str:
    found = row_of(edition, code)
    return f"{code} {row_name(found[1], reader)}" if found else code
