from typing import Any

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "bagdar.monitoring"
    label = "monitoring"

    def ready(self) -> None:
        """Says to the design system when kept pages are out of date, and what pages gain."""
        from bagdar.look import hooks, revision
        from bagdar.monitoring import additions
        from bagdar.monitoring.presenters import places
        from bagdar.monitoring.queries import duties, facts

        revision.register("monitoring", facts.REVISION)
        revision.register("today", duties.today)  # what was due soon yesterday is late today
        hooks.add_style("monitoring/desk.css")
        hooks.ask_landing_of(_landing, roles=("body", "region", "coordinator", "auditor"))
        hooks.tell_places_of("monitoring.report", places.report_pages)
        hooks.tell_places_of("monitoring.delivery", places.delivery_pages)
        additions.register()


def _landing(account: Any) -> str | None:
    from bagdar.monitoring.views.desk import landing

    return landing(account)
