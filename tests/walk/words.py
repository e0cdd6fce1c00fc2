"""The words that stand on a screen, and the English among them that should be Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

READ = """() => {
  const formulas = [...document.querySelectorAll("code")];
  for (const one of formulas) one.style.visibility = "hidden";  // keeps its place, and is no text to be seen
  const shown = [document.title, document.body.innerText];
  for (const one of formulas) one.style.visibility = "";
  for (const one of document.querySelectorAll("[title], [placeholder], [aria-label], svg > title, img[alt]")) {
    for (const name of ["title", "placeholder", "aria-label", "alt"]) if (one.getAttribute(name)) shown.push(one.getAttribute(name));
    if (one.tagName === "title") shown.push(one.textContent);
  }
  return shown.join("\\n");
}"""
"""What is to be seen or heard: text but for formulas, tooltips, hints in fields, names of signs."""

RUN = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,;]+[A-Za-z][A-Za-z'’-]*){2,}")
"""Three words or more in Latin letters, one after the other."""
WORD = re.compile(r"[A-Za-z'’-]*[a-z][a-z'’-]*")


def english(read: Mapping[str, str], allowed: Iterable[str] = ()) -> dict[str, str]:
    """Each run of English words found on the screens of a Chinese reader, with the place where it was first met.

    Codes in capitals (``PROTOCOL MILESTONE``, names of items) are no words.
    """
    names = re.compile("|".join(map(re.escape, sorted(allowed, key=len, reverse=True))) or r"(?!)")
    found: dict[str, str] = {}
    for place, words in read.items():
        for line in words.splitlines():
            for run in RUN.findall(names.sub("。", line)):
                if len(WORD.findall(run)) > 1:
                    found.setdefault(run, place)
    return found


NAMES = (
    "Lin Tao",
    "Zhang Min",
    "Chen Jie",
    "Li Wen",
    "Wang Lei",
    "Zhao Rui",
    "Sun Yan",
    "Qian Hao",
    "He Ping",
    "Wu Gang",
)
"""What may stand in Latin letters before a Chinese reader: names."""
