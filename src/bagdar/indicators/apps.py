"""The app."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "bagdar.indicators"
    label = "indicators"
