"""What ``analyte = "K"`` alone on a number brings with it: limits, flag, and the investigator's judgement.

After item ``K`` stand derived ``KLO``, ``KHI`` and ``KFL`` and the choice ``KCS``, all shown
in its line; ``limits`` then names the first two. Where the file names ``limits`` itself
nothing is added, so that what is loaded can be written out and loaded again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from edc.study.definition import Choice, Codelist, Form, Group, Item, Label
from edc.study.expressions.logic import FLAGS

if TYPE_CHECKING:
    from edc.study.loading.flaws import Place
    from edc.study.loading.forms import Parts

FLAG_LIST = Codelist(
    oid="LBFLAG",
    label={"en": "Reference range indicator", "zh": "参考区间标志"},
    choices=tuple(
        Choice(code=code, label=label)
        for code, label in zip(
            FLAGS,
            ({"en": "Low", "zh": "偏低"}, {"en": "Normal", "zh": "正常"}, {"en": "High", "zh": "偏高"}),
            strict=True,
        )
    ),
)
SIGNIFICANCE_LIST = Codelist(
    oid="CLSIG",
    label={"en": "Clinical significance", "zh": "临床意义"},
    choices=(
        Choice(code="NCS", label={"en": "Not clinically significant", "zh": "无临床意义"}),
        Choice(code="CS", label={"en": "Clinically significant", "zh": "有临床意义"}),
    ),
)
_WORDS: dict[str, Label] = {
    "LO": {"en": "lower limit of the reference range", "zh": "参考区间下限"},
    "HI": {"en": "upper limit of the reference range", "zh": "参考区间上限"},
    "FL": {"en": "low, normal or high", "zh": "高低标志"},
    "CS": {"en": "clinical significance", "zh": "临床意义"},
}
_VARIABLES = {"LO": "LBSTNRLO", "HI": "LBSTNRHI", "FL": "LBNRIND", "CS": "LBCLSIG"}


def expanded(
    items: tuple[Item, ...], form: str, parts: Parts, note: Callable[[str, str, Place], None]
) -> tuple[Item, ...]:
    """*items*, each bare analyte followed by what it brings. *note* hears each name that this adds."""
    found: list[Item] = []
    for item in items:
        if item.analyte is None or item.limits is not None or item.type not in ("number", "integer"):
            found.append(item)
            continue
        more = _companions(item)
        found += [item.model_copy(update={"limits": (more[0].name, more[1].name)}), *more]
        place = parts.places[("item", form, item.name)]
        for each in more:
            note("item name", each.name, place.under("analyte"))
            parts.places.setdefault(("item", form, each.name), place)
        _add_codelists(parts, place)
    return tuple(found)


def check_form(form: Form, place: Place, parts: Parts) -> None:
    """What must hold between a form's laboratory, its analytes, and the items shown beside others."""
    if form.laboratory is not None:
        _check_laboratory(form, form.laboratory, place.under("laboratory"), parts)
    for group, item in form.items():
        here = parts.places[("item", form.name, item.name)]
        _check_beside(group, item, here, parts)
        _check_limits(group, item, here, parts)
        if item.analyte is not None:
            if item.type not in ("number", "integer"):
                parts.flaws.add(here.under("analyte"), f"does not fit type {item.type}")
            if form.laboratory is None:
                parts.flaws.add(here.under("analyte"), "needs the form to say laboratory: the item that names it")


def _companions(item: Item) -> tuple[Item, ...]:
    flagged = f'{item.name}FL in ("{FLAGS[0]}", "{FLAGS[2]}")'
    number: dict[str, Any] = {"type": "derived", "result": "number", "unit": item.unit}
    own: dict[str, dict[str, Any]] = {
        # no decimals: a limit is what the certificate says, and a flag must not hang on rounding it
        "LO": {**number, "value": f"low_limit({item.name})"},
        "HI": {**number, "value": f"high_limit({item.name})"},
        "FL": {
            "type": "derived",
            "result": "text",
            "codelist": FLAG_LIST.oid,
            "value": f"flag({item.name}, {item.name}LO, {item.name}HI)",
        },
        "CS": {
            "type": "choice",
            "codelist": SIGNIFICANCE_LIST.oid,
            "medical": True,
            "show_if": flagged,
            "required": flagged,
            "missing": (),
        },
    }
    return tuple(_companion(item, ending, more) for ending, more in own.items())


def _companion(item: Item, ending: str, more: dict[str, Any]) -> Item:
    named = {
        language: f"{text}{'：' if language == 'zh' else ': '}{_word(ending, language)}"
        for language, text in item.label.items()
    }
    coded = {"testcd": item.sdtm["testcd"], "variable": _VARIABLES[ending]} if "testcd" in item.sdtm else {}
    return Item(
        oid=f"{item.oid}{ending}",
        name=f"{item.name}{ending}",
        label=named,
        beside=item.name,
        basis=item.basis,
        sdtm=coded,
        **more,
    )


def _word(ending: str, language: str) -> str:
    return _WORDS[ending].get(language, _WORDS[ending]["en"])


def _add_codelists(parts: Parts, place: Place) -> None:
    known = {codelist.oid for codelist, _ in parts.codelists}
    parts.codelists += [(each, place) for each in (FLAG_LIST, SIGNIFICANCE_LIST) if each.oid not in known]


def _check_laboratory(form: Form, name: str, place: Place, parts: Parts) -> None:
    group, item = form.by_name.get(name, (None, None))
    if group is None or item is None:
        if name not in parts.names[form.name]:
            parts.flaws.add(place, f"{name} is not an item of this form")
    elif item.type != "choice" or group.repeat != "none":
        parts.flaws.add(place, f"{name} must be a choice outside repeating groups: one laboratory for the page")
    if not any(item.sample_time for _, item in form.items()):
        parts.flaws.add(place, "needs an item with sample_time: ranges hold from one day to another")


def _check_beside(group: Group, item: Item, place: Place, parts: Parts) -> None:
    if item.beside is None:
        return
    other = next((each for each in group.items if each.name == item.beside), None)
    if other is None:
        parts.flaws.add(place.under("beside"), f"{item.beside} is not an item of the same group")
    elif other is item or other.beside is not None:
        parts.flaws.add(place.under("beside"), f"{item.beside} has no line of its own")


def _check_limits(group: Group, item: Item, place: Place, parts: Parts) -> None:
    if item.limits is not None and item.type not in ("number", "integer"):
        parts.flaws.add(place.under("limits"), f"does not fit type {item.type}")
    for name in item.limits or ():
        other = next((each for each in group.items if each.name == name), None)
        if other is None:
            parts.flaws.add(place.under("limits"), f"{name} is not an item of the same group")
        elif other.type not in ("derived", "number", "integer") or (
            other.type == "derived" and other.result != "number"
        ):
            parts.flaws.add(place.under("limits"), f"{name} is not a number")
