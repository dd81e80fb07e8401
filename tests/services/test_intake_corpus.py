"""RELIABILITY I1 on the register's forms: each file gives rows, or says what is to be mended."""

import pytest

from bagdar.core.catalogue import Catalogue
from bagdar.core.errors import FaultyData
from bagdar.core.sentences import fault_message, fault_remedy
from bagdar.core.sheets.limits import LIMITS
from bagdar.intake.queries import declared
from bagdar.intake.rules.forms import FORMS
from bagdar.intake.rules.nouns import Finding, Sheet, Told
from bagdar.intake.services.receiving import File, sheet_of
from tests.rules.form_corpus import Case, every_case, is_costly, one_of_each

LANGUAGES = ("kk", "ru", "en")


def read(case: Case) -> Sheet:
    """In the process that the service has for it: 256 MiB, and five seconds of the processor."""
    told = Told(case.told)  # type: ignore[arg-type]
    return sheet_of(FORMS[case.form], File(case.build(), "тізім.csv", told), LIMITS)


def wrong_with(case: Case, catalogue: Catalogue) -> str:
    """What is not as the corpus says; empty where all is."""
    try:
        sheet = read(case)
    except FaultyData as error:
        fault = error.faults[0]
        if fault.code != case.whole or (case.line and fault.line != case.line):
            return f"{case.name}: refused at {fault.line} for {fault.code}"
        unsaid = [
            one
            for one in LANGUAGES
            if not (fault_message(fault, catalogue, one) and fault_remedy(fault, catalogue, one))
        ]
        return f"{case.name}: not told in {unsaid}" if unsaid else ""
    if case.whole:
        return f"{case.name}: read"
    found = [(row.line, one.column, one.key) for row in sheet.rows for one in row.findings]
    meant = [(2, case.column, f"fault.{case.code}")] if case.code else []
    if found != meant:
        return f"{case.name}: {found}"
    return told_badly([one for row in sheet.rows for one in row.findings], catalogue)


def told_badly(findings: list[Finding], catalogue: Catalogue) -> str:
    for one in findings:
        for language in LANGUAGES:
            for key in (one.key, one.remedy):
                if key and not catalogue.say(key, language, **one.facts):
                    return key
    return ""


def test_the_corpus_has_every_form_and_every_column() -> None:
    cases = every_case()
    names = [(one.form, one.column, one.kind) for one in cases]
    assert len(names) == len(set(names)) >= 1500
    for form in FORMS.values():
        columns = {one.column for one in cases if one.form == form.name and one.column}
        assert columns == {one.name for one in declared.columns(form)}
        whole = {one.whole for one in cases if one.form == form.name} - {""}
        assert len(whole) >= 25


def test_every_kind_of_fault_is_told_with_its_row_and_column(
    catalogue: Catalogue, pytestconfig: pytest.Config
) -> None:
    """Every cell of every form; archives once each, of the forms in turn. Thorough: all."""
    cases = every_case()
    if not pytestconfig.getoption("--thorough"):
        few = one_of_each(cases)
        cases = [one for one in cases if one in few or (one.column and not is_costly(one))]
    assert [found for one in cases if (found := wrong_with(one, catalogue))] == []
