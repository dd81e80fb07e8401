"""Where the pages of admissions stand, below the language."""

from bagdar.admissions.views import desk, own, places, public, vouchers

urlpatterns = [
    *own.urlpatterns,
    *places.urlpatterns,
    *desk.urlpatterns,
    *public.urlpatterns,
    *vouchers.urlpatterns,
]
