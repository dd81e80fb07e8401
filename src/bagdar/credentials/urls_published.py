"""Files for verifiers, outside the languages: where did:web and status lists are looked for."""

from django.urls import path

from bagdar.credentials.views import published

urlpatterns = [
    path(".well-known/did.json", published.operator, name="did_operator"),
    path("issuers/issuers.json", published.issuers, name="issuers_file"),
    path("issuers/verify_diploma.py", published.verifier, name="diploma_verifier"),
    path("issuers/<slug:code>/did.json", published.issuer, name="did_issuer"),
    path("status/<slug:code>/<int:number>/<slug:purpose>", published.status, name="status_list"),
]
