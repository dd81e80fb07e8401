"""Where intake's pages stand, below the language. Each module of views lists its own."""

from bagdar.intake.views import deliveries, forms, oneroster

urlpatterns = [*deliveries.urlpatterns, *oneroster.urlpatterns, *forms.urlpatterns]
