"""Digests: who is reminded of what, once; by a real mail server and into a folder."""

import email
import json
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.conf import settings as installed

from bagdar.audit.models import Event
from bagdar.audit.rules import OPERATOR
from bagdar.core.catalogue import Catalogue
from bagdar.core.errors import FaultyData
from bagdar.monitoring.models import DigestSent
from bagdar.monitoring.presenters.digest import letter
from bagdar.monitoring.queries import duties
from bagdar.monitoring.rules.addresses import read_addresses
from bagdar.monitoring.rules.digest import Digest, digests
from bagdar.monitoring.rules.nouns import Origin
from bagdar.monitoring.services.digests import send_digest
from bagdar.monitoring.services.mailing import NoMailServer
from bagdar.programme.public import Reader
from tests.monitoring_filed import PROGRAMME, filed

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("loaded")]
DAY = date(2021, 1, 5)
AT = datetime(2021, 1, 5, 6, tzinfo=UTC)


def digest_of(reporter: str, day: date = DAY, within: int = 30) -> Digest | None:
    found = digests(duties.duty_states(PROGRAMME, day, Origin.REAL), day, within)
    return next((one for one in found if str(one.reporter) == reporter), None)


# --- what stands in one ---------------------------------------------------------------------------


def test_a_digest_tells_overdue_soon_and_returned_apart():
    filed("milestone:m2@1/2020-01", state="returned")
    filed("milestone:m1@1/2020-06", state="accepted")
    found = digest_of("body:mes")
    assert found is not None
    named = {
        name: {str(one.duty.subject) for one in getattr(found, name)}
        for name in ("overdue", "due_soon", "returned")
    }
    assert named["returned"] == {"milestone:m2@1/2020-01"}
    assert "milestone:m1@1/2020-06" not in named["overdue"]
    assert "milestone:m3@1/2020-06" in named["overdue"]
    assert "milestone:m2@1/2021-01" in named["due_soon"]
    assert not any(one & other for one in named.values() for other in named.values()
                   if one is not other)  # fmt: skip
    assert [one.duty.due_on for one in found.overdue] == sorted(
        one.duty.due_on for one in found.overdue
    )


def test_how_soon_is_asked_for_and_holds_to_the_day():
    milestone = "milestone:m2@1/2021-01"  # due on the 31st, 26 days ahead
    for within, wanted in ((26, True), (25, False)):
        found = digest_of("body:mes", within=within)
        assert found is not None
        assert (milestone in {str(one.duty.subject) for one in found.due_soon}) is wanted


def test_whoever_has_nothing_to_do_gets_no_letter():
    assert digest_of("body:moh") is None
    assert digest_of("region:KZ-10") is None  # not a region yet


# --- the letter -----------------------------------------------------------------------------------


def written(reporter: str, edition: Any, language: Any = "kk", **changes: Any) -> EmailMessage:
    found = digest_of(reporter)
    assert found is not None
    given = {"sender": "bagdar@edu.example", "to": "office@edu.example", "at": AT,
             "site": "https://bagdar.example"} | changes  # fmt: skip
    made = letter(edition, found, Reader(language, PROGRAMME), **given)
    return email.message_from_bytes(made.message().as_bytes(), policy=policy.default)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("language", "subject", "word"),
    [
        ("kk", "Ақмола облысы: мерзімі өткен", "Мерзімі өткен есептер"),
        ("ru", "Акмолинская область: просрочено", "Просрочено ("),
        ("en", "Akmola Region: ", "Overdue ("),
    ],
)
def test_a_letter_speaks_its_readers_language(edition, language, subject, word):
    message = written("region:KZ-11", edition, language)
    text = message.get_content()
    assert str(message["Subject"]).strip().startswith(subject)
    assert word in text
    assert message["Content-Language"] == language
    assert f"https://bagdar.example/{language}/programme/{PROGRAMME}/due/" in text
    assert message.get_content_type() == "text/plain" and message.get_content_charset() == "utf-8"


def test_a_letter_lists_forty_and_counts_the_rest(edition):
    found = digest_of("body:mes")
    assert found is not None and len(found.overdue) > 40
    text = written("body:mes", edition, "en").get_content()
    assert f"Overdue ({len(found.overdue)})" in text
    assert f"… and {len(found.overdue) - 40} more" in text


def test_a_letter_without_a_site_has_no_links(edition):
    assert "http" not in written("region:KZ-11", edition, site="").get_content()


def test_no_name_can_begin_a_header_of_its_own(edition):
    bad = "БҒМ\r\nBcc: all@edu.example"
    bodies = tuple(
        one.model_copy(update={"short": one.short.model_copy(update={"kk": bad})})
        if one.code == "mes"
        else one
        for one in edition.bodies
    )
    fields = {name: getattr(edition, name) for name in type(edition).model_fields}
    message = written("body:mes", type(edition)(**fields | {"bodies": bodies}))
    assert message["Bcc"] is None
    assert "Bcc: all@edu.example" in str(message["Subject"])  # only words of the subject


@pytest.mark.parametrize(
    "line",
    [
        "body:mes,office@edu.example\\nBcc: x@y.kz,kk",
        'body:mes,"office@edu.example\nBcc: x@y.kz",kk',
        "body:mes,office@edu.example; x@y.kz,kk",
        "mes,office@edu.example,kk",
        "body:mes,office@edu.example,de",
    ],
)
def test_an_address_that_is_more_than_one_address_is_refused(tmp_path, line):
    folder = tmp_path / "monitoring" / PROGRAMME
    folder.mkdir(parents=True)
    (folder / "addresses.csv").write_text(f"reporter,email,language\n{line}\n", encoding="utf-8")
    with pytest.raises(FaultyData):
        read_addresses(tmp_path, PROGRAMME)


def test_a_letter_made_again_has_the_same_name(edition):
    first, second = (written("body:mes", edition)["Message-ID"] for _ in range(2))
    assert first == second == f"<digest.{PROGRAMME}.body-mes.2021-01-05@edu.example>"


# --- once -----------------------------------------------------------------------------------------


def send(hand_over: Any, way: str = "smtp", **more: Any) -> bool:
    found = digest_of("body:mes")
    assert found is not None
    return send_digest(PROGRAMME, found, way, hand_over, by=OPERATOR, at=AT, **more)


def test_a_digest_goes_once_a_reporter_day_and_way():
    handed: list[str] = []
    assert send(lambda: handed.append("first")) is True
    assert send(lambda: handed.append("second")) is False
    assert send(lambda: handed.append("third"), way="folder") is True
    assert handed == ["first", "third"]
    events = Event.objects.filter(action="monitoring.digest_sent")
    assert [one.facts["way"] for one in events.order_by("id")] == ["smtp", "folder"]
    assert not any("@" in str(one.facts) for one in events)


def test_whoever_is_killed_after_handing_over_sends_again_and_loses_nothing():
    handed: list[str] = []

    def handed_over_and_killed() -> None:
        handed.append("first")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send(handed_over_and_killed)
    assert not DigestSent.objects.exists()
    assert not Event.objects.filter(action="monitoring.digest_sent").exists()
    assert send(lambda: handed.append("again")) is True
    assert handed == ["first", "again"]


def test_without_the_row_a_second_run_would_send_twice(monkeypatch):
    """The control: what the promise rests on."""
    handed: list[str] = []
    send(lambda: handed.append("first"))
    monkeypatch.setattr(
        DigestSent.objects, "get_or_create", lambda **_: (DigestSent(), True), raising=False
    )
    send(lambda: handed.append("second"))
    assert handed == ["first", "second"]


# --- on a terminal --------------------------------------------------------------------------------


@pytest.fixture
def run(catalogue: Catalogue) -> Any:
    from bagdar.monitoring.commands import monitoring

    def typed(*words: str) -> Result:
        told = {"language": "en", "catalogue": catalogue, "data_dir": Path("data")}
        asked = ("digest", PROGRAMME, "--on", DAY.isoformat(), *words)
        return CliRunner().invoke(monitoring, asked, obj=told)

    return typed


def test_letters_are_written_into_a_folder_once_and_again_where_one_is_gone(run, tmp_path):
    first = json.loads(run("--to-folder", str(tmp_path), "--json").output)
    assert {one["outcome"] for one in first} == {"sent"}
    assert {one["reporter"] for one in first} >= {"body:mes", "region:KZ-11", "region:KZ-79"}
    path = tmp_path / f"{PROGRAMME}-2021-01-05-body-mes.eml"
    message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    assert message["To"].startswith("undisclosed-recipients") and message["Bcc"] is None
    assert b"\r\n" in path.read_bytes()
    assert len(list(tmp_path.iterdir())) == len(first)
    path.unlink()
    told = json.loads(run("--to-folder", str(tmp_path), "--json").output)
    second = {one["reporter"]: one["outcome"] for one in told}
    assert second.pop("body:mes") == "sent" and set(second.values()) == {"again"}
    assert path.exists()


def test_where_the_letters_go_has_to_be_said(run, tmp_path):
    for words in ((), ("--smtp", "--to-folder", str(tmp_path))):
        assert run(*words).exit_code == 2
    assert not DigestSent.objects.exists()


def test_without_a_mail_server_nothing_is_sent(run):
    assert isinstance(run("--smtp").exception, NoMailServer)
    assert not DigestSent.objects.exists()


class Talk(socketserver.StreamRequestHandler):
    """Enough of SMTP to take letters; a recipient at refused.example is turned away."""

    def handle(self) -> None:
        self._say("220 ready")
        refused = False
        while line := self.rfile.readline():
            word = line.decode().strip().upper()
            if word.startswith("EHLO"):
                self._say("250-here", "250 8BITMIME")
            elif word.startswith("RCPT"):
                refused = "REFUSED.EXAMPLE" in word
                self._say("550 nobody here" if refused else "250 good")
            elif word == "DATA":
                self._say("354 go on")
                self.server.letters.append(self._letter())  # type: ignore[attr-defined]
                self._say("250 taken")
            else:
                self._say("221 bye" if word == "QUIT" else "250 good")

    def _letter(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@pytest.fixture
def server(settings: Any, tmp_path: Path) -> Iterator[Any]:
    """A mail server on this machine, and two addresses: one that it takes, one that it refuses."""
    listening = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
    listening.daemon_threads = True
    listening.letters = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    data = tmp_path / "data"
    data.mkdir()
    for path in installed.DATA_DIR.iterdir():
        (data / path.name).symlink_to(path)
    (data / "monitoring").unlink()
    folder = data / "monitoring" / PROGRAMME
    folder.mkdir(parents=True)
    for name in ("calendar.toml", "documents.toml"):
        (folder.parent / name).symlink_to(installed.DATA_DIR / "monitoring" / name)
    (folder / "rows.csv").symlink_to(installed.DATA_DIR / "monitoring" / PROGRAMME / "rows.csv")
    (folder / "addresses.csv").write_text(
        "reporter,email,language\nbody:mes,office@edu.example,ru\n"
        "region:KZ-11,akmola@refused.example,\n"
    )
    settings.DATA_DIR = data
    settings.EMAIL_HOST, settings.EMAIL_PORT = listening.server_address
    settings.EMAIL_USE_TLS = False
    settings.DEFAULT_FROM_EMAIL = "bagdar@edu.example"
    yield listening
    listening.shutdown()
    listening.server_close()


def test_a_mail_server_gets_each_declared_reporters_letter_once(run, server):
    told = {one["reporter"]: one for one in json.loads(run("--smtp", "--json").output)}
    assert told["body:mes"]["outcome"] == "sent"
    assert told["region:KZ-11"]["outcome"] == "failed"
    assert told["region:KZ-11"]["why"] == "SMTPRecipientsRefused"
    assert told["region:KZ-15"]["outcome"] == "no_address"
    (content,) = server.letters
    message = email.message_from_bytes(content, policy=policy.default)
    assert (message["To"], message["From"]) == ("office@edu.example", "bagdar@edu.example")
    assert str(message["Subject"]).strip().startswith("МОН: просрочено ")
    again = run("--smtp")
    assert again.exit_code == 1  # one reporter's letter was refused
    assert "body:mes       was sent for this day before" in again.output
    assert len(server.letters) == 1
    assert list(DigestSent.objects.values_list("reporter", "way")) == [("body:mes", "smtp")]


def test_a_server_that_is_not_there_leaves_no_trace_and_the_next_run_sends(run, server, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    told = {one["reporter"]: one for one in json.loads(run("--smtp", "--json").output)}
    assert told["body:mes"]["outcome"] == "failed"
    assert not DigestSent.objects.exists()
    settings.EMAIL_PORT = port
    told = {one["reporter"]: one for one in json.loads(run("--smtp", "--json").output)}
    assert told["body:mes"]["outcome"] == "sent"
