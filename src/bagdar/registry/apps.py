from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "bagdar.registry"
    label = "registry"
