"""The words that stand on a screen, and the English among them that should be Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

READ = """() => {
  const formulas = [...document.querySelectorAll("code")].map((one) => one.innerText).filter(Boolean).sort((a, b) => b.length - a.length);
  const body = formulas.reduce((text, formula) => text.replaceAll(formula, "。"), document.body.innerText);
  const shown = [document.title, body];
  for (const one of document.querySelectorAll("[title], [placeholder], [aria-label], svg > title, img[alt]")) {
    for (const name of ["title", "placeholder", "aria-label", "alt"]) if (one.getAttribute(name)) shown.push(one.getAttribute(name));
    if (one.tagName === "title") shown.push(one.textContent);
  }
  return shown.join("\\n");
}"""
"""What is to be seen or heard: text but for formulas, tooltips, hints in fields, names of signs."""

ENGLISH = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,;]+[A-Za-z][A-Za-z'’-]*){2,}")
"""A run of three English words or more."""


def english(read: Mapping[str, str], allowed: Iterable[str] = ()) -> dict[str, str]:
    """Each run of English words found on the screens of a Chinese reader, with the place where it was first met."""
    names = re.compile("|".join(map(re.escape, sorted(allowed, key=len, reverse=True))) or r"(?!)")
    found: dict[str, str] = {}
    for place, words in read.items():
        for line in words.splitlines():
            for run in ENGLISH.findall(names.sub("。", line)):
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
