from django.apps import AppConfig


class Admissions(AppConfig):
    name = "bagdar.admissions"
    label = "admissions"
