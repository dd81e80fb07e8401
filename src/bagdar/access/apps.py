from collections.abc import Collection

from django.apps import AppConfig


class Access(AppConfig):
    name = "bagdar.access"
    label = "access"

    def ready(self) -> None:
        """The design system stands below and is told whom to ask before it offers a download,
        and who keeps that one was refused.
        """
        from bagdar.access.permission import note_refusal, offers, standing
        from bagdar.look import hooks

        hooks.ask_permission_of(offers)
        hooks.ask_standing_of(standing)
        hooks.tell_refusals_to(note_refusal)
        hooks.tell_places_of("access.account", _accounts)


def _accounts(usernames: Collection[str]) -> dict[str, str]:
    from django.urls import reverse

    return {name: reverse("account", args=[name]) for name in usernames if name}
