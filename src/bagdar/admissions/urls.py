"""Where the pages of admissions stand, below the language."""

from bagdar.admissions.views import (
    campaign_desk,
    campaign_own,
    campaign_part,
    campaigns,
    catchments,
    desk,
    laboratory,
    own,
    places,
    public,
    swaps,
)

urlpatterns = [
    *own.urlpatterns,
    *places.urlpatterns,
    *desk.urlpatterns,
    *public.urlpatterns,
    *campaigns.urlpatterns,
    *campaign_own.urlpatterns,
    *campaign_desk.urlpatterns,
    *campaign_part.urlpatterns,
    *catchments.urlpatterns,
    *swaps.urlpatterns,
    *laboratory.urlpatterns,
]
