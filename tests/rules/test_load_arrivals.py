"""Requests of the load are sent when they are due: nobody waits for another's answer."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.arrivals import Client, arrivals, written

GET = ["GET", "/kk/", {"Cookie": "a=b"}, ""]
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def asked(**more):
    kinds = {"read": {"share": 3, "requests": [GET], "again": True}}
    told = {"address": "http://127.0.0.1:1", "rate": 50, "seconds": 2, "seed": 1, "kinds": kinds}
    return arrivals({**told, **more})


@given(seed=st.integers(0, 2**32), rate=st.integers(1, 200))
def test_arrivals_come_in_order_inside_the_time_and_the_same_for_a_seed(seed, rate):
    instants = [at for at, _, _ in asked(seed=seed, rate=rate)]
    assert instants == sorted(instants)
    assert all(0 < at < 2 for at in instants)
    assert instants == [at for at, _, _ in asked(seed=seed, rate=rate)]


def test_what_writes_is_sent_once_and_too_few_prepared_are_noticed():
    post = ["POST", "/api/", {}, "{}"]
    kinds = {"write": {"share": 1, "requests": [post] * 3, "again": False}}
    with pytest.raises(RuntimeError, match="too few requests were prepared of: write"):
        asked(kinds=kinds)


def test_a_body_is_counted_in_bytes():
    sent = written("here", "POST", "/", {}, "ә")
    assert b"Content-Length: 2\r\n" in sent and sent.endswith("\r\n\r\nә".encode())


async def _send(held: int) -> Client:
    """To a service that answers nobody until so many have asked."""
    waiting: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        waiting.append(writer)
        if len(waiting) == held:
            for one in waiting:
                one.write(ANSWER)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = Client(f"http://127.0.0.1:{port}")
    request = written("here", *GET)
    await client.send([(0.001 * place, "read", request) for place in range(20)])
    for one in waiting:
        one.close()
    server.close()
    await server.wait_closed()
    return client


def test_the_twentieth_is_sent_though_nobody_has_been_answered():
    # whoever asked again only after an answer would wait here for ever
    client = asyncio.run(_send(held=20))
    told = client.whole().told()
    assert (told["sent"], told["answered"], told["unanswered"]) == (20, 20, 0)
    assert told["statuses"] == {"200": 20} and client.connections == 20


def test_who_is_not_answered_is_told(monkeypatch):
    monkeypatch.setattr("benchmarks.arrivals.PATIENCE_SECONDS", 0.05)
    told = asyncio.run(_send(held=21)).whole().told()
    assert (told["answered"], told["unanswered"]) == (0, 20)


async def _send_to_one_who_hangs_up() -> Client:
    """A service that closes each connection a moment after its answer, without a word."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(ANSWER)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    client = Client(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    request = written("here", *GET)
    await client.send([(0.1 * place, "read", request) for place in range(5)])
    server.close()
    await server.wait_closed()
    return client


def test_a_kept_connection_that_the_service_closed_is_not_asked_again(monkeypatch):
    monkeypatch.setattr("benchmarks.arrivals.PATIENCE_SECONDS", 2)
    client = asyncio.run(_send_to_one_who_hangs_up())
    told = client.whole().told()
    assert (told["answered"], told["unanswered"], client.connections) == (5, 0, 5)
