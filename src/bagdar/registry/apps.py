from typing import Any

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "bagdar.registry"
    label = "registry"

    def ready(self) -> None:
        """Accounts stand below and are told whom they may speak for, and how these are called."""
        from bagdar.access.public import tell_names_of
        from bagdar.look import hooks
        from bagdar.registry.queries import named

        tell_names_of("organisation", named.organisations_named)
        tell_names_of("person", named.people_named)
        hooks.add_style("registry/desk.css")
        hooks.ask_landing_of(_desk, roles=["organisation"])
        hooks.ask_landing_of(_reading, roles=["person", "ministry"])


def _desk(account: Any) -> str | None:
    from django.urls import reverse

    return reverse("registry_desk")


def _reading(account: Any) -> str:
    """A family comes to its records, an official to the search."""
    from django.urls import reverse

    return reverse("own_record" if account.role == "person" else "people_search")
