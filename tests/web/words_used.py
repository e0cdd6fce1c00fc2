"""Every English sentence of the program: what the Chinese catalogue must have."""

from __future__ import annotations

from pathlib import Path

from babel.messages.extract import extract_from_dir

ROOT = Path(__file__).parents[2]
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "tell": None,
    "words": None,
}
"""``tell`` and ``words`` speak on the command line."""


def sentences() -> dict[str | tuple[str, str], str]:
    """Message id (singular and plural as a pair) to the place where it was found first."""
    found: dict[str | tuple[str, str], str] = {}
    for folder, method in (("edc", "python"), ("forms", "python"), ("templates", "jinja2")):
        for file, line, message, _comments, _context in extract_from_dir(
            ROOT / folder,
            method_map=[("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")],
            keywords=KEYWORDS,
            options_map={"**.html": {"silent": "false"}},
        ):
            if method == "python" and not str(file).endswith(".py"):
                continue
            key = message if isinstance(message, str) else (str(message[0]), str(message[1]))
            found.setdefault(key, f"{folder}/{file}:{line}")
    return found
