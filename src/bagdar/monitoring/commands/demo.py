"""`bagdar demo`: illustrative facts for a demonstration, once."""

import click

from bagdar.core.languages import LANGUAGES, Language
from bagdar.helped import Helped
from bagdar.programme import terminal


class Help(Helped):
    under = "house.help."


@click.command("demo", cls=Help)
@click.argument("programme", required=False)
@click.option("--beside-real", is_flag=True)
@click.option("--texts", type=click.Choice(LANGUAGES), default="kk", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="JSON")
def demo(programme: str | None, beside_real: bool, texts: Language, as_json: bool) -> None:
    import django

    django.setup()
    from bagdar.audit.rules import Actor
    from bagdar.monitoring.queries.duties import today
    from bagdar.monitoring.services.demonstration import load_demonstration
    from bagdar.programme import public
    from bagdar.programme.rules.editions import NothingLoaded

    code = programme or public.first_programme()
    if code is None:
        raise NothingLoaded()
    bar = Progress(code, is_silent=as_json)
    loading = load_demonstration(
        code,
        by=Actor(name="demonstration", role="operator"),
        day=today(),
        language=texts,
        beside_real=beside_real,
        told=bar.told,
    )
    bar.end()
    if as_json:
        terminal.print_json({"programme": code, "made": loading.made, "written": loading.written})
        return
    click.echo(terminal.say("demonstration.loaded", made=loading.made, written=loading.written))


class Progress:
    """One line, then a bar where somebody watches; nothing at all where nothing is written."""

    def __init__(self, programme: str, *, is_silent: bool) -> None:
        self._programme = programme
        self._is_silent = is_silent
        self._bar = None

    def told(self, done: int, of: int) -> None:
        if self._is_silent:
            return
        if self._bar is None:
            click.echo(terminal.say("demonstration.loading", programme=self._programme, count=of))
            self._bar = click.progressbar(length=of, width=40)
            self._bar.__enter__()
        self._bar.update(done - self._bar.pos)

    def end(self) -> None:
        if self._bar is not None:
            self._bar.render_finish()
