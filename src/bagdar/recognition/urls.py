"""Where the pages of recognition stand, below the language."""

from bagdar.recognition.views import desk, own, public

urlpatterns = [*own.urlpatterns, *desk.urlpatterns, *public.urlpatterns]
