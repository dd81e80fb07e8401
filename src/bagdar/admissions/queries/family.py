"""What a family may ask for and where it stands: queues, lines, free places, exchanges."""

from uuid import UUID

from bagdar.admissions import models
from bagdar.admissions.queries.children import Child
from bagdar.admissions.queries.reading import head_of
from bagdar.admissions.rules.queue.nouns import QueueState
from bagdar.admissions.rules.queue.standing import Line, cohort_of


def group_in(child: Child, queue: models.Queue) -> str | None:
    """The age group for which a child may be put into a queue; None: there is none."""
    head = head_of(queue)
    if queue.origin != child.origin.value:
        return None
    return head.rules.group_of(head.year - cohort_of(child.born_on, head.rules))


def applications_of(person_id: UUID) -> list[models.QueueApplication]:
    rows = models.QueueApplication.objects.filter(person_id=person_id)
    return list(rows.select_related("queue", "place"))


def line_at(row: models.QueueApplication) -> Line | None:
    """None: no age group of the year is for the child."""
    head = head_of(row.queue)
    group = head.rules.group_of(head.year - row.cohort)
    return Line(group, row.language, row.need) if group is not None else None


def free_in_group(queue: models.Queue, group: str) -> dict[UUID, int]:
    """By kindergarten that has some."""
    free: dict[UUID, int] = {}
    for row in models.QueuePlace.objects.filter(queue=queue, group=group, free__gt=0):
        free[row.organisation_id] = free.get(row.organisation_id, 0) + row.free
    return free


def free_at(row: models.QueueApplication) -> dict[UUID, int]:
    """By kindergarten, of the line in which a child stands."""
    line = line_at(row)
    if line is None:
        return {}
    rows = models.QueuePlace.objects.filter(
        queue=row.queue, group=line.group, language=line.language, need=line.need
    )
    return dict(rows.values_list("organisation_id", "free"))


def asked_by(row: models.QueueApplication) -> UUID | None:
    """The application of a family that asks to exchange places with this one."""
    asked = models.QueueApplication.objects.filter(
        queue=row.queue, partner=row.person_id, state=QueueState.PLACED.value
    )
    return asked.values_list("pk", flat=True).first()


def last_entry(row: models.QueueApplication) -> models.QueueEntry | None:
    """The last entry that concerns the child."""
    return row.queue.entries.filter(child=row.person_id).order_by("-number").first()
