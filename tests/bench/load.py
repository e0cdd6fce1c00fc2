"""Clients: plain HTTP over kept connections, many at once, every request timed."""

from __future__ import annotations

import http.client
import re
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.bench.place import PASSWORD
from tests.bench.study import ITEMS


@dataclass(frozen=True)
class Session:
    """A signed-in browser, shared by all clients: a second sign-in would end the first."""

    host: str
    port: int
    cookie: str
    csrf: str

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.host, self.port, timeout=60)


def sign_in(host: str, port: int) -> Session:
    """Sign Li Wen in through the form, as a browser does."""
    connection = http.client.HTTPConnection(host, port, timeout=60)
    connection.request("GET", "/sign-in")
    answer = connection.getresponse()
    token, cookie = _token(answer.read().decode()), _cookie(answer)
    form = urlencode({"name": "li.wen", "password": PASSWORD, "csrf_token": token})
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/sign-in", form, headers)
    answer = connection.getresponse()
    answer.read()
    cookie = _cookie(answer)
    connection.request("GET", "/participants", headers={"Cookie": cookie})
    answer = connection.getresponse()
    token = _token(answer.read().decode())
    return Session(host, port, _cookie(answer) or cookie, token)


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, "the page has no form"
    return found[1]


def _cookie(answer: http.client.HTTPResponse) -> str:
    return "; ".join(value.partition(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie")


def saving(session: Session) -> Callable[[http.client.HTTPConnection, int], int]:
    """Posts a page of 25 items for the first time."""
    items = {f"I{n}": f"{100 + n}.{n % 10}" for n in range(ITEMS)}

    def post(connection: http.client.HTTPConnection, page: int) -> int:
        key = secrets.token_urlsafe(16)
        form = items | {"csrf_token": session.csrf, "request_key": key, "opened_seq": "0", "act": "save"}
        headers = {"Cookie": session.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", f"/pages/{page}", urlencode(form), headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    return post


def getting(session: Session, path: str) -> Callable[[http.client.HTTPConnection, int], int]:
    def get(connection: http.client.HTTPConnection, page: int) -> int:
        connection.request("GET", path.format(page=page), headers={"Cookie": session.cookie})
        answer = connection.getresponse()
        answer.read()
        return answer.status

    return get


@dataclass(frozen=True)
class Figures:
    """Milliseconds, and requests a second."""

    per_second: float
    p50: float
    p95: float
    longest: float

    def __str__(self) -> str:
        return f"{self.per_second:6.0f}/s  p50 {self.p50:6.1f}  p95 {self.p95:6.1f}  longest {self.longest:6.1f} ms"


def measure(
    session: Session,
    act: Callable[[http.client.HTTPConnection, int], int],
    pages: Sequence[int],
    clients: int,
    status: int,
) -> Figures:
    """Let *clients* work through *pages*; every answer must have *status*."""
    waiting, times, wrong, guard = list(reversed(pages)), [], [], threading.Lock()

    def client() -> None:
        connection = session.connect()
        while True:
            with guard:
                if not waiting:
                    return
                page = waiting.pop()
            begun = time.perf_counter()
            found = act(connection, page)
            took = time.perf_counter() - begun
            with guard:
                times.append(took * 1000)
                if found != status:
                    wrong.append(found)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - begun
    if wrong:
        raise RuntimeError(f"{len(wrong)} of {len(times)} answers were not {status}: {sorted(set(wrong))}")
    ordered = sorted(times)
    return Figures(len(ordered) / whole, ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)], ordered[-1])
