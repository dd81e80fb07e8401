"""The application that granian serves, with everything read before the first request."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from bagdar.core.catalogue import catalogue_of

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bagdar.config.settings")
application = get_wsgi_application()

# Every view, the API's schemas and the words: a reader should not wait for an import.
get_resolver().url_patterns  # noqa: B018
catalogue_of(settings.DATA_DIR / "words")
