"""Small random studies: sound ones, and wild ones with texts, languages and OIDs that no loader would let pass."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from edc.study.definition import Check, Choice, Coded, Codelist, Event, Form, Group, Item, Range, Study
from tests.study.odm.full import both

_ANY = st.text(st.characters(codec="utf-8"), max_size=12)
"""Text with control characters, quotes, carriage returns and what XML cannot carry."""
_SAID = _ANY.filter(lambda text: bool(text.strip()))
_OID = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
_NUMBER = st.decimals(-1000, 1000, places=2)
_LABELS = st.fixed_dictionaries({"en": _SAID, "zh": _SAID})


def labels(wild: bool) -> st.SearchStrategy[dict[str, str]]:
    """Texts: in both languages of the study, or in any or none, blank or not."""
    return st.dictionaries(st.sampled_from(["en", "zh", "zh-Hant", "no language"]), _ANY) if wild else _LABELS


@st.composite
def ranges(draw: st.DrawFn) -> Range | None:
    low, high = sorted((draw(_NUMBER), draw(_NUMBER)))
    bounds = {draw(st.sampled_from(["ge", "gt"])): low, draw(st.sampled_from(["le", "lt"])): high + 1}
    kept = draw(st.sets(st.sampled_from(sorted(bounds)), min_size=1))
    return draw(st.sampled_from([None, Range(**{key: bounds[key] for key in sorted(kept)})]))


@st.composite
def items(draw: st.DrawFn, name: str, wild: bool) -> Item:
    kind: Any = draw(
        st.sampled_from(["text", "number", "integer", "boolean", "partial_date", "choice", "multi", "file", "derived"])
    )
    fields: dict[str, Any] = {}
    if kind == "number":
        fields = draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "soft": ranges(),
                    "decimals": st.integers(0, 10),
                    "comparator": st.booleans(),
                    "unit": st.sampled_from(["kg", "mg/dL"]),
                },
            )
        )
        if draw(st.booleans()) and "soft" not in fields:
            fields["hard"] = draw(ranges())
    if kind in ("choice", "multi"):
        fields["codelist"] = "LIST"
    if kind == "derived":
        fields |= {
            "value": draw(st.sampled_from(["1", "2 * 3"])),
            "result": draw(st.sampled_from(["number", "integer"])),
        }
    else:
        fields["required"] = draw(st.sampled_from([True, False, "True"]))
    oid = draw(_OID) if wild else draw(st.sampled_from([name, f"I.{name}"]))
    return Item(
        oid=oid,
        name=name,
        label=draw(labels(wild)),
        help=draw(st.just({}) | labels(wild)),
        section=draw(st.just({}) | labels(wild)),
        type=kind,
        show_if=draw(st.sampled_from([None, "True", f"known({name})"] if kind != "derived" else [None, "True"])),
        missing=draw(st.sampled_from([None, (), ("ND",)])),
        identifying=draw(st.booleans()),
        cdash=draw(st.none() | _ANY),
        sdtm=draw(st.dictionaries(st.sampled_from(["variable", "testcd", "a=b"]), _ANY, max_size=2)),
        odm=draw(st.dictionaries(st.sampled_from(["note", "other.note"]), _ANY, max_size=1)),
        **fields,
    )


@st.composite
def small_studies(draw: st.DrawFn, wild: bool = False) -> Study:
    """Small studies; *wild* ones with texts, languages and OIDs that no loader would let pass."""
    forms = []
    for n in range(draw(st.integers(1, 2))):
        groups: list[Group] = []
        for m in range(draw(st.integers(1, 2))):
            names = [f"I{k}" if draw(st.booleans()) else f"I{k}_{m}" for k in range(draw(st.integers(1, 2)))]
            known = {item.name for group in groups for item in group.items}
            own = tuple(draw(items(name, wild)) for name in names if name not in known)
            if own:
                repeat: Any = draw(st.sampled_from(["none", "added"]))
                oid = draw(_OID) if wild else f"G{m}"
                groups.append(
                    Group(oid=oid, name=f"G{m}", label=draw(st.just({}) | labels(wild)), repeat=repeat, items=own)
                )
        first = groups[0].items[0].name
        message = draw(labels(wild))
        checks = (Check(id=f"C{n}", when=f"known({first})", message=message),) if draw(st.booleans()) else ()
        name = draw(st.sampled_from([f"F{n}", f"ITEMS{n}"]))
        forms.append(
            Form(
                oid=draw(_OID) if wild else name,
                name=name,
                label=draw(labels(wild)),
                groups=tuple(groups),
                checks=checks,
            )
        )
    chosen = draw(st.sets(st.sampled_from([form.name for form in forms])))
    event = Event(
        oid=draw(_OID) if wild else "E",
        name="E",
        label=draw(labels(wild)),
        kind=draw(st.sampled_from(["scheduled", "unscheduled", "log"])),
        forms=tuple(form.name for form in forms if form.name in chosen),
    )
    code = _ANY if wild else st.sampled_from(["A", "B", "C"])
    choices = [
        Choice(code=c, label=draw(labels(wild))) for c in draw(st.lists(code, min_size=1, max_size=3, unique=True))
    ]
    return Study(
        oid=draw(_OID) if wild else "S",
        name="S",
        version=draw(_OID) if wild else "1",
        label=draw(labels(wild)),
        description=draw(st.just({}) | labels(wild)),
        languages=("en", "zh"),
        missing=(Coded(code="ND", label=both("Not done", "未做")),),
        codelists=(Codelist(oid="LIST", label=draw(st.just({}) | labels(wild)), choices=tuple(choices)),),
        events=(event,),
        forms=tuple(forms),
    )
