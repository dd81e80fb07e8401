"""The design system as a Django app."""

from django.apps import AppConfig


class Look(AppConfig):
    name = "bagdar.look"
    label = "look"
