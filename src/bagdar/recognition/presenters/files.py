"""A file of evidence, as pages and the API give it."""

import base64

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from bagdar.recognition import models
from bagdar.recognition.keeping import read


def file_answer(found: models.Evidence) -> HttpResponse:
    """The file as it was kept; it is always taken down and never shown as a page of ours.

    Raises FileLost.
    """
    digest = base64.b64encode(bytes.fromhex(found.sha256)).decode()
    return HttpResponse(
        read(found.sha256),
        content_type=found.media_type,
        headers={
            "Content-Disposition": content_disposition_header(True, found.file_name) or "",
            "Repr-Digest": f"sha-256=:{digest}:",
        },
    )
