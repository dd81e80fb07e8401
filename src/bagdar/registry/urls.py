"""Where the registry's pages stand, below the language."""

from django.urls import include, path

urlpatterns = [
    path("", include("bagdar.registry.urls_desk")),
]
