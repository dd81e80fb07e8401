"""Where the pages of admissions stand, below the language."""

from bagdar.admissions.views import catchments, desk, own, places, public, swaps

urlpatterns = [
    *own.urlpatterns,
    *places.urlpatterns,
    *desk.urlpatterns,
    *public.urlpatterns,
    *catchments.urlpatterns,
    *swaps.urlpatterns,
]
