"""What walks of several people prepare alike: a service with something in it, a tab for each."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.browser.looking import context_of
from tests.browser.test_monitoring_walk import Walker
from tests.browser.test_pages import told
from tests.people import PASSWORD
from tests.served import Service, service

BEGIN = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "bagdar.config.settings"
import django
django.setup()
"""


@contextmanager
def filled(program: str) -> Iterator[Service]:
    """The service with what a program puts into its database."""
    with service() as running:
        run(running, program)
        yield running


def run(running: Service, program: str) -> None:
    """In a process of its own, on the service's database and folder."""
    environment = {**os.environ, "BAGDAR_VAR_DIR": str(running.var_dir)}
    environment.pop("BAGDAR_DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", BEGIN + program], env=environment, check=True)


@contextmanager
def walkers(
    browser: Any, running: Service, pictures: Path, width: int, names: Mapping[str, str]
) -> Iterator[dict[str, Walker]]:
    """Who walks, by role; at the end nothing was wrong on any page at which they looked.

    names  of their accounts; "": somebody who does not sign in
    """
    scheme: Any = "dark" if width == 360 else "light"
    with ExitStack() as tabs:
        people = {}
        for role, username in names.items():
            visit = tabs.enter_context(context_of(browser, width, scheme))
            one = Walker(visit("about:blank"), running.address, pictures, f"{role}-{width}")
            if username:
                one.sign_in(username, PASSWORD)
            people[role] = one
        yield people
        wrong = {
            f"{role} {page}": found
            for role, one in people.items()
            for page, found in one.wrong.items()
        }
        assert (found := told(wrong)) == [], found
