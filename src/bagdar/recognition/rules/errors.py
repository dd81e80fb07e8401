"""What recognition refuses. The facts of an error never hold a name or what somebody wrote."""

from bagdar.core.errors import DomainError, Phrase


class NoSuchRequest(DomainError):
    code = "recognition.no_such_request"
    status = 404


class NoSuchLearner(DomainError):
    """Nobody of that id, or a stranger: one is not told from the other."""

    code = "recognition.no_such_learner"
    status = 404


class NoSuchEquivalence(DomainError):
    code = "recognition.no_such_equivalence"
    status = 404


class NoSuchFile(DomainError):
    code = "recognition.no_such_file"
    status = 404


class NotStudied(DomainError):
    """The register does not say that this person studies that programme, or it is not in force."""

    code = "recognition.not_studied"
    status = 409


class RequestFaulty(DomainError):
    """Everything that is wrong with a request; faults: (field, code)."""

    code = "recognition.request_faulty"
    status = 422

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        self.faults = faults
        told = tuple(Phrase(f"recognition.fault.{code}") for _, code in faults)
        super().__init__(count=len(faults), problems=told)


class StateWrong(DomainError):
    code = "recognition.state_wrong"
    status = 409

    def __init__(self, state: str) -> None:
        super().__init__(state=Phrase(f"recognition.state.{state}"))


class AppealLate(DomainError):
    code = "recognition.appeal_late"
    status = 409


class SameEyes(DomainError):
    """Who decided before cannot decide the appeal."""

    code = "recognition.same_eyes"
    status = 409


class ReasonNeeded(DomainError):
    code = "recognition.reason_needed"
    status = 422


class GrantRefused(DomainError):
    """What was to be granted exceeds a bound; obstacles: (module, why)."""

    code = "recognition.grant_refused"
    status = 422

    def __init__(self, obstacles: tuple[tuple[str, str], ...]) -> None:
        self.obstacles = obstacles
        told = tuple(
            Phrase(f"recognition.obstacle.{why}", {"module": module}) for module, why in obstacles
        )
        super().__init__(count=len(obstacles), problems=told)


class EquivalenceFaulty(DomainError):
    code = "recognition.equivalence_faulty"
    status = 422

    def __init__(self, fields: str) -> None:
        super().__init__(fields=fields)


class FileUnfit(DomainError):
    """A file that is empty or neither PDF nor a picture, or a badge that cannot be one."""

    code = "recognition.file_unfit"
    status = 415


class FileLarge(DomainError):
    code = "recognition.file_large"
    status = 413


class TooManyFiles(DomainError):
    code = "recognition.too_many_files"
    status = 409


class FileLost(DomainError):
    """The file is gone from the disk or is not what was kept: only a backup brings it back."""

    code = "recognition.file_lost"
    status = 503


class KeyFaulty(DomainError):
    """A key of a badge issuer that cannot be read, or is written down or retired without why."""

    code = "recognition.key_faulty"
    status = 422

    def __init__(self, fields: str) -> None:
        super().__init__(fields=fields)


class KeyTaken(DomainError):
    """The same key of the same issuer stands already."""

    code = "recognition.key_taken"
    status = 409


class KeyStateWrong(DomainError):
    """Somebody has decided about the key already, nobody believes it, or it is retired."""

    code = "recognition.key_state_wrong"
    status = 409

    def __init__(self, state: str) -> None:
        super().__init__(state=Phrase(f"recognition.key_state.{state}"))


class KeySameEyes(DomainError):
    """Who wrote a key down cannot confirm it."""

    code = "recognition.key_same_eyes"
    status = 409


class NoSuchKey(DomainError):
    code = "recognition.no_such_key"
    status = 404
