"""Where the pages of figures stand, below the language."""

from bagdar.indicators.views import data, figures, releases, table

urlpatterns = [*figures.urlpatterns, *table.urlpatterns, *releases.urlpatterns, *data.urlpatterns]
