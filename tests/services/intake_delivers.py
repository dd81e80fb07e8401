"""Those who deliver pupils: what a process of theirs runs (see tests/services/delivering.py)."""

from tests.services.delivering import Who

PREPARE = """
import django
django.setup()
from tests.register import organisation
organisation()
"""
# Those who deliver are forked from this: nothing of Polars may run before, since the threads that
# it starts are not there in a fork, which then waits for them for ever.
# A file is taken in by several chunks, so that a kill falls between them as well as within one.
TAKES = """
from bagdar.core.sheets.limits import COMMAND_LINE
from bagdar.intake.queries import senders
from bagdar.intake.rules.forms import FORMS
from bagdar.intake.rules.nouns import Channel
from bagdar.intake.services import receiving
from bagdar.intake.services.loading import load
from bagdar.registry.models import Organisation

CHUNK = 4
sender = senders.sender(Organisation.objects.get().pk)
handed = receiving.Handed(
    Actor("killed", "operator"), Channel.CLI, datetime(2026, 3, 1, tzinfo=UTC))

def file(content, name):
    return FORMS["pupils"], sender, receiving.File(content, name), handed

def take(content, name):
    found = receiving.receive(*file(content, name), limits=COMMAND_LINE)
    load(found.delivery.id, sheet=found.sheet, chunk=CHUNK)

def ask_nobody():
    receiving.deliveries.find = lambda key: None
"""
READ = """
import json
import django
django.setup()
from bagdar.audit.models import Event
from bagdar.intake import models
from bagdar.registry import models as register
people = {row.person_id: row for row in register.PersonFact.objects.all()}
told = {
    "deliveries": sorted(
        (one.file_name, one.state, one.rows,
         one.counts.get("taken"), one.counts.get("refused"))
        for one in models.Delivery.objects.all()),
    "pupils": sorted(
        (people[row.person_id].iin, people[row.person_id].given, str(row.grade), row.group)
        for row in register.Enrolment.objects.all()),
    "people": [register.Person.objects.count(), register.PersonFact.objects.count()],
    "numbers": models.LocalNumber.objects.count(),
    "back": sorted(models.ReportedRow.objects.values_list("delivery__file_name", "line")),
    "told": sum(
        one.facts["rows"] for one in Event.objects.filter(action="intake.rows_taken")),
    "received": Event.objects.filter(action="intake.received").count(),
}
print(json.dumps(told))
"""
DROP_THE_KEY = """
import django
django.setup()
from django.db import connection
from bagdar.intake.models import Delivery
[key] = [one for one in Delivery._meta.constraints if one.name == "intake_delivery_once"]
with connection.schema_editor() as editor:
    editor.remove_constraint(Delivery, key)
"""

PUPILS = Who(PREPARE, TAKES, READ, DROP_THE_KEY)
