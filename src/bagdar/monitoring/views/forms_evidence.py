"""A document behind a report, as it is typed and chosen."""

from typing import Any

from django import forms

from bagdar.look.words import t
from bagdar.monitoring.presenters.desk_words import Matter, proposed_document
from bagdar.monitoring.rules.documents import MEDIA_TYPES
from bagdar.monitoring.views.forms import choice_field, day_field, text_field

LONGEST_TITLE, LONGEST_NUMBER, LONGEST_URL = 300, 60, 500


class EvidenceForm(forms.Form):
    """kinds: (code, name). What is wrong with the file itself is judged by the service."""

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], most_mib: int, **kwargs: Any):
        super().__init__(*args, auto_id="evidence_%s", use_required_attribute=False, **kwargs)
        self.fields["kind"] = choice_field(
            t("desk.evidence.kind"),
            kinds,
            required=True,
            hint=t("desk.evidence.kind.hint") if self.initial.get("kind") else "",
        )
        self.fields["title"] = text_field(t("desk.evidence.title"), LONGEST_TITLE, required=True)
        self.fields["number"] = text_field(t("desk.evidence.number"), LONGEST_NUMBER)
        self.fields["dated_on"] = day_field(t("desk.evidence.dated_on"))
        self.fields["url"] = text_field(
            t("desk.evidence.url"), LONGEST_URL, hint=t("desk.evidence.url.hint")
        )
        known = ", ".join(one.upper() for one in MEDIA_TYPES)
        accepted = ",".join(f".{one}" for one in MEDIA_TYPES)
        # Django's own judgement of a file would be in Django's words; the service has the last.
        self.fields["file"] = forms.FileField(
            label=t("desk.evidence.file"),
            help_text=t("desk.evidence.file.hint", kinds=known, most=most_mib),
            required=False,
            allow_empty_file=True,
            widget=forms.FileInput(attrs={"accept": accepted}),
        )


def new_evidence_form(matter: Matter, most_mib: int) -> EvidenceForm:
    """An empty one; the kind is proposed from the act's form of completion."""
    proposed = proposed_document(matter.monitoring.documents, matter.expected_form)
    return evidence_form(matter, most_mib, initial={"kind": proposed})


def evidence_form(matter: Matter, most_mib: int, *args: Any, **kwargs: Any) -> EvidenceForm:
    kinds = [(one.code, matter.reader.text(one.name)) for one in matter.monitoring.documents]
    return EvidenceForm(*args, kinds=kinds, most_mib=most_mib, **kwargs)
