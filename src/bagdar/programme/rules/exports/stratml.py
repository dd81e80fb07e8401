"""The plan in StratML Part 2 (ISO 17469, PerformancePlanOrReport), in one language.

A goal is a Goal. StratML hangs indicators on objectives only, so a goal's target indicators form
its first Objective, and each task is an Objective with its result indicators. A measure is a
qualitative PerformanceIndicator of its task (what is to be done by when), and each of its finance
rows a quantitative one (an input, a figure a year) that refers to the measure. Elements stand in
the order of the schema of 16 February 2016. Nothing is filled in that the act does not say: no
mission, no vision, no submitting person.
"""

import calendar
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from bagdar.core.catalogue import Catalogue
from bagdar.core.languages import Language, format_number
from bagdar.programme.rules.act import (
    Body,
    Edition,
    Goal,
    IndicatorRow,
    Measure,
    Money,
    Stage,
    Task,
)

NAMESPACE = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"
SCHEMA = "http://stratml.us/references/PerformancePlanOrReport20160216.xsd"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_STAGES = {"target": "Outcome", "result": "Output"}
# What XML 1.0 cannot hold even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# xs:ID allows no slash, comma, plus or space; an underscore before each substitute keeps
# different codes different.
_ID_LETTERS = {"_": "__", "/": "_.", ",": "_1", "+": "_2", " ": "_3"}


def stratml(edition: Edition, language: Language, catalogue: Catalogue) -> bytes:
    """The document as UTF-8 bytes; the same edition and language give the same bytes."""
    root = _Writer(edition, language, catalogue).document()
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return document + b"\n"


def identifier(kind: str, code: str) -> str:
    """An xs:ID of a record: ("row", "T1.1/1-6") → row-T1.1_.1-6."""
    return f"{kind}-" + "".join(_ID_LETTERS.get(letter, letter) for letter in code)


class _Writer:
    """One document under construction: its edition, and its reader's words."""

    def __init__(self, edition: Edition, language: Language, catalogue: Catalogue) -> None:
        self.edition = edition
        self.language = language
        self.catalogue = catalogue

    def say(self, key: str, **facts: object) -> str:
        return self.catalogue.say(f"stratml.{key}", self.language, **facts)

    def document(self) -> ET.Element:
        edition, language = self.edition, self.language
        root = ET.Element(
            "PerformancePlanOrReport",
            {
                "xmlns": NAMESPACE,
                "xmlns:xsi": _INSTANCE,
                "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
                "Type": "Performance_Plan",
            },
        )
        _add(root, "Name", edition.title[language])
        _add(root, "Description", self._about())
        if edition.passport.finance:
            _add(root, "OtherInformation", edition.passport.finance.text[language])
        core = ET.SubElement(root, "StrategicPlanCore")
        self._organization(core)
        for goal in edition.goals:
            self._goal(core, goal)
        self._administrative(root)
        return root

    def _about(self) -> str:
        edition, language = self.edition, self.language
        about = self.say(
            "about",
            citation=edition.act.citation[language],
            number=edition.number,
            period=edition.period.printed[language],
            unit=edition.money_unit[language],
        )
        return f"{self.say('illustrative')} {about}" if edition.illustrative else about

    def _administrative(self, root: ET.Element) -> None:
        edition, period = self.edition, self.edition.period
        about = ET.SubElement(root, "AdministrativeInformation")
        _add(about, "Identifier", identifier("edition", f"{edition.programme}.{edition.number}"))
        _add(about, "StartDate", date(period.first_year, 1, 1).isoformat())
        _add(about, "EndDate", date(period.last_year, 12, 31).isoformat())
        _add(about, "PublicationDate", edition.act.adopted_on.isoformat())

    # --- who ----------------------------------------------------------------------------------

    def _organization(self, core: ET.Element) -> None:
        developer = self.edition.body_by_code[self.edition.passport.developer]
        organization = ET.SubElement(core, "Organization")
        _add(organization, "Name", developer.name[self.language])
        _add(organization, "Acronym", developer.short[self.language])
        _add(organization, "Identifier", identifier("body", developer.code))
        for code in self.edition.passport.bodies:
            role = "developer" if code == developer.code else "executor"
            self._stakeholder(organization, self.edition.body_by_code[code], role)

    def _stakeholder(self, parent: ET.Element, body: Body, role: str) -> None:
        kind = "Generic_Group" if body.kind == "group" else "Organization"
        element = ET.SubElement(parent, "Stakeholder", {"StakeholderTypeType": kind})
        _add(element, "Name", body.name[self.language])
        _add(element, "Description", body.short[self.language])
        part = ET.SubElement(element, "Role")
        _add(part, "Name", self.say(role))
        _add(part, "RoleType", "Performer")

    def _bodies(self, printed: Iterable[str]) -> Iterator[Body]:
        """The bodies that printed executors mean, each once; unexplained ones have none."""
        found = (self.edition.body_of(name) for name in printed)
        return iter(dict.fromkeys(body for body in found if body))

    # --- what ---------------------------------------------------------------------------------

    def _goal(self, core: ET.Element, goal: Goal) -> None:
        element = ET.SubElement(core, "Goal")
        _add(element, "Name", goal.name[self.language])
        _add(element, "Description", (goal.body or goal.annex or goal.name)[self.language])
        _add(element, "Identifier", identifier("goal", goal.code))
        _add(element, "SequenceIndicator", goal.code)
        self._targets_of_goal(element, goal)
        for task in self.edition.tasks:
            if task.goal == goal.code:
                self._task(element, task)

    def _targets_of_goal(self, parent: ET.Element, goal: Goal) -> None:
        indicators = self.edition.indicators_of(goal=goal.code, task=None)
        if not indicators:
            return
        rows = [row for indicator in indicators for row in indicator.rows]
        objective = ET.SubElement(parent, "Objective")
        _add(objective, "Name", self.say("targets_of_goal", number=goal.code))
        _add(objective, "Identifier", identifier("targets", goal.code))
        for body in self._bodies(name for row in rows for name in row.printed.executors):
            self._stakeholder(objective, body, "executor")
        for row in rows:
            self._indicator(objective, row, "target")

    def _task(self, parent: ET.Element, task: Task) -> None:
        indicators = self.edition.indicators_of(goal=task.goal, task=task.code)
        rows = [row for indicator in indicators for row in indicator.rows]
        measures = self.edition.measures_of(task.code)
        executors = [name for row in rows for name in row.printed.executors]
        executors += [name for measure in measures for name in measure.executors]
        objective = ET.SubElement(parent, "Objective")
        _add(objective, "Name", task.name[self.language])
        _add(objective, "Description", (task.body or task.annex or task.name)[self.language])
        _add(objective, "Identifier", identifier("task", task.code))
        _add(objective, "SequenceIndicator", task.code)
        for body in self._bodies(executors):
            self._stakeholder(objective, body, "executor")
        for row in rows:
            self._indicator(objective, row, "result")
        for measure in measures:
            self._measure(objective, measure)
            for place, money in enumerate(measure.money, start=1):
                self._money(objective, measure, money, place)

    # --- indicators ---------------------------------------------------------------------------

    def _indicator(self, parent: ET.Element, row: IndicatorRow, kind: str) -> None:
        element = _performance_indicator(parent, _STAGES[kind], "Quantitative")
        _add(element, "SequenceIndicator", row.code)
        _add(element, "MeasurementDimension", row.name[self.language])
        _add(element, "UnitOfMeasurement", row.printed.unit[self.language])
        _add(element, "Identifier", identifier("row", row.code))
        body, annex = row.targets("body"), row.targets("annex")
        for year in sorted({*body, *annex}):
            instance = ET.SubElement(element, "MeasurementInstance")
            # What lies before the period is where the plan starts from, not what it promises.
            is_past = year < self.edition.period.first_year
            name = "ActualResult" if is_past else "TargetResult"
            for value, said in self._figures(row, year):
                self._result(instance, name, year, value, said)
        _add(element, "OtherInformation", self._about_indicator(row))

    def _figures(self, row: IndicatorRow, year: int) -> Iterator[tuple[Decimal, str]]:
        """A year's figure with what is to be said of it; two where body and annex differ."""
        body, annex = row.cells("body").get(year), row.cells("annex").get(year)
        cells = {"body": body, "annex": annex}
        agree = bool(body and annex and body.value == annex.value)
        for table, cell in cells.items():
            if cell is None or cell.value is None or (agree and table == "annex"):
                continue
            # One figure in both tables needs no address; one that stands alone does.
            said = [] if agree or len(row.tables) == 1 else [self.say(f"in_table.{table}")]
            said += [cell.cycle] if cell.cycle else []
            yield cell.value, ". ".join(said)

    def _about_indicator(self, row: IndicatorRow) -> str:
        printed = row.printed
        lines = [self.say(f"better.{row.direction}")]
        if printed.source:
            lines.append(self.say("source", source=printed.source[self.language]))
        lines.append(self.say("executors", executors=printed.executors))
        if row.body and row.annex and row.body.executors != row.annex.executors:
            lines.append(self.say("executors_in_annex", executors=row.annex.executors))
        return ". ".join(lines)

    def _result(self, parent: ET.Element, name: str, year: int, value: Decimal, said: str) -> None:
        result = ET.SubElement(parent, name)
        _add(result, "StartDate", date(year, 1, 1).isoformat())
        _add(result, "EndDate", date(year, 12, 31).isoformat())
        _add(result, "NumberOfUnits", f"{value:f}")
        if said:
            _add(result, "Description", said)

    # --- measures -----------------------------------------------------------------------------

    def _measure(self, parent: ET.Element, measure: Measure) -> None:
        element = _performance_indicator(parent, "Output_Processing", "Qualitative")
        name = self.say("measure", number=measure.number, name=measure.name[self.language])
        _add(element, "SequenceIndicator", str(measure.number))
        _add(element, "MeasurementDimension", name)
        _add(element, "UnitOfMeasurement", measure.form[self.language])
        _add(element, "Identifier", identifier("measure", str(measure.number)))
        for stage in measure.deadline.stages:
            instance = ET.SubElement(element, "MeasurementInstance")
            for year in stage.years:
                for month in stage.months:
                    self._due(instance, stage, year, month)
        _add(element, "OtherInformation", self._about_measure(measure))

    def _due(self, parent: ET.Element, stage: Stage, year: int, month: int) -> None:
        result = ET.SubElement(parent, "TargetResult")
        if stage.since:
            # A span that runs over the new year (September to June) begins the year before.
            first = year if stage.since <= month else year - 1
            _add(result, "StartDate", date(first, stage.since, 1).isoformat())
        last_day = calendar.monthrange(year, month)[1]
        _add(result, "EndDate", date(year, month, last_day).isoformat())
        said = [stage.what[self.language]] if stage.what else []
        said += [stage.form] if stage.form else []
        if said:
            _add(result, "Description", ". ".join(said))

    def _about_measure(self, measure: Measure) -> str:
        lines = [
            self.say("deadline", printed=measure.deadline.printed[self.language]),
            self.say("executors", executors=measure.executors),
        ]
        if measure.subtask:
            name = self.edition.subtask_by_code[measure.subtask].name[self.language]
            lines.append(self.say("subtask", name=f"{measure.subtask} {name}"))
        if measure.note:
            lines.append(self.say("note", note=measure.note[self.language]))
        return ". ".join(lines)

    def _money(self, parent: ET.Element, measure: Measure, money: Money, place: int) -> None:
        element = _performance_indicator(parent, "Input", "Quantitative")
        title = self.say("money", number=measure.number, source=money.source)
        _add(element, "SequenceIndicator", f"{measure.number}.{place}")
        _add(element, "MeasurementDimension", title)
        _add(element, "UnitOfMeasurement", self.edition.money_unit[self.language])
        _add(element, "Identifier", identifier("money", f"{measure.number}.{place}"))
        relation = ET.SubElement(element, "Relationship", {"RelationshipType": "Narrower_Than"})
        _add(relation, "ReferentIdentifier", identifier("measure", str(measure.number)))
        for year, amount in sorted(money.amounts.items()):
            instance = ET.SubElement(element, "MeasurementInstance")
            self._result(instance, "TargetResult", year, amount, "")
        lines = []
        if money.budget_programmes:
            codes = " ".join(money.budget_programmes)
            lines.append(self.say("budget_programmes", codes=codes))
        if money.total is not None:
            total = format_number(money.total, self.language)
            lines.append(self.say("printed_total", total=total))
        if lines:
            _add(element, "OtherInformation", ". ".join(lines))


def _performance_indicator(parent: ET.Element, stage: str, kind: str) -> ET.Element:
    attributes = {"ValueChainStage": stage, "PerformanceIndicatorType": kind}
    return ET.SubElement(parent, "PerformanceIndicator", attributes)


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _NOT_XML.sub("\ufffd", text)
