"""Says loudly which tests cannot run on this machine; where CI=true that is an error."""

import os
import shutil
import sys


def chromium() -> str | None:
    """Where the system's Chromium is, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


def main() -> int:
    if chromium():
        return 0
    print("NOT RUN in a browser: Chromium is not installed. apt-get install chromium")
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
