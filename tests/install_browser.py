"""Makes sure that the browser tests have a Chromium: the system's, or one they install.

Run by ``make test``. Debian as root: ``apt-get install chromium``; elsewhere:
``playwright install chromium``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def main() -> None:
    if any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        apt = shutil.which("apt-get") or "apt-get"
        run(apt, "update", "-q")
        run(apt, "install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-noto-cjk")
        return
    run(sys.executable, "-m", "playwright", "install", "chromium")


def run(*command: str) -> None:
    """Run a command of our own; stop where it fails."""
    subprocess.run(command, check=True)  # noqa: S603  # nothing in it comes from outside


if __name__ == "__main__":
    main()
