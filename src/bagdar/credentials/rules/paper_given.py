"""A paper as programs send it, and as a page hands it on from its preview."""

from datetime import date
from typing import Annotated, Any

from pydantic import ConfigDict, StringConstraints

from bagdar.core.declared import Declared
from bagdar.core.languages import Words
from bagdar.credentials.rules.papers import LONGEST, PaperSaid

Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=500)]
EXAMPLE: Any = {
    "family": "Үлгіева", "given": "Мысал", "patronymic": "", "born_on": "1975-03-02", "iin": "",
    "level": "6", "programme": "0101", "title": {"kk": "Математик", "ru": "Математик",
    "en": "Mathematician"}, "with_distinction": False, "institution": "Үлгі мемлекеттік институты",
    "series": "ЖБ", "number": "0012345", "issued_on": "1998-06-30",
    "checked": "graduation book 12, page 34, illustrative", "is_another": False,
}  # fmt: skip


class PaperGiven(Declared):
    """A diploma that was issued on paper, as it stands there.

    iin: "": not known; with it, the birth date must agree with the register. programme: its code,
    or "". institution: what it was called then. checked: with what of the archive the paper was
    compared. is_another: it is not the person of the same name and birth date whom the register
    has.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra={"examples": [EXAMPLE]}
    )

    family: Text
    given: Text = ""
    patronymic: Text = ""
    born_on: date
    iin: Annotated[str, StringConstraints(pattern=r"^([0-9]{12})?$")] = ""
    level: Annotated[str, StringConstraints(pattern=r"^[3-8]$")]
    programme: Text = ""
    title: Words
    with_distinction: bool = False
    institution: Text
    series: Text = ""
    number: Text
    issued_on: date
    checked: Text
    is_another: bool = False

    def said(self) -> PaperSaid:
        return PaperSaid(
            self.family, self.given, self.patronymic, self.born_on, self.iin, self.level,
            self.programme, self.title, self.with_distinction, self.institution, self.series,
            self.number, self.issued_on, self.checked, self.is_another,
        )  # fmt: skip


def given_of(said: PaperSaid) -> PaperGiven:
    """What a page hands on from its preview. Raises ValueError: texts are longer than LONGEST."""
    texts = {name: getattr(said, name) for name in LONGEST if not name.startswith("title_")}
    known = said.known_iin
    return PaperGiven(
        **texts, born_on=said.born_on, iin=known.number if known else "", level=said.level,
        title=said.titles, with_distinction=said.with_distinction, issued_on=said.issued_on,
        is_another=said.is_another,
    )  # fmt: skip
