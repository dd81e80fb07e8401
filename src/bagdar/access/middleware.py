"""Gives each request its session, and an answer that refuses for now its Retry-After."""

from django.contrib.sessions.middleware import SessionMiddleware

from bagdar.access.sessions import SessionStore


class Sessions(SessionMiddleware):
    """Django's own, with our store whatever SESSION_ENGINE says."""

    def __init__(self, get_response) -> None:
        super().__init__(get_response)
        self.SessionStore = SessionStore

    def process_response(self, request, response):
        response = super().process_response(request, response)
        if response.status_code == 429 and hasattr(request, "retry_after"):
            response.headers["Retry-After"] = str(request.retry_after)
        return response
