"""Documents as PDF, by Typst. Data go in as JSON; the layout stands in ``templates/paper``.

PDF/A-2a: self-contained and tagged, to be kept for decades. A character that the fonts
lack is printed as its number (``⟨U+1F600⟩``), never left out.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from datetime import datetime
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from edc.exchange.paper.speech import Json
from edc.exchange.words import ExchangeRefusal

FONTS = "pylopdf_fonts_zh_cn"
"""The package with Noto Sans SC and Noto Serif SC (SIL Open Font License 1.1): no machine is trusted to have them."""
_LAYOUT = Path(__file__).resolve().parents[3] / "templates" / "paper" / "main.typ"
_PRESS = Path(__file__).with_name("press.py")
_LACKING = 3
"""Status of the press where characters are in no font."""
_SECONDS = 180
"""How long a document may take; a whole casebook of the biggest trial takes a tenth of it."""
_LONG = re.compile(r"[!-~]{24,}")
"""A run of Latin signs that a narrow column has to break somewhere."""
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
"""Categories of characters that show nothing, or turn the direction of what follows."""


def pdf(document: Json, at: datetime) -> bytes:
    """*document* as PDF. *at*: when it is said to be made.

    Raises :class:`Refusal` (``paper_not_installed``, ``paper_too_long``).
    """
    if find_spec("typst") is None or find_spec(FONTS) is None:
        raise ExchangeRefusal("paper_not_installed")
    made = _pressed(document, frozenset(), at)
    if made.returncode == _LACKING:
        made = _pressed(document, frozenset(json.loads(made.stdout)), at)
    if made.returncode:
        raise RuntimeError(f"the layout could not be set: {made.stderr.decode(errors='replace')}")
    return made.stdout


def _pressed(document: Json, lacking: frozenset[str], at: datetime) -> subprocess.CompletedProcess[bytes]:
    data = json.dumps(printable(document, lacking), ensure_ascii=False).encode()
    with resources.as_file(resources.files(FONTS)) as folder:
        # -I: nothing of the surroundings is looked at, only what is installed
        command = [sys.executable, "-I", str(_PRESS), str(_LAYOUT), str(folder), str(int(at.timestamp()))]
        try:
            return subprocess.run(  # noqa: S603  # our own program; what people wrote goes in as data
                command, input=data, capture_output=True, timeout=_SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise ExchangeRefusal("paper_too_long") from error


def printable(value: Any, lacking: frozenset[str]) -> Any:
    """*value* with every text made fit to print. *lacking*: characters that no font has."""
    if isinstance(value, str):
        return _fit(value, lacking)
    if isinstance(value, list):
        return [printable(each, lacking) for each in value]
    if isinstance(value, dict):
        return {key: printable(each, lacking) for key, each in value.items()}
    return value


def _fit(text: str, lacking: frozenset[str]) -> str:
    if not text.isprintable() or not lacking.isdisjoint(text):
        text = "".join(sign if _seen(sign, lacking) else f"⟨U+{ord(sign):04X}⟩" for sign in text)
    return _LONG.sub(_breakable, text)


def _seen(sign: str, lacking: frozenset[str]) -> bool:
    return sign in "\n\t" or (sign not in lacking and unicodedata.category(sign) not in _UNSEEN)


def _breakable(run: re.Match[str]) -> str:
    """A long run with places where a line may end: after marks, and every twelve signs."""
    return "\u200b".join(re.findall(r"[^\W_]{1,12}[\W_]*|[\W_]{1,12}", run[0]))
