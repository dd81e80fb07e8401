"""Where the pages of diplomas and of educational programmes stand, below the language."""

from bagdar.credentials.views import curricula, desk, own, papers, verifying

urlpatterns = [
    *verifying.urlpatterns,
    *own.urlpatterns,
    *desk.urlpatterns,
    *papers.urlpatterns,
    *curricula.urlpatterns,
]
