"""What the register refuses. The facts of an error never hold a personal value."""

from collections.abc import Sequence

from bagdar.core.errors import DomainError, Phrase


class FaultyFact(DomainError):
    """What is said cannot be recorded; `problems` names every field at once."""

    code = "registry.faulty_fact"
    status = 422

    def __init__(self, problems: Sequence[Phrase]) -> None:
        self.problems = tuple(problems)
        super().__init__(problems=self.problems)


class NoSuchPerson(DomainError):
    code = "registry.no_such_person"
    status = 404


class NoSuchOrganisation(DomainError):
    code = "registry.no_such_organisation"
    status = 404


class OriginsMeet(DomainError):
    """A real person cannot be put into a simulated organisation, nor the other way round."""

    code = "registry.origins_meet"
    status = 409


class IinTaken(DomainError):
    """Another person has this IIN. Which person is not among the facts."""

    code = "registry.iin_taken"
    status = 409


class AlreadyEnrolled(DomainError):
    code = "registry.already_enrolled"
    status = 409


class NotEnrolled(DomainError):
    code = "registry.not_enrolled"
    status = 409


class NotThere(DomainError):
    """The organisation is not known to exist on a day of the enrolment."""

    code = "registry.organisation_not_there"
    status = 409


class LevelNotOffered(DomainError):
    code = "registry.level_not_offered"
    status = 409


class LooksRunning(DomainError):
    """Another process commits to looks already."""

    code = "registry.looks_running"
    status = 409


class PurposeNeeded(DomainError):
    code = "registry.purpose_needed"
    status = 422


class FolderRefused(DomainError):
    """A folder of tables cannot be loaded: its manifest, or a file that is not the one it names.

    reason  manifest | file | origin
    """

    code = "registry.folder_refused"
    status = 422


class TableRefused(DomainError):
    """A whole table is not what its contract says, so nothing of it is loaded.

    fault   a code of the findings of a check, one_origin, one_a_day, or guard: the database's own
    column  where; rows: how many rows have it
    """

    code = "registry.table_refused"
    status = 422


class AlreadySaid(DomainError):
    """Something else stands of this timeline on a day of what is recorded."""

    code = "registry.already_said"
    status = 409


class NothingSaid(DomainError):
    """Nothing stands of this timeline on the days that are taken back."""

    code = "registry.nothing_said"
    status = 409


class RegisterBusy(DomainError):
    """Others write, and this one has waited in vain; nothing was done."""

    code = "registry.busy"
    status = 503
    retry_after = 2
