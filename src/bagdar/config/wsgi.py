"""The application that granian serves, with everything read before the first request."""

import gc
import logging
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connection
from django.urls import get_resolver

from bagdar.core.catalogue import catalogue_of

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bagdar.config.settings")
django = get_wsgi_application()

from bagdar.config.shedding import Bounded  # noqa: E402  (models need the application)
from bagdar.programme import public  # noqa: E402

application = Bounded(django, settings.WAITING, settings.LANGUAGE_CODE)

# Every view, the API's schemas and the words: a reader should not wait for an import.
get_resolver().url_patterns  # noqa: B018
catalogue_of(settings.DATA_DIR / "words")
# Commands leave these two until they are needed; pages need them soon.
for slow in ("openpyxl", "scipy.special"):
    import_module(slow)


def read_ahead() -> None:
    """The findings of the programme that pages lead to: half a second that nobody waits for.

    A database that is not there yet does not stop the start; the first page says what is wrong.
    A connection that was opened for this goes again; one that somebody uses already stays theirs.
    """
    was_open = connection.connection is not None
    try:
        code = public.first_programme()
        if code:
            public.findings(code)
    except DatabaseError as error:
        logging.getLogger(__name__).warning("nothing read ahead: %s", type(error).__name__)
    finally:
        if not was_open:
            connection.close()


def leave_out_of_collecting() -> None:
    """What was read before the first request stays for good: the collector never walks it again.

    A walk through all of it, some three hundred thousand objects, takes a third of a second, and
    somebody would wait for it.
    """
    gc.collect()
    gc.freeze()


read_ahead()
leave_out_of_collecting()
