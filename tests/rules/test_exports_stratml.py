"""StratML: the document read back says what the act says, in the order that the schema wants."""

from decimal import Decimal
from typing import Any

import pytest
from defusedxml import ElementTree as ET

from bagdar.core.languages import LANGUAGES, Words
from bagdar.programme.rules.act import Edition
from bagdar.programme.rules.exports.stratml import NAMESPACE, identifier, stratml

S = f"{{{NAMESPACE}}}"

# Children in the order of the schema of 16 February 2016, with how many of each it allows
# (None: any number).
ORDER: dict[str, list[tuple[str, int, int | None]]] = {
    "PerformancePlanOrReport": [
        ("Name", 1, 1), ("Description", 0, 1), ("OtherInformation", 0, 1),
        ("StrategicPlanCore", 1, 1), ("AdministrativeInformation", 0, 1), ("Submitter", 0, 1),
    ],
    "StrategicPlanCore": [
        ("Organization", 0, None), ("Vision", 0, 1), ("Mission", 0, 1), ("Value", 0, None),
        ("Goal", 1, None),
    ],
    "Organization": [
        ("Name", 0, 1), ("Acronym", 0, 1), ("Identifier", 0, 1), ("Description", 0, 1),
        ("Stakeholder", 0, None),
    ],
    "Stakeholder": [("Name", 1, 1), ("Description", 0, 1), ("Role", 0, None)],
    "Role": [("Name", 1, 1), ("Description", 0, 1), ("RoleType", 0, 2)],
    "Goal": [
        ("Name", 1, 1), ("Description", 1, 1), ("Identifier", 0, 1), ("SequenceIndicator", 0, 1),
        ("Stakeholder", 0, None), ("OtherInformation", 0, 1), ("Objective", 0, None),
    ],
    "Objective": [
        ("Name", 0, 1), ("Description", 0, 1), ("Identifier", 0, 1), ("SequenceIndicator", 0, 1),
        ("Stakeholder", 0, None), ("OtherInformation", 0, 1), ("PerformanceIndicator", 0, None),
    ],
    "PerformanceIndicator": [
        ("SequenceIndicator", 0, 1), ("MeasurementDimension", 1, 1), ("UnitOfMeasurement", 1, 1),
        ("Identifier", 0, 1), ("Relationship", 0, None), ("MeasurementInstance", 0, None),
        ("OtherInformation", 0, 1),
    ],
    "Relationship": [
        ("Identifier", 0, 1), ("ReferentIdentifier", 0, None), ("Name", 0, 1),
        ("Description", 0, 1),
    ],
    "MeasurementInstance": [("TargetResult", 0, None), ("ActualResult", 0, None)],
    "TargetResult": [
        ("StartDate", 0, 1), ("EndDate", 0, 1), ("NumberOfUnits", 0, 1), ("Descriptor", 0, 1),
        ("Description", 0, 1),
    ],
    "AdministrativeInformation": [
        ("Identifier", 0, 1), ("StartDate", 0, 1), ("EndDate", 0, 1), ("PublicationDate", 0, 1),
        ("Source", 0, 1),
    ],
}  # fmt: skip
ORDER["ActualResult"] = ORDER["TargetResult"]
ATTRIBUTES = {
    "PerformancePlanOrReport": {"Type": {"Performance_Plan"}},
    "Stakeholder": {"StakeholderTypeType": {"Organization", "Generic_Group"}},
    "PerformanceIndicator": {
        "ValueChainStage": {"Outcome", "Output", "Output_Processing", "Input"},
        "PerformanceIndicatorType": {"Quantitative", "Qualitative"},
    },
    "Relationship": {"RelationshipType": {"Narrower_Than"}},
}


def name_of(element: Any) -> str:
    assert element.tag.startswith(S), element.tag
    return str(element.tag.removeprefix(S))


def faults(element: Any) -> list[str]:
    """What of an element and everything in it the schema would refuse."""
    name, found = name_of(element), []
    children = [name_of(child) for child in element]
    if name not in ORDER:
        found += [f"{name} holds {children}"] if children else []
        return found
    allowed = [one for one, _, _ in ORDER[name]]
    if children != sorted(children, key=lambda one: allowed.index(one) if one in allowed else -1):
        found.append(f"{name}: {children}")
    for child, least, most in ORDER[name]:
        count = children.count(child)
        if count < least or (most is not None and count > most):
            found.append(f"{name} has {count} of {child}")
    found += [f"{name} holds {one}" for one in set(children) - set(allowed)]
    for attribute, value in element.attrib.items():
        if not attribute.startswith("{") and value not in ATTRIBUTES[name][attribute]:
            found.append(f"{name}/@{attribute} is {value}")
    return found + [fault for child in element for fault in faults(child)]


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: Any) -> Any:
    return request.param


@pytest.fixture(scope="module")
def root(edition: Edition, language: Any, catalogue: Any) -> Any:
    return ET.fromstring(stratml(edition, language, catalogue))


@pytest.fixture(scope="module")
def english(edition: Edition, catalogue: Any) -> Any:
    return ET.fromstring(stratml(edition, "en", catalogue))


def indicator(root: Any, code: str, kind: str = "row") -> Any:
    for one in root.iter(f"{S}PerformanceIndicator"):
        if one.findtext(f"{S}Identifier") == identifier(kind, code):
            return one
    raise AssertionError(f"{kind} {code} is missing")


def results(element: Any, name: str) -> dict[str, list[Decimal]]:
    """End of year → the figures of all results of a kind."""
    found: dict[str, list[Decimal]] = {}
    for result in element.iter(f"{S}{name}"):
        end = result.findtext(f"{S}EndDate")
        found.setdefault(end, []).append(Decimal(result.findtext(f"{S}NumberOfUnits")))
    return found


def test_every_element_stands_where_the_schema_wants_it(root):
    assert name_of(root) == "PerformancePlanOrReport"
    assert faults(root) == []


def test_an_element_out_of_order_is_found(edition, catalogue):
    """Negative control: the order is not only looked at."""
    root = ET.fromstring(stratml(edition, "en", catalogue))
    goal = root.find(f"{S}StrategicPlanCore/{S}Goal")
    first = goal[0]
    goal.remove(first)
    goal.append(first)
    assert len(faults(root)) == 1


def test_identifiers_are_unique_and_could_be_xml_ids(root):
    found = [one.text for one in root.iter(f"{S}Identifier")]
    assert len(found) == len(set(found))
    assert all(one[0].isalpha() and not set(one) & set(" /,+:") for one in found)


def test_different_codes_never_share_an_identifier():
    codes = ["T1.1/1-6", "T1.1_.1-6", "T1.1_1-6", "T1.1,1-6", "T1.1 1-6", "T1.1+1-6", "T1.1.1-6"]
    assert len({identifier("row", code) for code in codes}) == len(codes)


def test_goals_and_tasks_are_those_of_the_act(root, edition, language):
    goals = root.findall(f"{S}StrategicPlanCore/{S}Goal")
    assert [goal.findtext(f"{S}Name") for goal in goals] == [
        goal.name[language] for goal in edition.goals
    ]
    tasks = [
        objective.findtext(f"{S}Name")
        for goal in goals
        for objective in goal.findall(f"{S}Objective")
        if objective.findtext(f"{S}SequenceIndicator")
    ]
    assert tasks == [task.name[language] for task in edition.tasks]


def test_baseline_and_targets_are_exactly_those_of_the_act(root, edition):
    for _, row in edition.rows():
        element = indicator(root, row.code)
        told = {**results(element, "ActualResult"), **results(element, "TargetResult")}
        years = {*row.targets("body"), *row.targets("annex")}
        expected = {}
        for year in years:
            both = [row.targets(table).get(year) for table in ("body", "annex")]
            expected[f"{year}-12-31"] = list(dict.fromkeys(one for one in both if one is not None))
        assert told == expected, row.code


def test_what_lies_before_the_period_is_a_result_and_not_a_target(english):
    element = indicator(english, "T1.4")
    assert list(results(element, "ActualResult")) == ["2018-12-31"]
    assert min(results(element, "TargetResult")) == "2020-12-31"


def test_figures_that_differ_between_body_and_annex_stand_both_and_say_where(edition, catalogue):
    from bagdar.programme.rules.amendments import amend
    from tests.rules.test_exports_own_format import AMENDMENT

    head = AMENDMENT.split("[[target]]")[0]
    change = '[[target]]\nrow = "T1.4"\ntable = "annex"\nyear = 2025\nwas = 75\nvalue = 76\n'
    changed = amend(edition, (head + change).encode(), "2.toml")
    root = ET.fromstring(stratml(changed, "en", catalogue))
    last = indicator(root, "T1.4").findall(f"{S}MeasurementInstance")[-1]
    told = [(one.findtext(f"{S}NumberOfUnits"), one.findtext(f"{S}Description")) for one in last]
    assert told == [
        ("75", "As the body of the programme prints it"),
        ("76", "As the action plan (annex) prints it"),
    ]


def test_every_measure_and_every_amount_of_its_money_is_there(english, edition):
    for measure in edition.measures:
        element = indicator(english, str(measure.number), "measure")
        assert element.get("PerformanceIndicatorType") == "Qualitative"
        assert element.findtext(f"{S}UnitOfMeasurement") == measure.form.en
        for place, money in enumerate(measure.money, start=1):
            paid = indicator(english, f"{measure.number}.{place}", "money")
            assert results(paid, "TargetResult") == {
                f"{year}-12-31": [amount] for year, amount in money.amounts.items()
            }
            referent = paid.findtext(f"{S}Relationship/{S}ReferentIdentifier")
            assert referent == identifier("measure", str(measure.number))


def test_a_span_over_the_new_year_begins_the_year_before(edition, catalogue):
    first = edition.measures[0]
    stage = first.deadline.stages[0].model_copy(
        update={"years": (2021,), "months": (6,), "since": 9}
    )
    deadline = first.deadline.model_copy(update={"stages": (stage,)})
    measures = (first.model_copy(update={"deadline": deadline}), *edition.measures[1:])
    root = ET.fromstring(
        stratml(edition.model_copy(update={"measures": measures}), "en", catalogue)
    )
    result = next(indicator(root, "1", "measure").iter(f"{S}TargetResult"))
    assert result.findtext(f"{S}StartDate") == "2020-09-01"
    assert result.findtext(f"{S}EndDate") == "2021-06-30"


def test_nobody_is_named_who_is_not_in_the_act(english):
    assert english.find(f"{S}Submitter") is None
    assert english.find(f"{S}StrategicPlanCore/{S}Mission") is None


def test_an_illustrative_edition_says_so_first(edition, catalogue):
    made_up = edition.model_copy(update={"illustrative": True})
    root = ET.fromstring(stratml(made_up, "kk", catalogue))
    assert root.findtext(f"{S}Description").startswith("Көрнекі мысал: нақты акт емес.")


def test_a_wording_that_xml_cannot_hold_does_not_break_the_document(edition, catalogue):
    words = Words.same("a\x00b\x1f<c>&\"'\ufffe")
    goals = (edition.goals[0].model_copy(update={"name": words}), *edition.goals[1:])
    root = ET.fromstring(stratml(edition.model_copy(update={"goals": goals}), "en", catalogue))
    name = root.findtext(f"{S}StrategicPlanCore/{S}Goal/{S}Name")
    assert name == "a\ufffdb\ufffd<c>&\"'\ufffd"


def test_the_same_edition_gives_the_same_bytes(edition, catalogue, language):
    again = Edition.model_validate_json(edition.model_dump_json())
    assert stratml(edition, language, catalogue) == stratml(again, language, catalogue)
