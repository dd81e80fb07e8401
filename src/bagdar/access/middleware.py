"""Gives each request its session and its account, and a refusal for now its Retry-After."""

from functools import partial
from typing import Any

from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user,
)
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from bagdar.access.services import BACKEND
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


class Accounts(AuthenticationMiddleware):
    """Django's own, which reads the account in the statement that reads the session."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(partial(account_of, request))  # type: ignore[assignment]


def account_of(request: HttpRequest) -> Any:
    """Who asks. Whatever is unusual about the session, Django decides."""
    session: Any = request.session
    account = session.account_of(session.get(SESSION_KEY))
    if account is None or session.get(BACKEND_SESSION_KEY) != BACKEND:
        return get_user(request)
    told, expected = session.get(HASH_SESSION_KEY, ""), account.get_session_auth_hash()
    return account if constant_time_compare(told, expected) else get_user(request)
