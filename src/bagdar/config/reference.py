"""The pages of the reference that are written from the code, so that they cannot go stale."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path

from bagdar.config.api_reference import api_page
from bagdar.config.environment import PREFIX, ROOT, Environment
from bagdar.core.catalogue import catalogue_of
from bagdar.indicators.rules import sources as indicator_sources
from bagdar.indicators.rules.examples import examples
from bagdar.indicators.rules.sources import sources
from bagdar.intake.rules import reference as intake_forms
from bagdar.monitoring.rules import templates as monitoring_files
from bagdar.programme.rules import reference as programme_files
from bagdar.programme.rules.files import read_edition
from bagdar.registry.rules import reference as registry_codes
from bagdar.registry.rules.codes import code_lists
from bagdar.warehouse.tables import reference as register_tables
from bagdar.warehouse.tables.feeds import read_feeds

PROGRAMME = "kz-2020-2025"  # whose indicators the register feeds
HEAD = "<!-- Written by `make docs`; change the source named below instead. -->\n"


def settings_page() -> str:
    """Every setting, its default and what it means."""
    lines = [
        HEAD,
        "# Settings",
        "",
        "Every setting is a variable of the environment, and every one has a default. An unknown",
        "`BAGDAR_` variable or a value that cannot be read stops the start and says what to type.",
        "Source: `src/bagdar/config/environment.py`.",
        "",
        "| Variable | Default | What it means |",
        "| --- | --- | --- |",
    ]
    for info in fields(Environment):
        default = _shown_default(info.metadata["default"])
        about = info.metadata["about"]
        lines.append(f"| `{PREFIX}{info.name.upper()}` | {default} | {about} |")
    return "\n".join(lines) + "\n"


def _shown_default(default: str) -> str:
    """A default as typed; folders are shown from the checkout, not from this machine's root."""
    if not default:
        return "empty"
    path = Path(default)
    return f"`{path.relative_to(ROOT) if path.is_relative_to(ROOT) else default}`"


def programme_files_page() -> str:
    """The project's own format of a programme."""
    return HEAD + programme_files.page()


def monitoring_files_page() -> str:
    """The columns of files of reports."""
    return HEAD + "\n" + monitoring_files.page(catalogue_of(ROOT / "data" / "words"))


def registry_codes_page() -> str:
    """The code lists of the register."""
    return HEAD + "\n" + registry_codes.page(code_lists(ROOT / "data"))


def register_tables_page() -> str:
    """The contracts of the register's tables."""
    return HEAD + "\n" + register_tables.tables_page(catalogue_of(ROOT / "data" / "words"))


def register_feeds_page() -> str:
    """Which fact feeds which indicator of the Programme."""
    edition = read_edition(ROOT / "data" / "programme" / PROGRAMME, PROGRAMME)
    names = {row.code: indicator.name for indicator, row in edition.rows()}
    feeds = read_feeds(ROOT / "data", names)
    return HEAD + "\n" + register_tables.feeds_page(feeds, names)


def intake_forms_page() -> str:
    """The forms in which facts are delivered."""
    return HEAD + "\n" + intake_forms.page(catalogue_of(ROOT / "data" / "words"))


def metrics_page() -> str:
    """The definitions of the figures that records give, each with its examples."""
    import django

    django.setup()
    from bagdar.indicators.public import methodology  # engines are slow to load

    edition = read_edition(ROOT / "data" / "programme" / PROGRAMME, PROGRAMME)
    names = {row.code: row.name["en"] for _, row in edition.rows()}
    return HEAD + "\n" + methodology(examples(ROOT / "data"), names)


def indicator_sources_page() -> str:
    """Where the figure of each row of the Programme comes from."""
    edition = read_edition(ROOT / "data" / "programme" / PROGRAMME, PROGRAMME)
    names = {row.code: row.name["en"] for _, row in edition.rows()}
    units = {row.code: row.printed.unit["en"] for _, row in edition.rows()}
    return HEAD + "\n" + indicator_sources.page(sources(ROOT / "data"), names, units)


def api_reference_page() -> str:
    """Every operation of the API."""
    return HEAD + "\n" + api_page()


PAGES: Mapping[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "programme-files.md": programme_files_page,
    "monitoring-files.md": monitoring_files_page,
    "registry-codes.md": registry_codes_page,
    "register-tables.md": register_tables_page,
    "register-feeds.md": register_feeds_page,
    "intake-forms.md": intake_forms_page,
    "metrics.md": metrics_page,
    "indicator-sources.md": indicator_sources_page,
    "api.md": api_reference_page,
}


def stale(folder: Path) -> list[str]:
    """Names of pages that differ from what the code would write now."""
    return [name for name, page in PAGES.items() if _text(folder / name) != page()]


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")
