"""A text's encoding: told by its sender, or guessed and then refused, never converted silently.

UTF-8 with or without a byte order mark and UTF-16 with one are read. Every other encoding is
refused with a guess, and read only when the sender says which one it is: KZ-1048 read as
windows-1251 gives plausible wrong names without an error, so nothing is ever converted silently.
"""

from typing import Literal, get_args

from bagdar.core.errors import fault, refuse

Encoding = Literal["utf-8", "utf-16", "windows-1251", "kz-1048", "cp866"]
ENCODINGS: tuple[Encoding, ...] = get_args(Encoding)
_CODECS = {"windows-1251": "cp1251", "kz-1048": "kz1048", "utf-8": "utf-8-sig"}
_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# Where KZ-1048 has a Kazakh letter, windows-1251 has one that neither Kazakh nor Russian uses.
_KAZAKH = "ҚҺқһҰұӘӨҒҮөғәҢңү".encode("kz1048")
_COMMON = "оеаинтсрвлкдмпуыіәқңғүұө"
_HEAD = 200_000  # characters in which what the whole text is like is looked for


def decoded(content: bytes, shown: str, encoding: Encoding | None) -> str:
    """The text. encoding: as the sender says; None: nobody said. Raises FaultyData."""
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    if encoding in ("windows-1251", "kz-1048", "cp866"):
        return _as_told(content, shown, encoding)
    if marked == "UTF-32" or (marked is None and _has_no_mark(content)):
        refuse(fault("upload_encoding", shown, guess=marked or "UTF-16"))
    if encoding == "utf-8" and marked:
        refuse(fault("upload_encoding", shown, guess="UTF-16"))
    try:
        text = content.decode("utf-16" if marked or encoding == "utf-16" else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        refuse(fault("upload_encoding", shown, line, guess="UTF-16" if marked else guess(content)))
    return _checked(text, shown)


def _as_told(content: bytes, shown: str, encoding: Encoding) -> str:
    likely = guess(content)
    if likely != encoding and not (encoding == "kz-1048" and likely == "windows-1251"):
        refuse(fault("upload_encoding_told", shown, told=encoding, guess=likely))
    try:
        return _checked(content.decode(_CODECS.get(encoding, encoding)), shown)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        refuse(fault("upload_encoding_told", shown, line, told=encoding, guess=likely))


def _checked(text: str, shown: str) -> str:
    if "\x00" in text:
        refuse(fault("null_byte", shown, line_at(text, text.index("\x00"))))
    twice = _decoded_twice(text)
    if twice is not None:
        refuse(fault("upload_twice_encoded", shown, line_at(text, twice)))
    return text.removeprefix("\ufeff")


def _has_no_mark(content: bytes) -> bool:
    """UTF-16 without a mark: every other byte of the header is zero."""
    head = content[:200]
    return len(head) > 3 and head.count(0) * 3 > len(head)


def guess(content: bytes) -> str:
    """What a text that says nothing of its encoding is likely to be.

    windows-1251 and KZ-1048 differ in sixteen letters only. Where one of the Kazakh ones stands,
    it is KZ-1048; where none does, both read the same.
    """
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    if _score(content, "cp866") > _score(content, "kz1048"):
        return "cp866"
    return "kz-1048" if _count(content, _KAZAKH) else "windows-1251"


def _score(content: bytes, codec: str) -> int:
    return _count(content, _COMMON.encode(codec, "ignore"))


def _count(content: bytes, of: bytes) -> int:
    """How many bytes of the content are among some; a few milliseconds a mebibyte."""
    return len(content) - len(content.translate(None, of))


def _decoded_twice(text: str) -> int | None:
    """Where a text begins that was read in a one-byte encoding and saved as UTF-8 again: Ð°, Р°."""
    lines = text[:_HEAD].splitlines(keepends=True)
    for number, line in enumerate(lines[:50]):
        for codec in ("cp1251", "cp1252", "latin-1"):
            try:
                back = line.encode(codec).decode("utf-8")
            except (UnicodeEncodeError, UnicodeDecodeError):
                continue
            gained = sum("\u0400" <= letter <= "\u04ff" for letter in back)
            if gained >= 4 and len(back) < len(line):
                return sum(map(len, lines[:number]))
    return None


def line_at(text: str, index: int) -> int:
    return text.count("\n", 0, index) + 1
