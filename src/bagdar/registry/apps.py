from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "bagdar.registry"
    label = "registry"

    def ready(self) -> None:
        """Accounts stand below and are told whom they may speak for, and how these are called."""
        from bagdar.access.public import tell_names_of
        from bagdar.registry.queries import named

        tell_names_of("organisation", named.organisations_named)
        tell_names_of("person", named.people_named)
