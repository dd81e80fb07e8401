from django.apps import AppConfig


class Access(AppConfig):
    name = "bagdar.access"
    label = "access"

    def ready(self) -> None:
        """The design system stands below and is told whom to ask before it offers a download."""
        from bagdar.access.permission import offers
        from bagdar.look import hooks

        hooks.ask_permission_of(offers)
