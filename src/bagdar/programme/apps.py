from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "bagdar.programme"
    label = "programme"
