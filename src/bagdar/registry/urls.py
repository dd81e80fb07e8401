"""Where the register's pages stand, below the language."""

from django.urls import include, path

urlpatterns = [
    path("", include("bagdar.registry.urls_desk")),
    path("", include("bagdar.registry.urls_reading")),
    path("", include("bagdar.registry.urls_moved")),
]
