"""The page of the reference that lists the register's codes."""

from bagdar.registry.rules.codes import CodeLists, Line, TypeLine, lists_of

INTRODUCTION = """# Codes of the register

What a field of the register may hold, from `data/registry/`. A source that begins with
*illustrative* says that nobody could look the list up here: replace the file before real records
are taken in.
"""


def page(lists: CodeLists) -> str:
    parts = [INTRODUCTION]
    for file, lines in lists_of(lists):
        head = "| code | қазақша | русский | English | source |"
        has_levels = any(isinstance(one, TypeLine) for one in lines.values())
        parts.append(f"## `{file}`\n")
        parts.append(head + (" levels |" if has_levels else ""))
        parts.append("| --- " * (6 if has_levels else 5) + "|")
        parts += [_row(one) for one in lines.values()]
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _row(one: Line) -> str:
    cells = [f"`{one.code}`", one.kk, one.ru, one.en, one.source]
    if isinstance(one, TypeLine):
        cells.append(one.levels or "–")
    return "| " + " | ".join(cells) + " |"
