"""One record from a page or a system: the same contract, the same rules, a delivery of one row."""

import json
from collections.abc import Mapping
from dataclasses import replace

from bagdar.core.periods import local_date
from bagdar.core.sheets.limits import LIMITS
from bagdar.intake.queries import declared
from bagdar.intake.queries.deliveries import DeliveryInfo
from bagdar.intake.queries.planning import plan
from bagdar.intake.queries.senders import Sender
from bagdar.intake.rules.forms import Form
from bagdar.intake.rules.judging import judged_record
from bagdar.intake.rules.nouns import Row, Told, Value
from bagdar.intake.rules.reading import row_of_values
from bagdar.intake.services.loading import load
from bagdar.intake.services.receiving import File, Handed, receive

NAME = "record.jsonl"
OURS = replace(LIMITS, memory_mib=0)  # a text that we wrote needs no process of its own


def record_one(
    form: Form, sender: Sender, given: Mapping[str, Value], handed: Handed
) -> tuple[Row, DeliveryInfo | None]:
    """The record as it was judged, and its delivery; None where it was refused, nothing written."""
    columns = declared.columns(form)
    row = row_of_values(columns, dict(given), Told())
    judged = judged_record(row, form, declared.codes_of(form.table))
    if judged.is_refused:
        return judged, None
    planned = plan(form, [judged], sender, on=local_date(handed.at)).rows[0]
    if planned.is_refused:
        return planned, None
    received = receive(form, sender, File(_text(given), NAME), handed, limits=OURS)
    if received.sheet is None or received.delivery.id is None:
        return planned, received.delivery
    return planned, load(received.delivery.id, sheet=received.sheet)


def _text(given: Mapping[str, Value]) -> bytes:
    filled = {name: value for name, value in given.items() if value not in (None, "")}
    return json.dumps(filled, ensure_ascii=False).encode()
