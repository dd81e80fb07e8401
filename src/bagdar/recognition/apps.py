from django.apps import AppConfig


class Recognition(AppConfig):
    name = "bagdar.recognition"
    label = "recognition"
