"""`bagdar` on a terminal: sentences in three languages, exit codes, no needless imports."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bagdar.config.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]


def bagdar(*words: str, var: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {
        name: text for name, text in os.environ.items() if not name.startswith("BAGDAR_")
    }
    environment |= {"BAGDAR_VAR_DIR": str(var), **settings}
    command = [sys.executable, "-m", "bagdar.config.cli", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_help_lists_every_command_in_kazakh(tmp_path: Path):
    told = bagdar("--help", var=tmp_path).stdout
    assert [name for name in COMMANDS if name not in told] == []
    assert "Командалар" in told


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("kk", "Сақтық көшірме толық емес: x файлының қасында x.json файлы да болуы керек."),
        ("ru", "Резервная копия неполна: рядом с x должен лежать x.json."),
        ("en", "The backup is incomplete: x.json has to stand beside x."),
    ],
)
def test_a_refusal_is_a_sentence_and_exit_code_2(tmp_path: Path, language: str, sentence: str):
    done = bagdar("--language", language, "restore", "x", var=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(sentence)
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_wrong_setting_is_a_sentence_and_exit_code_2(tmp_path: Path):
    done = bagdar("serve", var=tmp_path, BAGDAR_PORT="http")
    assert (done.returncode, done.stderr) == (
        2,
        "BAGDAR_PORT='http': give a whole number above zero, e.g. 30\n",
    )


def test_a_taken_port_is_said_with_a_free_one_before_anything_is_prepared(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = bagdar("--language", "en", "run", var=tmp_path, BAGDAR_PORT=str(port))
    assert done.returncode == 2
    assert done.stderr.startswith(
        f"Port {port} of 127.0.0.1 is taken. Try another one: BAGDAR_PORT="
    )
    assert not (tmp_path / "bagdar.sqlite3").exists()


def test_faults_of_declared_data_come_with_file_line_field_and_remedy(tmp_path: Path):
    data = tmp_path / "data"
    copy = ["cp", "-r", str(ROOT / "data"), str(data)]
    subprocess.run(copy, check=True)
    table = data / "access" / "table.csv"
    table.write_text(
        table.read_text(encoding="utf-8").replace(
            "portal.home,read,any,public", "portal.home,read,any,king"
        ),
        encoding="utf-8",
    )
    done = bagdar("--language", "en", "check-data", var=tmp_path / "var", BAGDAR_DATA_DIR=str(data))
    assert done.returncode == 2
    assert done.stderr.startswith("data/access/table.csv:2: roles")
    assert "king" in done.stderr


def test_declared_data_are_in_order(tmp_path: Path):
    done = bagdar("check-data", var=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", [["--help"], ["programme", "--help"], ["check-data"]])
def test_what_needs_no_database_does_not_wait_for_django(tmp_path: Path, command: list[str]):
    program = (
        "import sys\n"
        "sys.argv = ['bagdar', *sys.argv[1:]]\n"
        "from bagdar.config.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('django.apps' in sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *command],
        env={**os.environ, "BAGDAR_VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr.endswith("False\n"), done.stderr


def test_what_asks_the_database_does_not_wait_for_engines_and_solvers(tmp_path: Path):
    """Every command that needs records, and every process of the tests, begins with this."""
    program = (
        "import sys, django\n"
        "django.setup()\n"
        "engines = {'altair', 'duckdb', 'ibis', 'numba', 'polars', 'pyarrow', 'scipy'}\n"
        "print(sorted(engines & set(sys.modules)), 'bagdar.indicators' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "BAGDAR_VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "[] True\n", done.stdout + done.stderr


def test_a_database_that_is_not_prepared_or_silent_is_a_sentence(tmp_path: Path):
    done = bagdar("--language", "en", "programme", "list", var=tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        "The database is not prepared yet. Type “make setup”\n",
    )
    silent = "postgresql://nobody@127.0.0.1:1/nothing"
    done = bagdar("--language", "en", "programme", "list", var=tmp_path, BAGDAR_DATABASE_URL=silent)
    assert done.returncode == 2
    assert done.stderr.startswith("The database does not answer.")
