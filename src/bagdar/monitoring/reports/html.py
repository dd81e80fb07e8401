"""The report as one page that needs nothing beside itself: look, charts and all inside."""

from html import escape
from pathlib import Path

from bagdar.core.languages import TIME_ZONE, Language
from bagdar.look.tables import Table
from bagdar.monitoring.reports import document as model
from bagdar.monitoring.reports.document import Document, said
from bagdar.monitoring.reports.drawing import picture

STYLE = Path(__file__).with_name("yearly.css")


def write(document: Document) -> bytes:
    """The page's bytes, UTF-8."""
    body = "\n".join(
        [
            _cover(document),
            _contents(document),
            *(_section(number, one, document) for number, one in document.headings()),
        ]
    )
    tag = f'<p class="tag">{_text(document.tag)}</p>' if document.tag else ""
    style = STYLE.read_text(encoding="utf-8")
    head = f"{document.kicker}. {document.title}. {document.subtitle}"
    return (
        f'<!doctype html>\n<html lang="{document.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="generator" content="Bagdar">\n'
        f"<title>{_text(head)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<header><p class="note">{_text(document.running)}</p>{tag}</header>\n'
        f"<main>\n{body}\n</main>\n{_foot(document)}\n</body>\n</html>\n"
    ).encode()


def _text(text: object) -> str:
    return escape(model.plain(text))


def _cover(document: Document) -> str:
    mark = f'<p class="mark">{_text(document.mark)}</p>' if document.mark else ""
    facts = "".join(
        f"<dt>{_text(label)}</dt><dd>{_text(value)}</dd>" for label, value in document.facts
    )
    return (
        f'<p class="kicker">{_text(document.kicker)}</p>\n<h1>{_text(document.title)}</h1>\n'
        f'<p class="subtitle">{_text(document.subtitle)}</p>\n{mark}\n'
        f'<dl class="facts">{facts}</dl>'
    )


def _contents(document: Document) -> str:
    title = _text(document.labels["contents"])
    lines = "".join(
        f"<li{' class=below' if one.level == 2 else ''}>"
        f'<a href="#{_text(one.name)}">{number} {_text(one.title)}</a></li>'
        for number, one in document.headings()
    )
    return f'<nav aria-label="{title}"><h2 id="contents">{title}</h2><ol>{lines}</ol></nav>'


def _section(number: str, section: model.Section, document: Document) -> str:
    rank = section.level + 1
    parts = "\n".join(_part(part, document) for part in section.parts)
    heading = f"{number} {_text(section.title)}"
    return (
        f'<section>\n<h{rank} id="{_text(section.name)}">{heading}</h{rank}>\n{parts}\n</section>'
    )


def _part(part: model.Part, document: Document) -> str:
    language = document.language
    if isinstance(part, model.Text):
        return f'<p class="{part.kind}">{_text(part.text)}</p>'
    if isinstance(part, model.Answers):
        return f'<dl class="answer">{"".join(_item(one, language) for one in part.items)}</dl>'
    if isinstance(part, model.Grid):
        return _table(part.table, document)
    if isinstance(part, model.Pictures):
        drawn = "".join(_figure(chart, part, language) for chart in part.charts)
        return f'<div class="pictures {part.width}">{drawn}</div>'
    return f"<ul>{''.join(_source(one) for one in part.items)}</ul>"


def _item(one: model.Item, language: Language) -> str:
    unit = f" <small>{_text(one.unit)}</small>" if one.unit else ""
    note = f"<span>{_text(one.note)}</span>" if one.note else ""
    value = _text(one.written(language))
    return (
        f'<div><dt>{_text(one.label)}</dt><dd><b class="{one.tone}">{value}</b>{unit}{note}'
        "</dd></div>"
    )


def _table(table: Table, document: Document) -> str:
    language = document.language
    sums = model.totals(table, language)
    table = model.settled(table)
    title = _text(said(table.title, language))
    note = f'<p class="note">{_text(said(table.note, language))}</p>' if table.note else ""
    if not table.rows:
        empty = said(table.empty, language) or document.labels["nothing"]
        return f"<h4>{title}</h4><p>{_text(empty)}</p>{note}"
    numbers = [column.is_number for column in table.columns]
    head = "".join(
        f'<th scope="col"{_class("n" if is_number else "")}>{_text(one)}</th>'
        for one, is_number in zip(model.titles(table, language), numbers, strict=True)
    )
    body = "\n".join(
        f"<tr>{''.join(_cell(one) for one in row)}</tr>" for row in model.cells(table, language)
    )
    return (
        f'<div class="scroll"><table id="{_text(table.name)}">\n<caption>{title}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n"
        f"{_totals(sums, table, numbers, document)}</table></div>{note}"
    )


def _cell(one: model.Cell) -> str:
    names = [*(["n"] if one.is_number else []), *([one.tone] if one.tone != "plain" else [])]
    return f"<td{_class(' '.join(names))}>{_text(one.text)}</td>"


def _class(names: str) -> str:
    return f' class="{names}"' if names else ""


def _totals(sums: list[str] | None, table: Table, numbers: list[bool], document: Document) -> str:
    if sums is None:
        return ""
    if not table.columns[0].total:
        sums[0] = document.labels["total"]
    cells = "".join(
        f"<td{_class('n' if is_number else '')}>{_text(one)}</td>"
        for one, is_number in zip(sums, numbers, strict=True)
    )
    return f"<tfoot><tr>{cells}</tr></tfoot>"


def _figure(chart, part: model.Pictures, language: Language) -> str:  # type: ignore[no-untyped-def]
    drawn = picture(chart, part.width, language)
    note = f'<p class="note">{_text(said(chart.note, language))}</p>' if chart.note else ""
    summary = _text(said(chart.summary, language))
    return (
        f"<figure><figcaption>{_text(said(chart.title, language))}</figcaption>"
        f'<div role="img" aria-label="{summary}">{drawn}</div>{note}</figure>'
    )


def _source(one: model.Source) -> str:
    label = f"<b>{_text(one.label)}:</b> " if one.label else ""
    if not one.href.startswith(("https://", "http://")):
        return f"<li>{label}{_text(one.text)}{f' {_text(one.href)}' if one.href else ''}</li>"
    href = _text(one.href)
    return f'<li>{label}{_text(one.text)}<br><a href="{href}">{href}</a></li>'


def _foot(document: Document) -> str:
    at = f"{document.known_at.astimezone(TIME_ZONE):%d.%m.%Y %H:%M}"
    code = f"<code>{_text(document.code)}</code>"
    return f"<footer><p>{_text(document.running)} · {code} · {at}</p></footer>"
