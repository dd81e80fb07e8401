from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "bagdar.intake"
    label = "intake"
