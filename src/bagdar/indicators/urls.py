"""Where the pages of figures stand, below the language."""

from bagdar.indicators.views import data, figures, release_desk, releases, table

urlpatterns = [
    *figures.urlpatterns,
    *table.urlpatterns,
    *release_desk.urlpatterns,
    *releases.urlpatterns,
    *data.urlpatterns,
]
