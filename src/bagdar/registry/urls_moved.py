"""Where the desk stood before, below a language or below the API: see `views.moved`."""

from bagdar.registry.views import moved

urlpatterns = moved.urlpatterns
