"""A digest as a letter: plain text, in the reporter's language, with headers of RFC 5322."""

from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime

from django.core.mail import EmailMessage

from bagdar.core.languages import show
from bagdar.monitoring.presenters.desk_words import about, reporter_name
from bagdar.monitoring.rules.digest import Digest
from bagdar.monitoring.rules.dues import DutyState
from bagdar.programme.public import Reader
from bagdar.programme.rules.act import Edition

MOST = 40  # lines of a list in a letter
NOBODY = "undisclosed-recipients:;"


def letter(
    edition: Edition,
    digest: Digest,
    reader: Reader,
    *,
    sender: str,
    to: str,
    site: str,
    at: datetime,
) -> EmailMessage:
    """The letter to one reporter. to: empty where no address is declared.

    site  https://bagdar.example, for links; empty: the letter has none
    Its Message-ID is the same however often it is made, so a repeated letter is known as one.
    """
    name = reporter_name(edition, digest.reporter, reader)
    subject = reader.say(
        "digest.subject",
        name=name,
        overdue=len(digest.overdue),
        due_soon=len(digest.due_soon),
        returned=len(digest.returned),
    )
    headers = {
        "Message-ID": message_id(edition.programme, digest, sender),
        "Date": format_datetime(at),
        "Content-Language": reader.language,
        "Auto-Submitted": "auto-generated",
    }
    if not to:
        headers["To"] = NOBODY
    body = "\n".join(_lines(edition, digest, reader, name, site))
    return EmailMessage(
        subject=_one_line(subject),
        body=body,
        from_email=sender,
        to=[to] if to else [],
        headers=headers,
    )


def message_id(programme: str, digest: Digest, sender: str) -> str:
    host = sender.rpartition("@")[2].strip("> ") or "bagdar.invalid"
    reporter = str(digest.reporter).replace(":", "-")
    return f"<digest.{programme}.{reporter}.{digest.day.isoformat()}@{host}>"


def _one_line(text: str) -> str:
    """Names come from declared files: none of them may begin a header of its own."""
    return " ".join(text.split())


def _lines(edition: Edition, digest: Digest, reader: Reader, name: str, site: str) -> list[str]:
    day = show(digest.day, reader.language)
    lines = [reader.say("digest.greeting", name=name), ""]
    lines.append(reader.say("digest.about", programme=edition.title, day=day))
    parts = (
        (reader.say("digest.returned"), digest.returned),
        (reader.say("digest.overdue"), digest.overdue),
        (reader.say("digest.due_soon", count=digest.within), digest.due_soon),
    )
    for title, states in parts:
        if states:
            lines += ["", f"{title} ({len(states)})", *_list(edition, states, reader, site)]
    lines.append("")
    if site:
        query = {"reporter": digest.reporter}
        lines.append(reader.say("digest.all", address=site + reader.link("due", **query)))
    return [*lines, reader.say("digest.footer"), ""]


def _list(
    edition: Edition, states: tuple[DutyState, ...], reader: Reader, site: str
) -> Iterable[str]:
    for one in states[:MOST]:
        told = about(edition, one.duty.subject, reader)
        late = f" ({reader.say('digest.late', count=one.days_late)})" if one.days_late else ""
        yield f"- {one.duty.due_on:%d.%m.%Y}{late} · {told.code} · {told.kind}"
        yield f"  {told.name}"
        if site and told.href:
            yield f"  {site}{told.href}"
    if len(states) > MOST:
        yield reader.say("digest.more", count=len(states) - MOST)
