"""Where the log's files stand: outside the languages, as tlog-tiles wants them below one prefix."""

from django.urls import path

from bagdar.portal import views_log

urlpatterns = [
    path("checkpoint", views_log.checkpoint, name="log_checkpoint"),
    path("policy", views_log.policy, name="log_policy"),
    path("verify_receipt.py", views_log.verifier, name="log_verifier"),
    path("tile/<path:path>", views_log.tile, name="log_tile"),
]
