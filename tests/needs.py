"""Says loudly which tests cannot run on this machine; where CI=true that is an error."""

import importlib.util
import os
import shutil
import sys


def chromium() -> str | None:
    """Where the system's Chromium is, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


def spark() -> bool:
    """Whether figures can be computed on Spark: the extra bagdar[spark], and Java."""
    has_java = bool(os.environ.get("JAVA_HOME") or shutil.which("java"))
    return has_java and importlib.util.find_spec("pyspark") is not None


def npm() -> str | None:
    """Where npm is, with Node.js beside it, or None."""
    return shutil.which("npm") if shutil.which("node") else None


NO_NPM = "npm is not installed. apt-get install npm"
NO_SPARK = "Spark is not installed. apt-get install openjdk-17-jre-headless; make test-spark"


def main() -> int:
    if not spark():
        print(f"NOT RUN on a second engine: {NO_SPARK}")
    if not npm():
        print(f"NOT RUN with verifiers of diplomas from npm: {NO_NPM}")
    if chromium():
        return 0
    print("NOT RUN in a browser: Chromium is not installed. apt-get install chromium")
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
