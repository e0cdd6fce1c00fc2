"""Headers and cookies of every answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from config import Config
from edc import create_app
from edc.db import Database
from tests.people import csrf, sign_in

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.mark.parametrize("path", ["/sign-in", "/account", "/nowhere", "/session"])
def test_no_page_may_be_framed_sniffed_cached_or_run_foreign_code(client: FlaskClient, path: str) -> None:
    """The strict policy stands on every answer, trouble included (R3 4.3.3)."""
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'self'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:"} <= set(policy)
    assert {"frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} <= set(policy)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_the_cookie_is_for_this_host_over_https_and_out_of_reach_of_scripts(
    settings: Config, study_database: Database
) -> None:
    """Secure, HttpOnly, SameSite, bound to the host; HSTS with it (REQ-19)."""
    client = create_app(replace(settings, secure_cookies=True), study_database).test_client()
    answer = client.get("/sign-in", base_url="https://edc.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-edc=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_static_files_are_served_and_may_be_cached(client: FlaskClient) -> None:
    """Style sheets come without a session and are kept for a while."""
    answer = client.get("/static/css/tokens.css", buffered=True)
    assert answer.status_code == 200
    assert "max-age=300" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_one_token_per_page(client: FlaskClient) -> None:
    """All forms of a page carry the same token."""
    sign_in(client, "li.wen")
    page = client.get("/account").text
    assert page.count(csrf(client, "/account").split(".")[0]) == page.count('name="csrf_token"') > 1
