from django.apps import AppConfig


class Notary(AppConfig):
    name = "bagdar.notary"
    label = "notary"
