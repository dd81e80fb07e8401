"""What a snapshot refuses. Facts of an error hold no id of a person."""

from bagdar.core.errors import DomainError


class NoSuchSnapshot(DomainError):
    """No manifest begins with what was given, or more than one does."""

    code = "snapshot.no_such_snapshot"
    status = 404


class NoSuchRegion(DomainError):
    """The snapshot has no rows in a region that was asked for."""

    code = "snapshot.no_such_region"
    status = 404


class DamagedSnapshot(DomainError):
    """The manifest or a part is not what was written."""

    code = "snapshot.damaged"


class KeyLost(DomainError):
    """The key in the folder is not the one by which earlier snapshots number people."""

    code = "snapshot.key_lost"


class PeopleCollide(DomainError):
    code = "snapshot.people_collide"


class OrganisationsCollide(DomainError):
    code = "snapshot.organisations_collide"


class UnknownReference(DomainError):
    """A row names somebody or something of whom the source has no row."""

    code = "snapshot.unknown_reference"


class OriginsMeet(DomainError):
    """The source holds facts of more than one origin, or none of the one that was asked for."""

    code = "snapshot.origins_meet"


class NotYet(DomainError):
    """An instant that is still to come: what will be known then is not known."""

    code = "snapshot.not_yet"


class Unexplained(DomainError):
    """Counts changed by more than is declared, and nobody said why."""

    code = "snapshot.unexplained"


class OtherOrder(DomainError):
    """The second snapshot is of an earlier day, was known earlier, or belongs to other facts."""

    code = "snapshot.other_order"


class IsBusy(DomainError):
    """Another take or clean is at work in the same store."""

    code = "snapshot.is_busy"
    status = 409


class SparkMissing(DomainError):
    """Spark was asked for where PySpark or Java is not installed."""

    code = "snapshot.spark_missing"
