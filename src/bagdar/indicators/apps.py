"""The app."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "bagdar.indicators"
    label = "indicators"

    def ready(self) -> None:
        from bagdar.indicators.presenters import records, regions, where_from
        from bagdar.indicators.queries import figures
        from bagdar.look import additions, revision

        revision.register("indicators", figures.revision())
        additions.register("indicator", "records.1-figures", records.addition)
        additions.register("indicator", "records.1-regions", regions.addition)
        additions.register("indicator", "records.2-source", where_from.addition)
