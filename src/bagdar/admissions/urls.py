"""Where the pages of admissions stand, below the language."""

from bagdar.admissions.views import (
    campaign_claims,
    campaign_conditions,
    campaign_desk,
    campaign_offering,
    campaign_opening,
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
    vouchers,
)

urlpatterns = [
    *own.urlpatterns,
    *places.urlpatterns,
    *desk.urlpatterns,
    *public.urlpatterns,
    *campaign_own.urlpatterns,
    *campaign_offering.urlpatterns,
    *campaign_claims.urlpatterns,
    *campaign_conditions.urlpatterns,
    *campaigns.urlpatterns,
    *campaign_desk.urlpatterns,
    *campaign_opening.urlpatterns,
    *campaign_part.urlpatterns,
    *catchments.urlpatterns,
    *swaps.urlpatterns,
    *laboratory.urlpatterns,
    *vouchers.urlpatterns,
]
