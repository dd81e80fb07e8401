"""Every page of the real service under twenty concurrent readers; and one no-op for comparison."""

import http.cookiejar
import json
import re
import statistics
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any

from tests import postgres
from tests.served import Service, service

READERS = 20
SECONDS = 3.0
DRAWN_WITHIN_SECONDS = 900
PROGRAMME = "/kk/programme/kz-2020-2025"
NOTHING = "/robots.txt"
PAGES = {
    "home": "/kk/",
    "search": "/kk/search/?q=мұғалім",
    "programme (tree)": f"{PROGRAMME}/",
    "passport": f"{PROGRAMME}/passport/",
    "indicators": f"{PROGRAMME}/indicators/",
    "indicator": f"{PROGRAMME}/indicators/T1.1/",
    "measures": f"{PROGRAMME}/measures/",
    "measure": f"{PROGRAMME}/measures/2/",
    "bodies": f"{PROGRAMME}/bodies/",
    "body": f"{PROGRAMME}/bodies/mes/",
    "finance": f"{PROGRAMME}/finance/",
    "check": f"{PROGRAMME}/check/",
    "editions": f"{PROGRAMME}/editions/",
    "reference": "/kk/reference/",
}


# The programme in progress: on a database with six years of facts for all regions.
PROGRESS_PAGES = {
    "home": "/kk/",
    "evaluation": f"{PROGRAMME}/evaluation/",
    "execution": f"{PROGRAMME}/execution/",
    "execution, one year": f"{PROGRAMME}/execution/?year=2023",
    "calendar": f"{PROGRAMME}/calendar/",
    "due": f"{PROGRAMME}/due/",
    "indicator": f"{PROGRAMME}/indicators/T1.1/",
    "measure": f"{PROGRAMME}/measures/12/",
    "body": f"{PROGRAMME}/bodies/mes/",
    "finance": f"{PROGRAMME}/finance/",
}


def measure() -> dict[str, Any]:
    """By engine: each page cold, warm for readers who are not signed in, and for one who is."""
    return _engines(PAGES, demonstrated=False)


def measure_progress() -> dict[str, Any]:
    """The same of the programme in progress, with the whole demonstration loaded."""
    return _engines(PROGRESS_PAGES, demonstrated=True)


def _engines(pages: Mapping[str, str], *, demonstrated: bool) -> dict[str, Any]:
    found = {"sqlite": _engine({}, pages, demonstrated)}
    if postgres.binaries() is not None:
        with postgres.cluster() as url:
            found["postgresql"] = _engine({"BAGDAR_DATABASE_URL": url}, pages, demonstrated)
    return found


def _engine(
    settings: Mapping[str, str], pages: Mapping[str, str], demonstrated: bool
) -> dict[str, Any]:
    settings = {
        **settings,
        "BAGDAR_WORKERS": "2",
        "BAGDAR_WARM": "1",
        "BAGDAR_API_PER_ADDRESS": "1000000",
    }
    with service(settings, demonstrated=demonstrated) as house:
        cold = {name: _once(house, path) for name, path in pages.items()}
        drawn = _wait_until_drawn(house)
        cookie = _sign_in(house)
        _read(house, pages.values(), "", readers=8, seconds=2)  # both processes have kept them
        nothing = _figures(_read(house, [NOTHING], ""))
        everybody = {name: _figures(_read(house, [path], "")) for name, path in pages.items()}
        signed_in = {name: _figures(_read(house, [path], cookie)) for name, path in pages.items()}
        mixed = _figures(_read(house, pages.values(), "", seconds=10))
        mixed_signed_in = _figures(_read(house, pages.values(), cookie, seconds=10))
    return {
        "first_answer_ms": cold,
        "everything_drawn_s": drawn,
        "nothing": nothing,
        "not_signed_in": everybody,
        "signed_in": signed_in,
        "all_pages_not_signed_in": mixed,
        "all_pages_signed_in": mixed_signed_in,
    }


def _wait_until_drawn(house: Service) -> float:
    """Seconds until `bagdar warm`, which runs beside the service, has looked at every page."""
    began = time.perf_counter()
    while not list((house.var_dir / "charts").glob("looked-at-*")):
        if time.perf_counter() - began > DRAWN_WITHIN_SECONDS:
            raise RuntimeError("bagdar warm has not ended")
        time.sleep(0.5)
    return round(time.perf_counter() - began, 1)


def _once(house: Service, path: str) -> float:
    """Milliseconds of the first answer that anybody gets to this page."""
    address = house.address + urllib.parse.quote(path, safe="/?&=@.")
    began = time.perf_counter()
    with urllib.request.urlopen(address, timeout=120) as answer:
        answer.read()
    return round((time.perf_counter() - began) * 1000, 1)


def _read(
    house: Service,
    paths: Sequence[str] | Any,
    cookie: str,
    readers: int = READERS,
    seconds: float = SECONDS,
) -> list[float]:
    """Seconds of each answer, all of them 200; the readers are another process."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.readers",
        house.address,
        str(readers),
        str(seconds),
    ]
    asked = "\n".join(f"{path} {cookie}" for path in paths)
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    if found["refused"]:
        raise RuntimeError(f"{found['refused']} answers were not 200: {asked}")
    return [second for seconds in found["taken"].values() for second in seconds]


def _figures(taken: Sequence[float]) -> dict[str, float]:
    """Milliseconds; answers a second of all readers together."""
    ordered = sorted(second * 1000 for second in taken)
    return {
        "answers": len(ordered),
        "median_ms": round(statistics.median(ordered), 2),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)], 2),
        "slowest_ms": round(ordered[-1], 2),
        "per_second": round(len(ordered) / (sum(taken) / READERS), 1),
    }


def _sign_in(house: Service) -> str:
    """The session cookie of the demonstration coordinator."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    address = f"{house.address}/kk/sign-in/"
    form = opener.open(address).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    if token is None:
        raise RuntimeError("the sign-in page has no form")
    given = {"username": "coordinator", "password": house.password, "csrfmiddlewaretoken": token[1]}
    opener.open(address, data=urllib.parse.urlencode(given).encode()).read()
    cookies = {cookie.name: cookie.value for cookie in jar}
    return f"bagdar_session={cookies['bagdar_session']}"
