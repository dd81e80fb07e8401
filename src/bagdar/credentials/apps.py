from django.apps import AppConfig


class Credentials(AppConfig):
    name = "bagdar.credentials"
    label = "credentials"
