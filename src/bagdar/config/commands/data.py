"""`bagdar check-data`: loads every declared file and says everything that is wrong at once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import click

from bagdar.config.commands.setup import programme_folders
from bagdar.config.console import Refusal, Worded, catalogue, sentences, tell
from bagdar.config.environment import Environment
from bagdar.core.catalogue import BrokenCatalogue
from bagdar.core.errors import DomainError


@click.command(name="check-data", cls=Worded)
def check_data() -> None:
    checks = list(_checks(Environment.read().data_dir))
    refused = [text for check in checks if (text := _refused(check))]
    if refused:
        raise Refusal("\n".join(refused))
    tell("house.data_checked", count=len(checks))


def _refused(check: Callable[[], object]) -> str | None:
    try:
        check()
    except DomainError as error:
        return sentences(error)
    except BrokenCatalogue as error:
        return str(error)
    return None


def _checks(data_dir: Path) -> Iterator[Callable[[], object]]:
    """One for each thing declared. A new folder of data/ gets its line here."""
    from bagdar.access.regions import regions_of
    from bagdar.access.rules.table import AccessTable
    from bagdar.admissions.rules.campaign.declared import campaign_rules
    from bagdar.admissions.rules.campaign.nouns import CampaignKind
    from bagdar.admissions.rules.queue.declared import kindergarten_rules
    from bagdar.credentials.rules.pass_marks import pass_marks
    from bagdar.indicators.rules.disclosure.declared_rules import disclosure_rule
    from bagdar.indicators.rules.divisions import divisions
    from bagdar.indicators.rules.releases import release_rule
    from bagdar.indicators.rules.tiles import tiles
    from bagdar.intake.rules.oneroster import mapping
    from bagdar.monitoring.rules.computed import computed_rule
    from bagdar.monitoring.rules.declared_evaluation import read_evaluation_rule
    from bagdar.recognition.rules.declared import recognition_rule
    from bagdar.registry.rules.codes import code_lists
    from bagdar.registry.rules.declared_reading import purposes, reading_rule
    from bagdar.registry.rules.desk_rules import desk_rules
    from bagdar.simulate.public import read_nation
    from bagdar.warehouse.public import tolerances

    yield catalogue
    yield lambda: read_evaluation_rule(data_dir)
    yield lambda: computed_rule(data_dir)
    yield lambda: regions_of(data_dir)
    yield lambda: code_lists(data_dir)
    yield lambda: reading_rule(data_dir)
    yield lambda: purposes(data_dir)
    yield lambda: desk_rules(data_dir)
    yield lambda: disclosure_rule(data_dir)
    yield lambda: release_rule(data_dir)
    yield lambda: recognition_rule(data_dir)
    yield lambda: pass_marks(data_dir)
    yield lambda: kindergarten_rules(data_dir)
    for kind in (CampaignKind.SCHOOL, CampaignKind.DORMITORY):
        yield lambda kind=kind: campaign_rules(data_dir, kind)
    yield lambda: divisions(data_dir)
    yield lambda: tiles(data_dir)
    yield lambda: read_nation(data_dir)
    yield lambda: _read_feeds(data_dir)
    yield lambda: _read_sources(data_dir)
    yield lambda: tolerances(data_dir)
    yield lambda: mapping(data_dir)
    yield lambda: AccessTable.load(data_dir / "access" / "table.csv", "data/access/table.csv")
    for folder in programme_folders(data_dir):
        yield lambda folder=folder: _read_programme(folder)
        yield lambda folder=folder: _read_monitoring(data_dir, folder)


def _read_feeds(data_dir: Path) -> None:
    """What the register gives to the Programme's indicators, held against both."""
    from bagdar.config.reference import PROGRAMME
    from bagdar.programme.rules.files import read_edition
    from bagdar.warehouse.tables.feeds import read_feeds

    edition = read_edition(data_dir / "programme" / PROGRAMME, f"data/programme/{PROGRAMME}")
    read_feeds(data_dir, [row.code for _, row in edition.rows()])


def _read_sources(data_dir: Path) -> None:
    """Where the figures of the Programme's rows come from, held against the rows and metrics."""
    from bagdar.core.errors import FaultyData
    from bagdar.indicators.rules.sources import row_faults, sources
    from bagdar.programme.rules.files import read_edition

    found = sources(data_dir)
    shown = f"data/programme/{found.programme}"
    edition = read_edition(data_dir / "programme" / found.programme, shown)
    if faults := row_faults(found, [row.code for _, row in edition.rows()]):
        raise FaultyData(faults)


def _read_monitoring(data_dir: Path, folder: Path) -> None:
    """What is declared for monitoring a programme, held against the programme's own rows."""
    from bagdar.core.errors import FaultyData
    from bagdar.monitoring.rules.declared import read_monitoring, row_faults
    from bagdar.programme.rules.files import read_edition

    declared = read_monitoring(data_dir, folder.name)
    faults = row_faults(declared, read_edition(folder, f"data/programme/{folder.name}"))
    if faults:
        raise FaultyData(faults)


def _read_programme(folder: Path) -> None:
    """A programme with its amendments, one laid over the other, and its acknowledgements."""
    from bagdar.programme.rules.amendments import amend, read_amendments
    from bagdar.programme.rules.check import check
    from bagdar.programme.rules.check.acknowledgements import read_acknowledgements
    from bagdar.programme.rules.files import read_edition

    shown = f"data/programme/{folder.name}"
    edition = read_edition(folder, shown)
    for content, name in read_amendments(folder, shown):
        edition = amend(edition, content, name)
    if (folder / "acknowledged.toml").exists():
        path = folder / "acknowledged.toml"
        read_acknowledgements(path, check(edition), f"{shown}/{path.name}")
