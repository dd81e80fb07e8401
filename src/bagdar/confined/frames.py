"""What the service and its helper say to each other: pieces of bytes, each with its length."""

import os
import struct

# How a child that reads says that it ran out of memory: an answer would need more of it.
NO_MEMORY = 9
NO_REASON = 1  # a fault of ours; its answer tells which
_LENGTH = struct.Struct(">Q")
_PIECE = 1 << 20


def send(place: int, *pieces: bytes) -> None:
    for piece in pieces:
        write(place, _LENGTH.pack(len(piece)))
        write(place, piece)


def write(place: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(place, rest) :]


def receive(place: int) -> bytes:
    """The next piece. Raises EOFError where nobody speaks any more."""
    return _exactly(place, _LENGTH.unpack(_exactly(place, _LENGTH.size))[0])


def _exactly(place: int, count: int) -> bytes:
    found = bytearray()
    while len(found) < count:
        piece = os.read(place, min(count - len(found), _PIECE))
        if not piece:
            raise EOFError
        found += piece
    return bytes(found)


def everything(place: int) -> bytes:
    """Until nobody speaks any more."""
    found = bytearray()
    while piece := os.read(place, _PIECE):
        found += piece
    return bytes(found)
