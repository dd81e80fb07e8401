"""Where the logs and witnesses of a policy are asked (the addresses of c2sp.org/tlog-policy)."""

from bagdar.notary.rules.checkpoint import read_policy
from bagdar.notary.rules.note import vkey
from bagdar.notary.rules.verify_receipt import Key, Policy, is_quorum


def witness_addresses(text: str) -> dict[str, str]:
    """Name of a witness → its submission prefix, without a slash at its end."""
    read_policy(text)
    rows = [line.split() for line in text.split("\n")]
    return {row[1]: row[3].rstrip("/") for row in rows if row[:1] == ["witness"] and len(row) == 4}


def policy_text(log: Key, witnesses: dict[str, tuple[Key, str]], least: int) -> str:
    """A policy of one log. least: how many of the witnesses are enough; 0: none is asked for."""
    lines = [f"log {vkey(log)}"]
    lines += [
        f"witness {name} {vkey(key)} {url}".rstrip() for name, (key, url) in witnesses.items()
    ]
    if least:
        lines.append(f"group enough {least} {' '.join(witnesses)}")
    lines.append(f"quorum {'enough' if least else 'none'}")
    return "\n".join(lines) + "\n"


def without_addresses(text: str) -> str:
    """The policy as readers get it: whose keys are believed, not where we reach them."""
    rows = [line.split() for line in text.split("\n") if line.strip()]
    keep = {"log": 2, "witness": 3}
    return "\n".join(" ".join(row[: keep.get(row[0])]) for row in rows) + "\n"


def quorum_since(policy: Policy, seen: dict[str, int]) -> int | None:
    """The latest instant at which enough witnesses had spoken; None: there never were enough.

    seen: witness → when it spoke last, in seconds of POSIX
    """
    names: set[str] = set()
    for seconds, name in sorted(((at, name) for name, at in seen.items()), reverse=True):
        names.add(name)
        if is_quorum(policy, names):
            return seconds
    return None
