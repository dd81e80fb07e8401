"""The pages that belong to nobody else: home, search, reference."""

from django.apps import AppConfig


class Portal(AppConfig):
    name = "bagdar.portal"
    label = "portal"
