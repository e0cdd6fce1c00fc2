"""A small stage for the pages' own scripts: it serves a rendered page and answers as the routes do.

Only the server is played here; the page, its sheets and its scripts are the real
ones, under the real content security policy.
"""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.web.rendering import STATIC

POLICY = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:"
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)


class Stage:
    """What is served, what is answered, and what came in."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.live: dict[str, Any] = {}
        self.signed_in = True
        self.posts: list[tuple[str, dict[str, list[str]]]] = []
        self.url = ""

    def posted(self, path: str) -> list[dict[str, list[str]]]:
        """The forms that were posted to *path*, in order."""
        return [form for at, form in self.posts if at == path]

    def answer(self, method: str, path: str, form: dict[str, list[str]]) -> tuple[int, str, bytes]:
        if method == "POST":
            self.posts.append((path, form))
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            return (200, KINDS[file.suffix], file.read_bytes()) if file.is_file() else (404, "text/plain", b"")
        if path == "/sign-in":
            self.signed_in = form.get("password") == ["right"]
            said = {"csrf_token": "fresh", "seconds": 900} if self.signed_in else {"problem": "Not right. Try again."}
            return (200 if self.signed_in else 401), "application/json", json.dumps(said).encode()
        if path == "/session":
            return (200 if self.signed_in else 401), "application/json", b'{"seconds": 900}'
        if not self.signed_in and method == "POST":
            return 401, "application/json", b"{}"
        if path.endswith("/live"):
            return 200, "application/json", json.dumps({"items": self.live}).encode()
        if path.endswith("/draft"):
            return 204, "text/plain", b""
        shown = self.pages.get(path)
        return (200, "text/html; charset=utf-8", shown.encode()) if shown else (404, "text/plain", b"")


def _handler(stage: Stage) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply("GET", {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._reply("POST", parse_qs(body, keep_blank_values=True))

        def _reply(self, method: str, form: dict[str, list[str]]) -> None:
            status, kind, body = stage.answer(method, urlsplit(self.path).path, form)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", POLICY)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    return Handler


@contextmanager
def raised() -> Iterator[Stage]:
    """A stage on a free port of this machine."""
    stage = Stage()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(stage))
    stage.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield stage
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
