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
        subprocess.run(["apt-get", "update", "-q"], check=True)
        packages = ["chromium", "fonts-noto-cjk"]
        subprocess.run(["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages], check=True)
        return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


if __name__ == "__main__":
    main()
