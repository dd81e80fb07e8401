"""One tier of tests: the API's contract in a process of its own beside everything else.

    python tests/tier.py [--thorough | --nightly] [pytest's own words, such as -m database]

The contract draws its examples from what the process has read; alone in its process it asks the
same questions on every machine. Its output follows when the rest has ended.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence

CONTRACT = "tests/api/test_contract.py"
# How often the contract asks each operation; tests/api/contract.py says how they are divided.
NIGHTLY_EXAMPLES = "500"
NIGHTLY = "TESTS_NIGHTLY"  # tests/often.py reads it


def main(words: Sequence[str]) -> int:
    # Hundreds of processes read the same modules: each would translate them anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if "--nightly" in words:
        os.environ.setdefault("CONTRACT_EXAMPLES", NIGHTLY_EXAMPLES)
        os.environ[NIGHTLY] = "yes"
    words = ["--thorough" if word == "--nightly" else word for word in words]
    pytest = [sys.executable, "-m", "pytest"]
    with tempfile.TemporaryFile("w+") as told:
        contract = subprocess.Popen(
            [*pytest, CONTRACT, *words], stdout=told, stderr=subprocess.STDOUT
        )
        shared = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
        shared += ["--durations=15", f"--ignore={CONTRACT}"]
        rest = subprocess.run([*pytest, *shared, *words], check=False).returncode
        ended = contract.wait()
        told.seek(0)
        print(f"{CONTRACT}, in a process of its own:\n{told.read()}", end="", flush=True)
    return rest or ended


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
