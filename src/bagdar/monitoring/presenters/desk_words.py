"""What a report is about and what it says, in the reader's language: lines for any page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bagdar.access.public import known_regions
from bagdar.core.languages import MONTHS, Words
from bagdar.look.tables import Mark
from bagdar.monitoring.rules.declared import Document, Monitoring
from bagdar.monitoring.rules.nouns import (
    AnyContent,
    Duty,
    IndicatorContent,
    MilestoneContent,
    MoneyContent,
    MoneyLine,
    Reporter,
    State,
    Subject,
)
from bagdar.programme.public import Reader, source_name
from bagdar.programme.rules.act import Edition, Indicator, IndicatorRow, Measure

STATE_TONES: Mapping[State, str] = {
    State.DRAFT: "plain",
    State.SUBMITTED: "sky",
    State.RETURNED: "bad",
    State.ACCEPTED: "good",
}


@dataclass(frozen=True)
class About:
    """A subject in words.

    code  № 12, I1.5.3 or T1.1/3-6: short enough for a cell
    name  the act's wording of the measure or of the row, part included
    when  the year, or the month by whose end it is due
    href  the page of the measure or of the indicator
    """

    code: str
    kind: str
    name: str
    when: str
    href: str


def about(edition: Edition, subject: Subject, reader: Reader) -> About:
    """A subject that the edition has not keeps its code as its name."""
    kind = reader.say(f"desk.kind.{subject.kind}")
    when = when_words(subject, reader)
    if subject.kind == "indicator":
        found = row_of(edition, subject.place)
        if found is None:
            return About(subject.place, kind, subject.place, when, "")
        indicator, row = found
        return About(row.code, kind, row_name(row, reader), when,
                     reader.link("indicator", indicator.code))  # fmt: skip
    measure = edition.measure_by_number.get(subject.measure or 0)
    code = f"№ {subject.measure}"
    if measure is None:
        return About(code, kind, code, when, "")
    name = measure.name[reader.language]
    return About(code, kind, name, when, reader.link("measure", measure.number))


def row_of(edition: Edition, code: str) -> tuple[Indicator, IndicatorRow] | None:
    return next((pair for pair in edition.rows() if pair[1].code == code), None)


def row_name(row: IndicatorRow, reader: Reader) -> str:
    name = row.name[reader.language]
    part = row.part[reader.language] if row.part else ""
    return f"{name} ({part})" if part and part not in name else name


def when_words(subject: Subject, reader: Reader) -> str:
    """2021 ж. маусым for a milestone's mark 1/2021-06; the year for the rest."""
    _, _, month = subject.mark.rpartition("-")
    if subject.kind != "milestone" or not month.isdecimal() or not 1 <= int(month) <= 12:
        return reader.say("desk.year", year=subject.year)
    name = MONTHS[reader.language][int(month) - 1]
    return reader.say("desk.month", year=subject.year, month=name)


def reporter_name(edition: Edition, reporter: Reporter, reader: Reader) -> str:
    """A body's short name or a region's; a code that nobody explains stays as it is."""
    if reporter.kind == "region":
        region = known_regions().get(reporter.code)
        return region.name[reader.language] if region else reporter.code
    body = edition.body_by_code.get(reporter.code)
    return body.short[reader.language] if body else reporter.code


def state_mark(state: State, reader: Reader) -> Mark:
    return Mark(reader.say(f"desk.state.{state}"), STATE_TONES[state])  # type: ignore[arg-type]


# --- what is asked -------------------------------------------------------------------------------

Line = tuple[str, object] | tuple[str, object, str]


@dataclass(frozen=True)
class Matter:
    """A subject, who reports it and by when. duty: None where the act no longer asks for it."""

    edition: Edition
    monitoring: Monitoring
    subject: Subject
    reporter: Reporter
    duty: Duty | None
    reader: Reader

    @property
    def row(self) -> IndicatorRow | None:
        found = row_of(self.edition, self.subject.place)
        return found[1] if found else None

    @property
    def measure(self) -> Measure | None:
        return self.edition.measure_by_number.get(self.subject.measure or 0)

    @property
    def expected_form(self) -> Words | None:
        """The form of completion: what shows that a milestone was reached."""
        if self.duty and self.duty.evidence:
            return self.duty.evidence
        return self.measure.form if self.measure and self.subject.kind == "milestone" else None

    @property
    def weight(self) -> Words | None:
        """What weighs this reporter's figure; None where figures are not weighed."""
        regional = self.reporter.kind == "region" and self.subject.kind == "indicator"
        return self.monitoring.rollup(self.subject.place).weight if regional else None


def asked(matter: Matter) -> list[Line]:
    """The act's own words, unit, target, form of completion and due day, as (label, value)."""
    reader, duty = matter.reader, matter.duty
    told = about(matter.edition, matter.subject, reader)
    lines: list[Line] = [(reader.say("desk.asked.subject"), f"{told.code}. {told.name}", told.href)]
    if duty and duty.what:
        lines.append((reader.say("desk.asked.stage"), duty.what))
    lines += {"milestone": _milestone, "indicator": _indicator, "money": _money}[
        matter.subject.kind
    ](matter)
    if duty:
        lines.append((reader.say("desk.asked.due"), duty.due_on))
        lines.append((reader.say("desk.asked.role"), reader.say(f"desk.role.{duty.role}")))
    name = reporter_name(matter.edition, matter.reporter, reader)
    return [*lines, (reader.say("desk.reporter"), name)]


def _milestone(matter: Matter) -> list[Line]:
    if matter.measure is None:
        return []
    say = matter.reader.say
    return [
        (say("desk.asked.deadline"), matter.measure.deadline.printed),
        (say("desk.asked.form"), matter.expected_form),
    ]


def _indicator(matter: Matter) -> list[Line]:
    row, reader, year = matter.row, matter.reader, matter.subject.year
    if row is None:
        return []
    lines: list[Line] = [
        (reader.say("desk.asked.unit"), row.printed.unit),
        (reader.say("desk.asked.target", year=year), reader.number(target(row, year))),
        (reader.say("desk.asked.direction"), reader.say(f"desk.direction.{row.direction}")),
    ]
    if row.printed.source:
        lines.append((reader.say("desk.asked.source"), row.printed.source))
    if matter.weight:
        lines.append((reader.say("desk.asked.weight"), matter.weight))
    return lines


def _money(matter: Matter) -> list[Line]:
    reader, measure = matter.reader, matter.measure
    if measure is None:
        return []
    lines: list[Line] = [(reader.say("desk.asked.unit"), matter.edition.money_unit)]
    for money in measure.money:
        value = reader.number(money.amounts.get(matter.subject.year))
        codes = ", ".join(money.budget_programmes)
        source = source_name(matter.edition, money.source, reader)
        label = reader.say("desk.asked.plan", source=source)
        lines.append((label, f"{value} ({codes})" if codes else value))
    return lines


def target(row: IndicatorRow, year: int) -> Decimal | None:
    """What the act promises for a year; the body of the act before its annex."""
    promised = [row.targets(table).get(year) for table in row.tables]
    return next((value for value in promised if value is not None), None)


def proposed_document(documents: Sequence[Document], form: Words | None) -> str:
    """The kind of document that a form of completion means; empty where no word of it is known."""
    text = form.kk.lower() if form else ""
    return next((one.code for one in documents if any(word in text for word in one.words)), "")


# --- what is said --------------------------------------------------------------------------------


def content_lines(
    edition: Edition, subject: Subject, content: AnyContent, reader: Reader
) -> list[tuple[str, str]]:
    """Everything that a report says as (label, value); what it leaves out gives no line."""
    if isinstance(content, MilestoneContent):
        lines = [
            (reader.say("desk.field.status"), reader.say(f"desk.status.{content.status}")),
            (reader.say("desk.field.done_on"), _day(content.done_on)),
        ]
    elif isinstance(content, IndicatorContent):
        found = row_of(edition, subject.place)
        unit = reader.text(found[1].printed.unit) if found else ""
        lines = [
            (reader.say("desk.field.value"), f"{reader.number(content.value)} {unit}".strip()),
            (reader.say("desk.field.weight"),
             "" if content.weight is None else reader.number(content.weight)),
            (reader.say("desk.field.document"), content.document),
            (reader.say("desk.field.page"), content.page),
            (reader.say("desk.field.published_on"), _day(content.published_on)),
        ]  # fmt: skip
    else:
        lines = [_money_line(edition, line, reader) for line in content.lines]
    return [*((one, text) for one, text in lines if text), *_text(content, reader)]


def _text(content: AnyContent, reader: Reader) -> list[tuple[str, str]]:
    return [(reader.say("desk.field.text"), content.text)] if content.text else []


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""


def _money_line(edition: Edition, line: MoneyLine, reader: Reader) -> tuple[str, str]:
    label = source_name(edition, line.source, reader)
    if line.budget_programme:
        label = f"{label}, {line.budget_programme}"
    sums = [
        f"{reader.say(f'desk.field.{name}')}: {reader.number(amount)}"
        for name in ("plan", "revised", "spent")
        if (amount := getattr(line, name)) is not None
    ]
    return label, "; ".join(sums)


def headline(content: AnyContent, edition: Edition, subject: Subject, reader: Reader) -> str:
    """What a report says in one cell: the status, the figure, or what was spent in all."""
    if isinstance(content, MilestoneContent):
        return reader.say(f"desk.status.{content.status}")
    if isinstance(content, IndicatorContent):
        return reader.number(content.value)
    return reader.number(spent(content))


def spent(content: MoneyContent) -> Decimal | None:
    """All that was spent, million tenge; None where no line says it."""
    given = [line.spent for line in content.lines if line.spent is not None]
    return sum(given, Decimal(0)) if given else None
