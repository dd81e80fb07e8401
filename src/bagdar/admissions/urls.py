"""Where the pages of admissions stand, below the language."""

from bagdar.admissions.views import desk, laboratory, own, places, public

urlpatterns = [
    *own.urlpatterns,
    *places.urlpatterns,
    *desk.urlpatterns,
    *public.urlpatterns,
    *laboratory.urlpatterns,
]
