"""Readers in a process of their own: each asks for a page, reads the answer whole, asks again.

python -m benchmarks.readers ADDRESS READERS SECONDS < lines of "path cookie"

Prints, as JSON, for each path: the seconds that each answer took, and how many answers were not
200. A closed loop: a slow answer delays the next question of that reader only.
"""

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

Taken = dict[str, list[float]]


class Reader:
    """One kept-open connection. Speaks as much HTTP as our own answers need."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, path: str, cookie: str) -> int:
        """The status of an answer that was read to its last byte."""
        if self.streams is None:
            self.streams = await asyncio.open_connection(self.host, self.port)
        reader, writer = self.streams
        lines = [f"GET {path} HTTP/1.1", f"Host: {self.host}:{self.port}", "Accept: text/html"]
        lines += [f"Cookie: {cookie}"] if cookie else []
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        await self._read_body(reader, head.lower())
        return int(head.split(" ", 2)[1])

    async def _read_body(self, reader: asyncio.StreamReader, head: str) -> None:
        if "transfer-encoding: chunked" in head:
            while size := int(await reader.readline(), 16):
                await reader.readexactly(size + 2)
            await reader.readline()
            return
        length = next(line for line in head.split("\r\n") if line.startswith("content-length:"))
        await reader.readexactly(int(length.split(":")[1]))


async def read(
    address: str, readers: int, seconds: float, paths: Sequence[tuple[str, str]]
) -> tuple[Taken, int]:
    """What `readers` readers see in `seconds`, going round the paths from different places."""
    parts = urlsplit(address)
    taken: Taken = {path: [] for path, _ in paths}
    refused = 0
    until = time.perf_counter() + seconds

    async def one(number: int) -> None:
        nonlocal refused
        reader, position = Reader(parts.hostname or "", parts.port or 80), number
        while time.perf_counter() < until:
            path, cookie = paths[position % len(paths)]
            began = time.perf_counter()
            status = await reader.ask(quote(path, safe="/?&=%@."), cookie)
            taken[path].append(time.perf_counter() - began)
            refused += status != 200
            position += 1

    await asyncio.gather(*(one(number) for number in range(readers)))
    return taken, refused


def main() -> None:
    address, readers, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    paths = [(line.split(" ")[0], line.split(" ", 1)[1]) for line in sys.stdin.read().splitlines()]
    taken, refused = asyncio.run(read(address, readers, seconds, paths))
    json.dump({"taken": taken, "refused": refused}, sys.stdout)


if __name__ == "__main__":
    main()
