"""Files that fit in a head, and nothing secret in any of them."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAX_LINES = 600
SECRETS = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "access key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "token": re.compile(r"\b(?:gh[pousr]_\w{36}|glpat-[\w-]{20}|xox[baprs]-[\w-]{10,})"),
    "password in an address": re.compile(r"\b\w+://[^\s:/@]+:(?!secret@)[^\s:/@{}<$]{3,}@"),
    "assigned secret": re.compile(
        r"(?i)\b(?:secret|secret_key|password|passwd|token|api_key)\b\s*[:=]\s*[\"'][^\"'\s]{8,}[\"']"
    ),
}


def kept_files() -> list[Path]:
    """Every file that is in the repository or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def secrets_in(text: str) -> list[str]:
    return [
        f"{name}: {hit[0][:40]}" for name, kind in SECRETS.items() if (hit := kind.search(text))
    ]


def test_no_source_file_has_more_than_600_lines():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in kept_files()
        if path.suffix in (".py", ".html", ".css", ".js") and "vendor" not in path.parts
    }
    assert {name: lines for name, lines in lengths.items() if lines > MAX_LINES} == {}


def test_no_file_holds_a_secret():
    found = {}
    for path in kept_files():
        if path.suffix in (".lock", ".png", ".woff2", ".xlsx"):
            continue
        hits = secrets_in(path.read_text(encoding="utf-8", errors="replace"))
        if hits:
            found[str(path.relative_to(ROOT))] = hits
    assert found == {}


def test_a_planted_secret_is_noticed():
    planted = "AKIA" + "ABCDEFGHIJKLMNOP"
    assert secrets_in(f'key = "{planted}"') != []
    assert secrets_in("-----BEGIN " + "PRIVATE KEY-----") != []
    assert secrets_in("postgresql://bagdar:" + "hunter22@db/bagdar") != []


def test_every_locked_package_has_hashes():
    for name in ("run.lock", "dev.lock", "spark.lock"):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        pins = re.split(r"\n(?=[a-z0-9])", text.strip())
        unhashed = [
            pin.split()[0] for pin in pins if "==" not in pin or "--hash=sha256:" not in pin
        ]
        assert len(pins) > 10
        assert unhashed == []


def test_locks_agree():
    def pins(name: str) -> dict[str, str]:
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        return dict(re.findall(r"^([\w.\-\[\]]+)==(\S+)", text, re.MULTILINE))

    run = pins("run.lock")
    for wider in map(pins, ("dev.lock", "spark.lock")):
        assert {name: version for name, version in run.items() if wider.get(name) != version} == {}


def test_dependencies_are_in_the_lock():
    import tomllib

    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = [re.match(r"[\w-]+", line)[0] for line in declared["project"]["dependencies"]]
    lock = (ROOT / "requirements" / "run.lock").read_text(encoding="utf-8")
    assert [name for name in names if not re.search(rf"^{name}\b.*==", lock, re.M)] == []
