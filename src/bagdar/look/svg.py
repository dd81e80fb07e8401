"""From Vega-Lite to an SVG that fits its place: inside a page, or alone as a file.

vl-convert measures every text it sets, which takes nearly all of its time. Where a chart has put
its texts by pixel (bagdar.look.sheet), shapes are drawn by vl-convert and texts set here.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from bagdar.core.languages import Language

NAMESPACE = "http://www.w3.org/2000/svg"
FONT = "Inter, Noto Sans, DejaVu Sans, Segoe UI, Roboto, sans-serif"
MARGIN = 16  # round a picture that stands alone
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_ACTIVE = ("script", "foreignObject", "a", "image", "style", "use", "iframe")
_FOR_EARS = ("role", "aria-label", "aria-roledescription", "aria-hidden")
_NUMBER = re.compile(r"-?\d+\.\d{2,}")

ElementTree.register_namespace("", NAMESPACE)


def draw(spec: Mapping[str, Any], language: Language) -> Element:
    """The picture of a Vega-Lite specification. Raises ValueError where it could act or fetch."""
    shapes, texts = _lift_texts(spec)
    if shapes.get("layer") == []:
        root = _blank(float(spec["width"]), float(spec["height"]))
    else:
        root = ElementTree.fromstring(_vega(shapes, language))
    refuse_active(root)
    for mark, rows in texts:
        root[-1].append(_set(mark, rows))
    return root


def _vega(spec: Mapping[str, Any], language: Language) -> str:
    import vl_convert  # slow to load, and only needed where no kept picture is found

    mark = "." if language == "en" else ","
    locale = {"decimal": mark, "thousands": "\u202f", "grouping": [3], "currency": ["", ""]}
    shown = {**locale, "minus": "\u2212"}
    return str(vl_convert.vegalite_to_svg(dict(spec), format_locale=shown))  # type: ignore[arg-type]


# --- texts placed by pixel -----------------------------------------------------------------------

Rows = Sequence[Mapping[str, Any]]


def _lift_texts(
    spec: Mapping[str, Any],
) -> tuple[Mapping[str, Any], list[tuple[Mapping[str, Any], Rows]]]:
    """The specification without its placed texts, and those as (mark, rows)."""
    if not spec.get("usermeta", {}).get("placed"):
        return spec, []
    layers = spec["layer"]
    texts = [
        (layer["mark"], layer["data"]["values"])
        for layer in layers
        if layer["mark"]["type"] == "text"
    ]
    shapes = [layer for layer in layers if layer["mark"]["type"] != "text"]
    return {**spec, "layer": shapes}, texts


def _set(mark: Mapping[str, Any], rows: Rows) -> Element:
    """The texts of one look. Half of a twelve-pixel letter's height lies above its middle."""
    group = Element(_tag("g"), {"font-size": "12px", "font-family": FONT, "fill": mark["color"]})
    group.set("text-anchor", _ANCHORS[mark["align"]])
    for name, attribute in (
        ("fontWeight", "font-weight"),
        ("stroke", "stroke"),
        ("strokeWidth", "stroke-width"),
        ("opacity", "opacity"),
    ):
        if name in mark:
            group.set(attribute, str(mark[name]))
    for row in rows:
        at = {"x": f"{row['x']:.1f}", "y": f"{row['y'] + 4:.1f}"}
        SubElement(group, _tag("text"), at).text = row["text"]
    return group


def _blank(width: float, height: float) -> Element:
    root = _sheet(width + 8, height + 8)
    SubElement(root, _tag("g"), {"transform": "translate(4,4)"})
    return root


def _sheet(width: float, height: float) -> Element:
    size = {"width": f"{width:g}", "height": f"{height:g}"}
    return Element(_tag("svg"), {**size, "viewBox": f"0 0 {width:g} {height:g}"})


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


# --- for a page, for a file ---------------------------------------------------------------------


def for_page(root: Element, prefix: str) -> str:
    """No style attribute (the content security policy refuses it), no identifier that another
    chart of the page could share, no label for each mark (the figure is one image with one
    sentence), no size and no font (the stylesheet decides).
    """
    for element in root.iter():
        for name in (*_FOR_EARS, "style", "font-family", "pointer-events", "class"):
            element.attrib.pop(name, None)
        for name, value in element.attrib.items():
            if name == "id":
                element.set(name, prefix + value)
            elif "url(#" in value:
                element.set(name, value.replace("url(#", f"url(#{prefix}"))
    _thin(root)
    width, height = root.attrib.pop("width"), root.attrib.pop("height")
    root.set("viewBox", f"0 0 {width} {height}")
    root.set("aria-hidden", "true")
    root.set("focusable", "false")
    return ElementTree.tostring(root, encoding="unicode")


def for_file(root: Element, title: str, source: str, inks: tuple[str, str]) -> str:
    """White ground, title above, source below. inks: of the title, of the source."""
    _thin(root)
    width, height = float(root.get("width", "0")), float(root.get("height", "0"))
    above = lines_of(title, int(width / 9))
    below = lines_of(source, int(width / 7))
    top = MARGIN + 20 * len(above) + (6 if above else 0)
    whole = _sheet(width + 2 * MARGIN, top + height + 16 * len(below) + MARGIN)
    SubElement(whole, _tag("rect"), {"width": "100%", "height": "100%", "fill": "#ffffff"})
    _lines(whole, above, MARGIN + 14, 20, {"font-size": "16px", "font-weight": "600"}, inks[0])
    _lines(whole, below, top + height + 14, 16, {"font-size": "12px"}, inks[1])
    moved = SubElement(whole, _tag("g"), {"transform": f"translate({MARGIN},{top:g})"})
    moved.extend(list(root))
    return ElementTree.tostring(whole, encoding="unicode")


def _lines(
    parent: Element, lines: Sequence[str], y: float, step: int, look: dict[str, str], ink: str
) -> None:
    for number, line in enumerate(lines):
        at = {"x": str(MARGIN), "y": f"{y + step * number:g}", "font-family": FONT, "fill": ink}
        SubElement(parent, _tag("text"), {**at, **look}).text = line


def lines_of(text: str, letters: int) -> list[str]:
    """A text broken between words, or after a hyphen, into lines of at most so many letters."""
    lines: list[str] = []
    for word in text.split():
        glue = " "
        for part in re.split(r"(?<=\w-)(?=\w)", word):
            if lines and len(lines[-1]) + len(glue) + len(part) <= letters:
                lines[-1] += f"{glue}{part}"
            else:
                lines.append(part)
            glue = ""
    return lines


def refuse_active(root: Element) -> None:
    """A picture holds no script, no link and no foreign content, whatever its labels say."""
    for element in root.iter():
        if _name(element) in _ACTIVE:
            raise ValueError(f"a chart may not hold <{_name(element)}>")


def _thin(root: Element) -> None:
    """Tenths of a pixel are enough, and what draws nothing goes."""
    for element in root.iter():
        for name in ("d", "transform"):
            if name in element.attrib:
                element.set(name, _NUMBER.sub(_one_place, element.get(name, "")))
    _drop_hollow(root)


def _one_place(found: re.Match[str]) -> str:
    text = f"{float(found[0]):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _drop_hollow(parent: Element) -> None:
    for child in list(parent):
        _drop_hollow(child)
        draws_nothing = {
            "g": len(child) == 0,
            "rect": child.get("fill") == "transparent",
            "path": child.get("display") == "none"
            or child.get("d") in (None, "", "M0,0h0v0h0Z")
            or not _has_paint(parent, child),
        }
        if draws_nothing.get(_name(child), False):
            parent.remove(child)


def _has_paint(parent: Element, path: Element) -> bool:
    """Vega's groups have a ground and an edge that are there only to be pointed at."""
    if _name(parent) == "clipPath" or path.get("class") not in ("background", "foreground"):
        return True
    return bool({"fill", "stroke"} & set(path.attrib))


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
