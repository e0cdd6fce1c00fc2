"""Annotations of a form: where each item goes in SDTM, its codelist, its rules and its checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from edc.errors import N_
from edc.exchange.paper.listings import checks_table, table
from edc.exchange.paper.speech import Json, Speech, Text, joined
from edc.exchange.specification import check_lines
from edc.study.definition import Form, Group, Item, Study
from edc.study.evaluation import compiled
from edc.study.values import conversion_text


@dataclass(frozen=True)
class Annotations:
    """What is printed beside the items of an annotated form. ``k``: ``sdtm``, ``list`` or ``rule``."""

    study: Study
    speech: Speech

    def of_item(self, form: Form, group: Group, item: Item) -> list[Json]:
        found: list[Json] = []
        target = sdtm(form, group, item)
        found.append({"k": "sdtm" if target else "none", "text": [target or "[NOT SUBMITTED]"]})
        if item.cdash:
            found.append({"k": "sdtm", "text": [f"CDASH {item.cdash}"]})
        codelist = self.study.codelist_by_oid.get(item.codelist or "")
        if codelist is not None:
            nci = f" (NCI {codelist.nci})" if codelist.nci else ""
            found.append({"k": "list", "text": [f"{codelist.oid}{nci}"]})
        rules = [text for text in self._rules(form, item) if any(text)]
        return [*found, {"k": "rule", "text": joined(rules, " · ")}]

    def of_form(self, form: Form) -> list[Json]:
        """The codelists and the numbered checks of *form*, after it."""
        return [*self._codelists(form), *self._checks(form)]

    def _rules(self, form: Form, item: Item) -> Iterator[Text]:
        kind = item.type if item.stored else f"derived: {item.result}"
        yield [f"{kind}({item.length})" if item.length else kind]
        if item.value:
            yield [f"= {item.value}"]
        if item.required is True:
            yield self.speech(N_("required"))
        elif item.required:
            yield self.speech(N_("required when %(when)s"), when=item.required)
        if item.show_if:
            yield self.speech(N_("shown when %(when)s"), when=item.show_if)
        if item.hard:
            yield self.speech(N_("possible: %(range)s"), range=self.speech.bounds(self.study, item, hard=True))
        if item.soft:
            yield self.speech(N_("expected: %(range)s"), range=self.speech.bounds(self.study, item))
        for code, by in item.units.items():
            yield [conversion_text(by, code, item.unit or "")]
        if item.verified:
            yield self.speech(N_("verified against the source"))
        if item.identifying:
            yield self.speech(N_("identifying"))
        if asked := self._asked.get((form.name, item.name)):
            yield [", ".join(asked)]

    @cached_property
    def _asked(self) -> Mapping[tuple[str, str], list[str]]:
        """Form and item to the numbered checks that point at it."""
        found: dict[tuple[str, str], list[str]] = {}
        for name, form in compiled(self.study).forms.items():
            for rule in form.rules:
                for item in rule.items:
                    found.setdefault((name, item.name), []).append(rule.check.id)
        return found

    def _codelists(self, form: Form) -> Iterator[Json]:
        oids = dict.fromkeys(item.codelist for _, item in form.items() if item.codelist)
        rows = []
        for oid in oids:
            codelist = self.study.codelist_by_oid.get(str(oid))
            for choice in codelist.choices if codelist is not None else ():
                label = self.speech.label(choice.label)
                rows.append([[str(oid)], [choice.code], label, [choice.nci or ""]])
        if rows:
            heads = (N_("Codelist"), N_("Code"), N_("Meaning"), "NCI")
            yield table(self.speech(N_("Codelists")), [self.speech(head) for head in heads], rows, [30, 40, 70, 20])

    def _checks(self, form: Form) -> Iterator[Json]:
        lines = [line for line in check_lines(self.study, form, self.speech) if not line.built_in]
        if lines:
            yield checks_table(self.speech, self.speech(N_("Edit checks")), lines)


def sdtm(form: Form, group: Group, item: Item) -> str:
    """``VSORRES when VSTESTCD = SYSBP (VS)``, as the item's own table says; empty where it says nothing."""
    told = item.sdtm
    if not told:
        return ""
    domain = told.get("domain") or group.domain or form.domain or ""
    rest = {key: value for key, value in told.items() if key not in ("domain", "variable", "testcd", "supp")}
    if "testcd" in told:
        variable = told.get("variable", f"{domain}ORRES")
        found = f"{domain}.{variable} when {domain}TESTCD = {told['testcd']}"
    elif "supp" in told:
        found = f"SUPP{domain}.QVAL when QNAM = {told['supp']}"
    elif "variable" in told:
        found = f"{domain}.{told['variable']}" if domain else told["variable"]
    else:
        found = domain
    more = ", ".join(f"{key} = {value}" for key, value in rest.items())
    return f"{found}; {more}" if more else found
