"""Where the pages of recognition stand, below the language."""

from bagdar.recognition.views import desk, keys, own, public

urlpatterns = [
    *own.urlpatterns, *keys.urlpatterns, *desk.urlpatterns, *public.urlpatterns,
]  # fmt: skip
