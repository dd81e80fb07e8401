"""`bagdar simulate`: a synthetic nation, written as Parquet."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bagdar.helped import Helped
from bagdar.programme import terminal


class Help(Helped):
    under = "house.help."


class Years(click.ParamType):
    """2018-2025, or one year."""

    name = "years"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        first, _, last = str(value).partition("-")
        if not first.isdigit() or not (last or first).isdigit():
            self.fail(str(value), param, ctx)
        return int(first), int(last or first)


@click.command("simulate", cls=Help)
@click.option("--scale", type=float, default=0.001, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--years", type=Years(), default="2018-2025", show_default=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--load", is_flag=True)
@click.option("--json", "as_json", is_flag=True, help="JSON")
@click.pass_context
def simulate(
    ctx: click.Context, scale: float, seed: int, years: tuple[int, int], out: Path, load: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """load: take the nation into the register too, as whoever puts the house together knows how."""
    from bagdar.simulate import public

    data_dir = ctx.find_root().obj["data_dir"]
    of = public.Settings(
        scale=scale, seed=seed, first_year=years[0], last_year=years[1], data_dir=data_dir
    )
    bar = Progress(is_silent=as_json)
    manifest = public.simulate(of, out, bar.told)
    if load:
        ctx.find_root().obj["load_nation"](out, bar.told)
    bar.end()
    if as_json:
        terminal.print_json(manifest)
        return
    rows = sum(one["rows"] for one in manifest["tables"].values())
    click.echo(terminal.say("simulate_command.written", rows=rows, folder=str(out)))


class Progress:
    """A bar for each part of the work where somebody watches; else nothing. label: of a part"""

    def __init__(self, *, is_silent: bool, label: Callable[[str], str] | None = None) -> None:
        self._is_silent = is_silent
        self._label = label or (lambda step: terminal.say(f"simulate_command.{step}"))
        self._step = ""
        self._bar: Any = None

    def told(self, step: str, done: int, whole: int) -> None:
        if self._is_silent:
            return
        if step != self._step:
            self.end()
            self._step = step
            self._bar = click.progressbar(length=whole, label=self._label(step), width=40)
            self._bar.__enter__()
        self._bar.update(max(done, 0) - self._bar.pos)

    def end(self) -> None:
        if self._bar is not None:
            self._bar.update(self._bar.length - self._bar.pos)
            self._bar.render_finish()
            self._bar = None
