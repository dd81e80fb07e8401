from django.apps import AppConfig


class Audit(AppConfig):
    name = "bagdar.audit"
    label = "audit"
