"""Arrivals that wait for nobody: requests are sent when they are due, however slow the answers are.

python -m benchmarks.arrivals < {"address", "rate", "seconds", "seed", "kinds"}

kinds  name → {"share", "requests": [[method, path, headers, body], …], "again": whether they may be
       asked round and round, "is_read"}
keep   true: the Idempotency-Key of every request that was acknowledged, by kind, is told as well

The instants are a Poisson process; the time of an answer is counted from the instant at which its
request was due, so whoever waits in a queue, ours included, is counted as waiting. Prints as JSON
what became of each kind, and how late the client itself was: while that is milliseconds, it is the
service that is measured.
"""

import asyncio
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any
from urllib.parse import urlsplit

PATIENCE_SECONDS = 60.0
PART_SECONDS = 10.0  # of the story by time: whether waiting comes in bursts, and when
KEY = re.compile(rb"\r\nIdempotency-Key: ([^\r]+)")
Ask = tuple[float, str, bytes]  # seconds after the beginning, kind, the request as it is sent


class Connection(asyncio.Protocol):
    """One kept-open connection, one request at a time; knows of HTTP what our answers need."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self._read = bytearray()
        self._answer: asyncio.Future[tuple[int, bool]] | None = None
        self.says_when = False  # whether the last answer had Retry-After

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def ask(self, request: bytes) -> "asyncio.Future[tuple[int, bool]]":
        """The status, and whether the connection may be asked again."""
        assert self.transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._read.clear()
        self.transport.write(request)
        return self._answer

    def data_received(self, data: bytes) -> None:
        self._read += data
        head, mark, body = self._read.partition(b"\r\n\r\n")
        if not mark or self._answer is None or self._answer.done():
            return
        lines = bytes(head).lower().split(b"\r\n")
        if _is_whole(lines, body):
            may_stay = b"connection: close" not in lines
            self.says_when = any(line.startswith(b"retry-after:") for line in lines)
            self._answer.set_result((int(lines[0].split(b" ", 2)[1]), may_stay))

    @property
    def is_open(self) -> bool:
        return self.transport is not None

    def close(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    def connection_lost(self, error: Exception | None) -> None:
        self.transport = None  # the service hangs up on whoever was silent for half a minute
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError("the service hung up"))


def _is_whole(lines: Sequence[bytes], body: bytes) -> bool:
    for line in lines:
        if line.startswith(b"content-length:"):
            return len(body) >= int(line.split(b":")[1])
    if b"transfer-encoding: chunked" in lines:
        return body.endswith(b"0\r\n\r\n")
    return True


@dataclass
class Kind:
    """What became of the requests of a kind. taken: seconds of each answer since it was due."""

    sent: int = 0
    taken: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    unanswered: int = 0
    refused_without_when: int = 0  # 429 or 503 that do not say when to come again

    def told(self) -> dict[str, Any]:
        return {
            "sent": self.sent,
            "answered": len(self.taken),
            "unanswered": self.unanswered,
            "5xx": sum(count for status, count in self.statuses.items() if status >= 500),
            "429": self.statuses[429],
            "refused_without_when": self.refused_without_when,
            "statuses": {str(status): count for status, count in sorted(self.statuses.items())},
            **milliseconds(self.taken),
        }


def milliseconds(taken: Sequence[float]) -> dict[str, float]:
    ordered = sorted(taken)
    if not ordered:
        return {}
    places = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99, "slowest_ms": 1.0}
    last = len(ordered) - 1
    return {name: round(1000 * ordered[int(last * at)], 2) for name, at in places.items()}


class Client:
    """Sends; keeps as many connections as requests are under way."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.host, self.port = parts.hostname or "", parts.port or 80
        self.kinds: dict[str, Kind] = {}
        self.late: list[float] = []
        self.acknowledged: dict[str, list[str]] = {}  # kind → keys of what was answered with 2xx
        self.parts: dict[int, list[float]] = {}  # which part → seconds of the answers due in it
        self._begun = 0.0
        self._opened: list[Connection] = []
        self._idle: list[Connection] = []

    async def send(self, asked: Sequence[Ask]) -> None:
        loop, under_way = asyncio.get_running_loop(), set()
        begun = self._begun = time.perf_counter()
        for after, kind, request in asked:
            wait = begun + after - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            one = loop.create_task(self._one(begun + after, kind, request))
            under_way.add(one)
            one.add_done_callback(under_way.discard)
        if under_way:
            await asyncio.wait(set(under_way))
        for connection in self._opened:
            connection.close()
        await asyncio.sleep(0)  # the loop lets go of them

    async def _one(self, due: float, name: str, request: bytes) -> None:
        kind = self.kinds.setdefault(name, Kind())
        kind.sent += 1
        self.late.append(time.perf_counter() - due)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                connection = self._kept() or await self._connect()
                status, may_stay = await connection.ask(request)
        except (OSError, TimeoutError):
            kind.unanswered += 1
            return
        kind.taken.append(time.perf_counter() - due)
        self.parts.setdefault(int((due - self._begun) / PART_SECONDS), []).append(kind.taken[-1])
        kind.statuses[status] += 1
        kind.refused_without_when += status in (429, 503) and not connection.says_when
        if 200 <= status < 300 and (key := KEY.search(request)):
            self.acknowledged.setdefault(name, []).append(key[1].decode())
        if may_stay:
            self._idle.append(connection)

    def whole(self) -> Kind:
        """All kinds together."""
        found = Kind()
        for one in self.kinds.values():
            found.sent += one.sent
            found.taken += one.taken
            found.statuses += one.statuses
            found.unanswered += one.unanswered
            found.refused_without_when += one.refused_without_when
        return found

    def _kept(self) -> Connection | None:
        """One that is open and waits; as in a browser, one that was closed is forgotten."""
        while self._idle:
            if (one := self._idle.pop()).is_open:
                return one
        return None

    async def _connect(self) -> Connection:
        loop = asyncio.get_running_loop()
        connection = (await loop.create_connection(Connection, self.host, self.port))[1]
        self._opened.append(connection)
        return connection

    @property
    def connections(self) -> int:
        return len(self._opened)


def arrivals(given: Mapping[str, Any]) -> list[Ask]:
    """Every request with its instant. Raises RuntimeError where a kind was prepared too few of."""
    draw = random.Random(given["seed"])
    names = list(given["kinds"])
    shares = [given["kinds"][name]["share"] for name in names]
    host = urlsplit(given["address"]).netloc
    requests = {name: _requests(given["kinds"][name], host) for name in names}
    asked, now = [], draw.expovariate(given["rate"])
    while now < given["seconds"]:
        name = draw.choices(names, shares)[0]
        request = next(requests[name], None)
        if request is None:
            raise RuntimeError(f"too few requests were prepared of: {name}")
        asked.append((now, name, request))
        now += draw.expovariate(given["rate"])
    return asked


def _requests(kind: Mapping[str, Any], host: str) -> Iterator[bytes]:
    made = (written(host, *one) for one in kind["requests"])
    return cycle(made) if kind["again"] else made


def written(host: str, method: str, path: str, headers: Mapping[str, str], body: str) -> bytes:
    content = body.encode()
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Accept-Encoding: gzip"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if method != "GET":
        lines.append(f"Content-Length: {len(content)}")
    return "\r\n".join([*lines, "", ""]).encode() + content


def main() -> None:
    given = json.load(sys.stdin)
    asked = arrivals(given)
    client = Client(given["address"])
    before = time.process_time()
    begun = time.perf_counter()
    asyncio.run(client.send(asked))
    seconds = time.perf_counter() - begun
    kinds = (name for name in given["kinds"] if name in client.kinds)
    told = {
        "sent": len(asked),
        "seconds": round(seconds, 1),
        "kinds": {name: client.kinds[name].told() for name in kinds},
        "whole": client.whole().told(),
        "each_ten_seconds": [
            {"from": part * PART_SECONDS, "answered": len(taken), **milliseconds(taken)}
            for part, taken in sorted(client.parts.items())
        ],
        "client": {
            "late": milliseconds(client.late),
            "processor_ms_each": round(1000 * (time.process_time() - before) / len(asked), 3),
            "connections": client.connections,
        },
    }
    if given.get("keep"):
        told["acknowledged"] = client.acknowledged
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
