"""Where the pages of figures stand, below the language."""

from bagdar.indicators.views import figures, releases, table

urlpatterns = [*figures.urlpatterns, *table.urlpatterns, *releases.urlpatterns]
