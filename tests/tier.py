"""One tier of tests: the API's contract, where it has it, in a process beside everything else.

    python tests/tier.py [--walks | --rest | --thorough | --nightly] [words of pytest: -m database]

The contract draws its examples from what the process has read; alone in its process it asks the
same questions on every machine. Its output follows when the rest has ended.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence

PYTEST = (sys.executable, "-m", "pytest")
CONTRACT = "tests/api/test_contract.py"
# How often the contract asks each operation; tests/api/contract.py says how they are divided.
EXAMPLES = {"--rest": "160", "--thorough": "160", "--nightly": "500"}
NIGHTLY = "TESTS_NIGHTLY"  # tests/often.py reads it


def main(words: Sequence[str]) -> int:
    # Hundreds of processes read the same modules: each would translate them anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for tier, examples in EXAMPLES.items():
        if tier in words:
            os.environ.setdefault("CONTRACT_EXAMPLES", examples)
    has_contract = bool({*EXAMPLES, "--walks"} & set(words))
    if not has_contract:
        words = ["--everyday", *words]
    if "--nightly" in words:
        os.environ[NIGHTLY] = "yes"
    words = ["--thorough" if word == "--nightly" else word for word in words]
    with tempfile.TemporaryDirectory(prefix="bagdar-shared-") as shared:
        os.environ["TESTS_SHARED_DIR"] = shared
        return _with_contract(words) if has_contract else _shared_out(words)


def _with_contract(words: Sequence[str]) -> int:
    with tempfile.TemporaryFile("w+") as told:
        contract = subprocess.Popen(
            [*PYTEST, CONTRACT, *words], stdout=told, stderr=subprocess.STDOUT
        )
        rest = _shared_out(words)
        ended = contract.wait()
        told.seek(0)
        print(f"{CONTRACT}, in a process of its own:\n{told.read()}", end="", flush=True)
    return rest or ended


def _shared_out(words: Sequence[str]) -> int:
    """Everything beside the contract, its files shared out between the cores."""
    workers = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
    workers += ["--durations=15", f"--ignore={CONTRACT}"]
    return subprocess.run([*PYTEST, *workers, *words], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
