from django.apps import AppConfig


class Access(AppConfig):
    name = "bagdar.access"
    label = "access"
