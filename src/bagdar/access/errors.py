"""What accounts and the access table refuse; `error.<code>` in the catalogue says it in words."""

from bagdar.core.errors import DomainError


class SignInNeeded(DomainError):
    code = "access.sign_in_needed"
    status = 401


class Forbidden(DomainError):
    code = "access.forbidden"
    status = 403


class PasswordChangeNeeded(DomainError):
    """Signed in with a one-time password: nothing else may be done before it is changed."""

    code = "access.password_change_needed"
    status = 403


class CsrfRefused(DomainError):
    code = "access.csrf"
    status = 403


class TooManyRequests(DomainError):
    code = "access.too_many_requests"
    status = 429


class TooManyRequestsToday(DomainError):
    code = "access.too_many_requests_today"
    status = 429


class WrongCredentials(DomainError):
    """The same for an unknown account, a disabled one and a wrong password."""

    code = "access.wrong_credentials"
    status = 401


class UnreadableKey(DomainError):
    """An Idempotency-Key that is empty, too long, or not visible ASCII."""

    code = "access.unreadable_key"
    status = 422


class KeyOfAnother(DomainError):
    """An Idempotency-Key that came before with another request."""

    code = "access.key_of_another"
    status = 409


class NoSuchAccount(DomainError):
    code = "access.no_such_account"
    status = 404


class NoSuchSession(DomainError):
    code = "access.no_such_session"
    status = 404


class AccountExists(DomainError):
    code = "access.account_exists"
    status = 409


class LastCoordinator(DomainError):
    """Disabling the only coordinator would leave nobody to enable anybody."""

    code = "access.last_coordinator"
    status = 409


class FaultyAccount(DomainError):
    """An account that says what its role may not; `fields` gives (field, code) of each fault."""

    code = "access.faulty_account"
    status = 422

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        self.fields = fields
        super().__init__(count=len(fields))


class WeakPassword(DomainError):
    """A password that may not be chosen; `reasons` gives the code of each reason."""

    code = "access.weak_password"
    status = 422

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(count=len(reasons))


class WrongOldPassword(DomainError):
    code = "access.wrong_old_password"
    status = 422
