from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "bagdar.programme"
    label = "programme"

    def ready(self) -> None:
        """Says to the design system when kept pages are out of date, and where its bar leads."""
        from bagdar.look import hooks, revision
        from bagdar.programme import queries

        revision.register("programme", queries.REVISION)
        hooks.ask_programme_of(queries.first_programme)
