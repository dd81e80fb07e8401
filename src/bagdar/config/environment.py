"""Every setting that an operator can change, its default and what it means: declared once.

The settings page of the reference is generated from here, and an unknown BAGDAR_ variable or a
value that cannot be read stops the start with a sentence that says what to type.
"""

import ipaddress
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

import dj_database_url

ROOT = Path(__file__).resolve().parents[3]
PREFIX = "BAGDAR_"


class WrongSetting(Exception):
    """The environment cannot be used; the text says which variable and what to type."""


def _number(text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        raise ValueError("a whole number above zero, e.g. 30")
    return int(text)


def _hours_of_a_day(text: str) -> int:
    if not text.isdigit() or int(text) < 24:
        raise ValueError("a whole number from 24 on, e.g. 168")
    return int(text)


def _share(text: str) -> Decimal:
    share = Decimal(text) if re.fullmatch(r"[0-9](\.[0-9]{1,6})?", text) else Decimal(-1)
    if share and not Decimal("0.0002") <= share <= 2:
        raise ValueError("0, or a number from 0.0002 to 2, e.g. 0.01")
    return share


def _switch(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError("0 or 1")
    return text == "1"


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _networks(text: str) -> list[str]:
    names = _names(text)
    for name in names:
        try:
            ipaddress.ip_network(name, strict=False)
        except ValueError:
            raise ValueError("IP addresses or networks, e.g. 127.0.0.1,10.0.0.0/8") from None
    return names


def _language(text: str) -> str:
    if text not in ("kk", "ru", "en"):
        raise ValueError("kk, ru or en")
    return text


def _folder(text: str) -> Path:
    return Path(text).expanduser().resolve()


def _folder_or_none(text: str) -> Path | None:
    return _folder(text) if text else None


def _address(text: str) -> str:
    if text and not re.fullmatch(r"https?://[A-Za-z0-9.\[\]:-]+/?", text):
        raise ValueError("an address without a path, e.g. https://bagdar.example")
    return text.rstrip("/")


def _page(text: str) -> str:
    if not re.fullmatch(r"https?://[!-~]+", text):
        raise ValueError("an address, e.g. https://creativecommons.org/licenses/by/4.0/")
    return text


def _security(text: str) -> str:
    if text not in ("starttls", "tls", "none"):
        raise ValueError("starttls, tls or none")
    return text


def _mailbox(text: str) -> str:
    if text and not re.fullmatch(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+", text):
        raise ValueError("one address, e.g. bagdar@edu.example")
    return text


def setting(default: str, read: Callable[[str], Any], about: str) -> Any:
    """One setting: its default as it would be typed, how it is read, what it is for."""
    return field(metadata={"default": default, "read": read, "about": about})


@dataclass(frozen=True)
class Environment:
    """The settings as read. A field `data_dir` is the variable BAGDAR_DATA_DIR."""

    database_url: str = setting(
        "", str,
        "Where records are kept, e.g. `postgresql://bagdar:secret@127.0.0.1:5432/bagdar`. "
        "Empty: SQLite in the file `bagdar.sqlite3` of `BAGDAR_VAR_DIR`.",
    )  # fmt: skip
    data_dir: Path = setting(
        str(ROOT / "data"), _folder, "The folder of declared data: programmes, wordings, roles."
    )
    var_dir: Path = setting(
        str(ROOT / "var"), _folder,
        "The folder that Bagdar writes to: the SQLite file, the secret key, drawn charts, "
        "collected static files.",
    )  # fmt: skip
    secret_key: str = setting(
        "", str,
        "Signs sessions and forms; at least 50 characters. Empty: made once and kept in "
        "`BAGDAR_VAR_DIR/secret_key`, readable by its owner alone.",
    )  # fmt: skip
    host: str = setting("127.0.0.1", str, "The address on which the service listens.")
    port: int = setting("8000", _number, "The port on which the service listens.")
    workers: int = setting("2", _number, "Processes that answer requests.")
    waiting: int = setting(
        "64", _number,
        "Requests that may wait in each process. Whoever comes when as many wait is told at once "
        "when to come again (503 with Retry-After), so that nobody is answered too late.",
    )  # fmt: skip
    warm: bool = setting(
        "1", _switch,
        "1: after a start with new data every public page is looked at once beside the service, at "
        "the lowest priority, so that no reader waits for a first drawing.",
    )  # fmt: skip
    count: bool = setting(
        "1", _switch,
        "1: beside `bagdar run`, the kept answers to large questions of the register are counted "
        "again when they are old. `bagdar serve` leaves that to `deploy/bagdar-count.timer`.",
    )  # fmt: skip
    hosts: list[str] = setting(
        "127.0.0.1,localhost,[::1]", _names, "Host names under which the service may be reached."
    )
    origins: list[str] = setting(
        "", _names, "Origins allowed to post forms beside our own, e.g. `https://bagdar.example`."
    )
    https: bool = setting(
        "0", _switch,
        "1 where a front server speaks HTTPS for us: cookies become Secure and HSTS is sent.",
    )  # fmt: skip
    trusted_proxies: list[str] = setting(
        "", _networks,
        "Addresses or networks of front servers whose X-Forwarded-For is believed, e.g. "
        "`127.0.0.1,10.0.0.0/8`; empty: nobody's is.",
    )  # fmt: skip
    language: str = setting("kk", _language, "The language of whoever has not chosen one.")
    session_idle_minutes: int = setting("30", _number, "A session left alone this long ends.")
    session_hours: int = setting("12", _number, "A session ends after this long in any case.")
    login_per_account: int = setting("5", _number, "Attempts to sign in, per account and minute.")
    login_per_address: int = setting("20", _number, "Attempts to sign in, per address and minute.")
    api_per_address: int = setting("60", _number, "Public API requests, per address and minute.")
    evidence_mib: int = setting(
        "20", _number, "The largest file of evidence behind a report, in MiB."
    )
    command_hours: int = setting(
        "168", _hours_of_a_day,
        "How long the answer to a request with an `Idempotency-Key` is kept, in hours; at least "
        "24.",
    )  # fmt: skip
    upload_mib: int = setting(
        "10", _number, "Mebibytes that a delivered file of reports may have, packed as it is."
    )
    address: str = setting(
        "", _address,
        "Where readers reach the service, for links in letters, e.g. `https://bagdar.example`. "
        "Empty: letters have no links.",
    )  # fmt: skip
    smtp_host: str = setting(
        "", str, "The mail server that takes digests. Empty: none are sent by mail."
    )
    smtp_port: int = setting("587", _number, "The mail server's port.")
    smtp_security: str = setting(
        "starttls", _security,
        "How the connection to the mail server is kept secret: `starttls`, `tls` or `none`.",
    )  # fmt: skip
    smtp_user: str = setting("", str, "The name under which to sign in there; empty: without.")
    smtp_password_file: str = setting(
        "", str, "The file that holds the password for it; it is read when a letter is sent."
    )
    smtp_from: str = setting(
        "", _mailbox, "The address that digests come from, e.g. `bagdar@edu.example`."
    )
    demo: bool = setting(
        "1", _switch,
        "1: `make run` creates demonstration accounts and the sign-in page lists them. "
        "Set 0 wherever anybody else can reach the service.",
    )  # fmt: skip
    nation: Decimal = setting(
        "0.001", _share,
        "How much of a country the synthetic nation is that `make run` loads into an empty "
        "register, from 0.0002 to 2; 1: about 5.5 million learners. 0: none. "
        "Without demonstration accounts none is loaded.",
    )  # fmt: skip

    log_dir: Path | None = setting(
        "", _folder_or_none,
        "The folder of the public log: tiles and the checkpoint, which any web server may show. "
        "Empty: `log` in `BAGDAR_VAR_DIR`.",
    )  # fmt: skip
    log_seconds: int = setting(
        "60", _number,
        "How long a commitment may wait before it is put into the log with others, in seconds.",
    )  # fmt: skip
    log: bool = setting(
        "1", _switch,
        "1: beside `bagdar run` the log is kept, and with demonstration accounts two witnesses of "
        "the demonstration. `bagdar serve` leaves that to `deploy/bagdar-notary.service`.",
    )  # fmt: skip

    publisher: str = setting(
        "Bagdar", str, "Who publishes the open data, as its files and the catalogue name them."
    )
    publisher_contact: str = setting(
        "", str,
        "Where readers of open data may ask: a mail address or a page. Empty: none is named.",
    )  # fmt: skip
    licence: str = setting(
        "https://creativecommons.org/licenses/by/4.0/", _page,
        "The address of the licence under which open data is published; the publisher decides.",
    )  # fmt: skip

    spark_master: str = setting(
        "", str,
        "The cluster on which `bagdar indicators run --engine spark` computes, e.g. "
        "`spark://head:7077`, `yarn` or `k8s://https://host:6443`. Empty: within the command.",
    )  # fmt: skip
    spark_parts: str = setting(
        "", str,
        "Where the cluster finds what stands in `BAGDAR_VAR_DIR/snapshots`, e.g. "
        "`s3a://bagdar/snapshots`. Empty: in the same folder, on a file system that all share.",
    )  # fmt: skip

    @classmethod
    def read(cls, variables: Mapping[str, str] | None = None) -> Self:
        """The settings of an environment. Raises WrongSetting with every fault at once."""
        given = dict(os.environ if variables is None else variables)
        values, faults = {}, []
        for info in fields(cls):
            name = PREFIX + info.name.upper()
            text = given.get(name, info.metadata["default"])
            try:
                values[info.name] = info.metadata["read"](text)
            except ValueError as error:
                faults.append(f"{name}={text!r}: give {error}")
        known = {PREFIX + info.name.upper() for info in fields(cls)}
        for name in sorted(set(given) - known):
            if name.startswith(PREFIX):
                faults.append(f"{name} is not a setting; docs/reference/settings.md lists them")
        if faults:
            raise WrongSetting("\n".join(faults))
        if not values["secret_key"]:
            values["secret_key"] = kept_secret(
                values["var_dir"] / "secret_key", lambda: secrets.token_urlsafe(64)
            )
        elif len(values["secret_key"]) < 50:
            raise WrongSetting("BAGDAR_SECRET_KEY: give at least 50 characters")
        return cls(**values)

    def database(self) -> dict[str, Any]:
        """Django's description of the database."""
        if not self.database_url:
            return sqlite(self.var_dir / "bagdar.sqlite3")
        if self.database_url.startswith("sqlite:///"):
            return sqlite(Path(self.database_url.removeprefix("sqlite:///")))
        found = {**dj_database_url.parse(self.database_url, conn_max_age=600)}
        return {**found, "OPTIONS": {**found.get("OPTIONS", {}), **NO_COMPILING, **READY}}


# PostgreSQL would compile a statement that it takes for large, which cost seconds where the work
# itself takes a fifth of one: a cohort of a simulated fiftieth of the country, 11.0 s and 2.1 s.
NO_COMPILING = {"options": "-c jit=off"}
# Statements go to PostgreSQL apart from their values, and what is asked often stands ready there.
READY = {"server_side_binding": True, "prepare_threshold": 4}


def sqlite(path: Path) -> dict[str, Any]:
    """A rollback journal with EXTRA: nothing acknowledged is lost when the power goes.

    Debian 12's SQLite predates the repair of the WAL-reset corruption, so no WAL.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "init_command": "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
    }


def kept_secret(path: Path, make: Callable[[], str]) -> str:
    """A secret that is made once and kept in a file that only its owner can read."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(make())
    return path.read_text()
