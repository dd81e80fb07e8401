"""Where the portal's pages stand, below the language."""

from django.urls import path

from bagdar.portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("reference/", views.reference, name="reference"),
]
