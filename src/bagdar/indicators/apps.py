"""The app."""

from typing import Any

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "bagdar.indicators"
    label = "indicators"

    def ready(self) -> None:
        """Says what pages gain: engines and solvers behind it are loaded when a page asks."""
        from bagdar.indicators.queries.revision import statements
        from bagdar.look import additions, revision

        revision.register("indicators", statements())
        additions.register("indicator", "records.1-figures", _figures)
        additions.register("indicator", "records.1-regions", _regions)
        additions.register("indicator", "records.2-source", _source)


def _figures(*given: Any, **facts: Any) -> Any:
    from bagdar.indicators.presenters import records  # slow to load

    return records.addition(*given, **facts)


def _regions(*given: Any, **facts: Any) -> Any:
    from bagdar.indicators.presenters import regions  # slow to load

    return regions.addition(*given, **facts)


def _source(*given: Any, **facts: Any) -> Any:
    from bagdar.indicators.presenters import where_from  # slow to load

    return where_from.addition(*given, **facts)
