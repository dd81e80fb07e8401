"""Where the pages of diplomas stand, below the language."""

from bagdar.credentials.views import desk, own, verifying

urlpatterns = [*verifying.urlpatterns, *own.urlpatterns, *desk.urlpatterns]
