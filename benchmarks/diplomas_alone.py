"""The same documents signed thrice and written as JSON, without database, log and trail."""

import os
import time
from datetime import UTC, datetime

from bagdar.credentials.rules.credential import Place, document_of
from bagdar.credentials.rules.selective import sd_jwt
from bagdar.credentials.rules.signing import diploma_file, jwt, proved
from tests.diploma_tools import KEY, PLACE, award


def signed_alone(count: int) -> float:
    """Seconds of the processor."""
    at, one = datetime.now(UTC), award(marks=())
    begun = time.process_time()
    for number in range(count):
        document = document_of(one, Place(PLACE.base, number), at)
        diploma_file(proved(document, KEY), jwt(document, KEY), None)
        sd_jwt(document, KEY, lambda: os.urandom(16)).encode("ascii")
    return time.process_time() - begun
