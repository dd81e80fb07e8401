"""What issuing, withdrawing and sharing refuse. The facts of an error never hold a name."""

from bagdar.core.errors import DomainError, Phrase


class NoSuchIssuer(DomainError):
    code = "credentials.no_such_issuer"
    status = 404


class IssuerPresent(DomainError):
    code = "credentials.issuer_present"
    status = 409


class IssuerMisnamed(DomainError):
    """A code is letters of a to z, digits and hyphens."""

    code = "credentials.issuer_misnamed"
    status = 422


class FormFaulty(DomainError):
    code = "credentials.form_faulty"
    status = 422

    def __init__(self, fields: str) -> None:
        super().__init__(fields=fields)


class DaysFaulty(DomainError):
    """A period that ends before it begins."""

    code = "credentials.days_faulty"
    status = 422


class NoSuchAccreditation(DomainError):
    code = "credentials.no_such_accreditation"
    status = 404


class KeyAbsent(DomainError):
    """The file of the secret key is not on this machine."""

    code = "credentials.key_absent"
    status = 503


class KeyTurned(DomainError):
    """Another key than the named one is open by now."""

    code = "credentials.key_turned"
    status = 409


class NothingToIssue(DomainError):
    code = "credentials.nothing_to_issue"
    status = 422


class CandidateRefused(DomainError):
    """Some of those who were named may not get a diploma; problems: which reasons there are."""

    code = "credentials.candidate_refused"
    status = 422

    def __init__(self, count: int, problems: tuple[Phrase, ...]) -> None:
        super().__init__(count=count, problems=problems)


class GraduationTaken(DomainError):
    """There is a diploma for that graduation, or one is proposed."""

    code = "credentials.graduation_taken"
    status = 409


class PapersRefused(DomainError):
    """Some papers may not be entered; problems: which reasons there are."""

    code = "credentials.papers_refused"
    status = 422

    def __init__(self, count: int, problems: tuple[Phrase, ...]) -> None:
        super().__init__(count=count, problems=problems)


class PaperTaken(DomainError):
    """Somebody else entered the same paper, or another of that holder, in the meantime."""

    code = "credentials.paper_taken"
    status = 409


class CheckNeeded(DomainError):
    """Whoever approves papers says with what of the archive they were compared."""

    code = "credentials.check_needed"
    status = 422


class PaperNotReplaced(DomainError):
    """A diploma of a paper is revoked, and the paper entered anew."""

    code = "credentials.paper_not_replaced"
    status = 409


class NoSuchBatch(DomainError):
    code = "credentials.no_such_batch"
    status = 404


class BatchStateWrong(DomainError):
    code = "credentials.batch_state_wrong"
    status = 409


class SameEyes(DomainError):
    """Whoever proposed a batch cannot approve it."""

    code = "credentials.same_eyes"
    status = 409


class NoSuchDiploma(DomainError):
    code = "credentials.no_such_diploma"
    status = 404


class DiplomaStateWrong(DomainError):
    code = "credentials.diploma_state_wrong"
    status = 409


class ReasonNeeded(DomainError):
    code = "credentials.reason_needed"
    status = 422


class NoSuchShare(DomainError):
    """There is no such link, or it has expired: one is not told from the other."""

    code = "credentials.no_such_share"
    status = 404


class NoSuchPart(DomainError):
    """The diploma was issued before a part of one could be shown."""

    code = "credentials.no_such_part"
    status = 409


class NoSuchList(DomainError):
    code = "credentials.no_such_list"
    status = 404


class NoSuchCurriculum(DomainError):
    code = "credentials.no_such_curriculum"
    status = 404


class CurriculumFaulty(DomainError):
    """Every fault of a version at once; problems: which kinds there are, and in which modules."""

    code = "credentials.curriculum_faulty"
    status = 422

    def __init__(self, problems: tuple[Phrase, ...]) -> None:
        super().__init__(count=len(problems), problems=problems)


class CurriculumEarly(DomainError):
    """A version that would begin before the one that stands: the past is not rewritten."""

    code = "credentials.curriculum_early"
    status = 409


class CreditTaken(DomainError):
    """The same achievement counts towards that module already."""

    code = "credentials.credit_taken"
    status = 409


class CurriculumUnclosed(DomainError):
    """A version that has ended, or a day on which it was not in force yet, or no source."""

    code = "credentials.curriculum_unclosed"
    status = 409


class PassMarkAbsent(DomainError):
    """No pass mark is declared for the day of a result: the first one starts later."""

    code = "credentials.pass_mark_absent"
    status = 503
