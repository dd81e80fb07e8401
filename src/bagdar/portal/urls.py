"""Where the portal's pages stand, below the language."""

from django.urls import path

from bagdar.portal import views, views_log

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("reference/", views.reference, name="reference"),
    path("log/", views_log.log, name="log"),
]
