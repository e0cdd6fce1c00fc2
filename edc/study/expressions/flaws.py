"""Compiling the expressions of a study, gathering what is wrong on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from edc.study.definition import Check, Form, Group, Item, Signal, Study
from edc.study.expressions.compiling import Compiled, compile_expression, parse
from edc.study.expressions.kinds import BOOLEAN, IN_WORDS, KindName
from edc.study.expressions.names import ExpressionError, Setting
from edc.study.expressions.parts import SIGNAL
from edc.study.expressions.row_names import own_rows, places

_RESULTS: dict[str, KindName] = {"integer": "number"}


@dataclass(frozen=True, slots=True)
class ExpressionFlaw:
    """Something wrong with an expression: where it stands, and what to do about it.

    ``form`` is ``None`` for the study itself; ``check`` is then the name of a state, or of a signal.
    ``key`` is the key of the definition that holds the text.
    """

    form: str | None
    item: str | None
    check: str | None
    group: str | None
    key: str
    message: str


class FlawedStudy(ValueError):
    """A study whose expressions cannot all be compiled; ``flaws`` says why."""

    def __init__(self, flaws: tuple[ExpressionFlaw, ...]) -> None:
        super().__init__(
            "\n".join(
                f"{flaw.form or 'study'} {flaw.item or flaw.check or flaw.group or ''} {flaw.key}: {flaw.message}"
                for flaw in flaws
            )
        )
        self.flaws = flaws


class Flaws:
    """What has been found wrong so far."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.found: list[ExpressionFlaw] = []

    def add(
        self,
        message: str,
        *,
        key: str,
        form: str | None = None,
        item: str | None = None,
        check: str | None = None,
        group: str | None = None,
    ) -> None:
        self.found.append(ExpressionFlaw(form, item, check, group, key, message))

    def condition(
        self, text: str, form: Form | None, row: Group | None, *, key: str, **where: str | None
    ) -> Compiled | None:
        """Something that is true or false: of the page, or of a *row* of a repeating group."""
        name = form.name if form is not None else None
        return self._compiled(lambda: compile_expression(text, self.study, form, row), BOOLEAN.name, key, name, where)

    def expectation(self, form: Form) -> Compiled | None:
        """When a page of *form* is expected at a visit: something true or false of that visit, or of the subject."""
        text = form.expected_if
        if text is None:
            return None
        return self._compiled(
            lambda: compile_expression(text, self.study, None, visits_of=form),
            BOOLEAN.name,
            "expected_if",
            form.name,
            {},
        )

    def counting(self, signal: Signal) -> Compiled | None:
        """What a signal counts of one participant."""
        where: dict[str, str | None] = {"check": f"{SIGNAL}{signal.name}"}
        return self._compiled(
            lambda: compile_expression(signal.count, self.study, None), "number", "count", None, where
        )

    def formula(self, form: Form, group: Group, item: Item) -> Compiled | None:
        """The formula of a derived item, which gives what its ``result`` says."""
        wanted = _RESULTS.get(item.result, item.result)
        where: dict[str, str | None] = {"item": item.name}
        if item.value is None:
            self.add(
                "a derived item needs a value: the expression that gives it",
                key="value",
                form=form.name,
                **where,
            )
            return None
        text = item.value
        return self._compiled(
            lambda: compile_expression(text, self.study, form, group), wanted, "value", form.name, where
        )

    def rule(self, form: Form, check: Check) -> tuple[Group | None, Compiled, tuple[Item, ...]] | None:
        """The group whose rows a check speaks of, its expression, and the items it points at."""
        where: dict[str, str | None] = {"check": check.id}
        unknown = [name for name in check.items if name not in form.by_name]
        for name in unknown:
            self.add(f"form {form.name} has no item {name}", key="items", form=form.name, **where)
        try:
            tree = parse(check.when)
            rows = list(own_rows(Setting(self.study, form, None), tree).values())
        except ExpressionError as error:
            self.add(str(error), key="when", form=form.name, **where)
            return None
        if len(rows) > 1:
            names = " and ".join(sorted(group.name for group in rows))
            self.add(f"a check speaks of one row: {names} repeat apart", key="when", form=form.name, **where)
            return None
        group = rows[0] if rows else None
        compiled = self._compiled(
            lambda: compile_expression(check.when, self.study, form, group),
            "boolean",
            "when",
            form.name,
            where,
        )
        if compiled is None or unknown:
            return None
        here = {ref.item for ref in compiled.reads if ref.scope == "page" and ref.form == form.name}
        setting = Setting(self.study, form, group)
        named = list(places(setting, tree))
        if check.level == "refuse" and (len(compiled.reads) != 1 or not here or any(each.other for each in named)):
            self.add(
                "only what is wrong with one item alone is refused: let it ask",
                key="level",
                form=form.name,
                **where,
            )
        own = {each.item.name: each.item for each in named if each.scope == "page" and each.item.name in here}
        items = tuple(form.by_name[name][1] for name in check.items) or tuple(own.values())
        if group is not None and items and form.by_name[items[0].name][0].name != group.name:
            message = f"a check that speaks of a row of {group.name} points at an item of that row first"
            self.add(message, key="items", form=form.name, **where)
        return group, compiled, items

    def check_ids(self, reserved: tuple[str, ...]) -> None:
        """Ids are unique in the study, and none is that of a built-in check."""
        seen: dict[str, str] = {}
        for form in self.study.forms:
            for check in form.checks:
                if check.id in seen:
                    message = f"form {seen[check.id]} has a check {check.id} already"
                    self.add(message, key="id", form=form.name, check=check.id)
                elif check.id.startswith(reserved):
                    self.add(f"{check.id} is kept for a built-in check", key="id", form=form.name, check=check.id)
                seen.setdefault(check.id, form.name)

    def study_items(self) -> None:
        """The items that the study itself names are there."""
        for key in ("visit_date", "consent_date", "birth_date", "sex"):
            name: str | None = getattr(self.study, key)
            if name is None:
                continue
            form_name, _, item = name.partition(".")
            form = self.study.form_by_name.get(form_name)
            if form is None or item not in form.by_name:
                self.add(f"there is no item {name}: write FORM.ITEM", key=key)
        for name in self.study.trend:
            form_name, _, item = name.partition(".")
            form = self.study.form_by_name.get(form_name)
            if form is None or item not in form.by_name:
                self.add(f"there is no item {name}: write FORM.ITEM", key="trend")

    def _compiled(
        self,
        compile_it: Callable[[], Compiled],
        wanted: str,
        key: str,
        form: str | None,
        where: dict[str, str | None],
    ) -> Compiled | None:
        try:
            compiled = compile_it()
        except ExpressionError as error:
            self.add(str(error), key=key, form=form, **where)
            return None
        if compiled.type.name not in (wanted, "nothing"):
            given = IN_WORDS[compiled.type.name]
            self.add(f"it gives {given}, not {IN_WORDS[wanted]}", key=key, form=form, **where)  # type: ignore[index]
            return None
        return compiled
