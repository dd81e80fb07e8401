"""The methodology as a page: every definition in words, with the drawn nations that show it."""

from collections.abc import Iterator, Mapping, Sequence

from bagdar.indicators.metrics.catalogue import METRICS
from bagdar.indicators.metrics.metric import Metric
from bagdar.indicators.rules.examples import Example, Expected

INTRODUCTION = """# Figures that records give

Every definition of `src/bagdar/indicators/metrics`, in words and on small drawn nations of
`data/indicators/examples`. Each example is computed in the tests, on every engine.

A value is numerator / denominator in the programme's unit; of a count, the numerator.
"""


def page(drawn: Sequence[Example], names: Mapping[str, str]) -> str:
    """names: of the programme's rows, by code"""
    lines = [INTRODUCTION, *_index(names)]
    for metric in METRICS.values():
        lines += _metric(metric, names.get(metric.row, ""), drawn)
    lines += ["## The drawn nations", ""]
    for example in drawn:
        lines += _nation(example)
    return "\n".join(lines).rstrip() + "\n"


def _index(names: Mapping[str, str]) -> Iterator[str]:
    yield "| Metric | Version | Indicator | Counts |"
    yield "| --- | --- | --- | --- |"
    for one in METRICS.values():
        yield f"| `{one.code}` | {one.version} | {names.get(one.row, '')} | {one.of.value}s |"
    yield ""


def _metric(metric: Metric, name: str, drawn: Sequence[Example]) -> Iterator[str]:
    yield f"## {metric.code}"
    yield ""
    yield f"*{name}*"
    yield ""
    yield "```text"
    yield metric.method
    yield "```"
    yield ""
    yield f"Broken down by: {', '.join(metric.by)}. Reads: {', '.join(metric.reads)}."
    yield ""
    for example in drawn:
        for one in example.expect:
            if one.metric == metric.code:
                yield f"In the drawn nation “{example.name}”: {_told(one)}"
                yield ""


def _told(one: Expected) -> str:
    numerator, denominator = one.sums
    return f"{numerator} / {denominator}. {one.because[:1].upper()}{one.because[1:]}"


def _nation(example: Example) -> Iterator[str]:
    yield f"### {example.name}, on {example.on}"
    yield ""
    yield example.story
    yield ""
    for name, text in example.tables.items():
        yield f"`{name}`"
        yield ""
        yield "```text"
        yield text.strip()
        yield "```"
        yield ""
