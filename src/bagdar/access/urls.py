"""Where the pages of accounts and the audit trail stand, below the language."""

from django.urls import path

from bagdar.access import views, views_accounts, views_audit

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("account/", views.own_account, name="own_account"),
    path("accounts/", views_accounts.accounts, name="accounts"),
    path("accounts/new/", views_accounts.account_new, name="account_new"),
    path("accounts/<slug:username>/", views_accounts.account, name="account"),
    path("audit/", views_audit.audit_trail, name="audit_trail"),
]
