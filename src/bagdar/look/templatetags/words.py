"""What every template can say without loading anything: words, figures, days, tables, charts.

Nothing here marks its facts as safe: what a tag prints is escaped like any variable.
"""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.template.base import Parser, Token
from django.template.loader import get_template
from django.urls import get_urlconf
from django.utils.html import escape
from django.utils.safestring import SafeString

from bagdar.core.languages import (
    EMPTY,
    format_date,
    format_day,
    format_instant,
    format_number,
    show,
)
from bagdar.look import sparks
from bagdar.look.words import current_language, words_catalogue
from bagdar.look.words import t as say

register = template.Library()


@register.simple_tag
def t(key: str, **facts: object) -> str:
    """{% t "measure.title" number=3 %}: a key that the catalogue lacks raises KeyError."""
    return say(key, **facts)


_with_facts = register.tags["t"]


@register.tag("t")
def _word(parser: Parser, token: Token) -> template.Node:
    """A page has a hundred of these with nothing but a key: each is looked up once."""
    given = token.split_contents()
    key = given[1] if len(given) == 2 else ""
    is_plain = len(key) > 2 and key[0] == key[-1] and key[0] in "'\""
    return Word(key[1:-1]) if is_plain else _with_facts(parser, token)


class Word(template.Node):
    """{% t "common.search" %}"""

    def __init__(self, key: str) -> None:
        self._key = key
        self._texts: dict[Hashable, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        spoken = words_catalogue(), current_language()
        found = self._texts.get(spoken)
        if found is None:
            found = self._texts[spoken] = escape(say(self._key))
        return found


@register.tag
def kept(parser: Parser, token: Token) -> template.Node:
    """{% kept %}…{% endkept %}: a part of every page that is written once in each language.

    Neither reader nor page can be told in it: of both it sees nothing.
    """
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(inside)


class Kept(template.Node):
    child_nodelists = ("inside",)

    def __init__(self, inside: template.NodeList) -> None:
        self.inside = inside
        self._texts: dict[Hashable, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        # Without what every page knows, as in an error before it was asked, the part has no links.
        knows = all(name in context for name in SHARED)
        of = words_catalogue(), current_language(), get_urlconf(), knows
        found = self._texts.get(of)
        if found is None:
            shared = {name: context.get(name) for name in SHARED}
            found = self._texts[of] = self.inside.render(context.new(shared))
        return found


SHARED = ("links", "styles")  # of what every page knows, that which is everybody's


@register.filter
def words(value: object) -> str:
    """A Words in the reader's language; any other fact as a sentence would show it."""
    return show(value, current_language())


@register.filter
def number(value: int | Decimal | None, places: int | None = None) -> str:
    """{{ x|number }} keeps the digits that x has; {{ x|number:1 }} shows one after the mark."""
    if value is None or value == "":
        return EMPTY
    return format_number(value, current_language(), places)


@register.filter
def date_words(value: date | None) -> str:
    return EMPTY if value in (None, "") else format_date(value, current_language())


@register.filter
def day(value: date | None) -> str:
    return EMPTY if value in (None, "") else format_day(value)


@register.filter
def instant(value: datetime | None) -> str:
    return EMPTY if value in (None, "") else format_instant(value, current_language())


@register.simple_tag(takes_context=True)
def table(context: template.Context, shown: object) -> SafeString:
    """{% table tables.measures %}: a table that pages.answer has prepared."""
    return _part("look/table.html", context, {"table": shown})


@register.simple_tag(takes_context=True)
def chart(context: template.Context, shown: object) -> SafeString:
    """{% chart charts.paths %}: picture, its table, its downloads."""
    return _part("look/chart.html", context, {"chart": shown})


@register.simple_tag
def spark(points: Mapping[int, Decimal] | Sequence[Decimal], label: str = "") -> SafeString:
    """{% spark row.targets %}: a path the height of a line; label is read out instead of it."""
    return sparks.spark(points, label)


def _part(name: str, context: template.Context, more: dict[str, object]) -> SafeString:
    return get_template(name).template.render(context.new({**context.flatten(), **more}))
