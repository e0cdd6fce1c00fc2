"""A study made for measuring: one form of 25 items with ten checks, at twelve visits."""

from __future__ import annotations

from decimal import Decimal

from edc.study.definition import Check, Coded, Event, Form, Group, Item, Range, Site, State, Study

ITEMS = 25
SITE = Site(code="YA", label={"en": "Yan'an Hospital"}, prefix="YA", timezone="Asia/Shanghai")


def bench_study(visits: int = 12, forms: int = 1) -> Study:
    """*forms* forms of 25 items each at *visits* visits; ten checks and a derived value a form."""
    names = [f"LAB{n}" for n in range(1, forms + 1)]
    events = tuple(
        Event(
            oid=f"V{n}", name=f"V{n}", label={"en": f"Visit {n}", "zh": f"第{n}次访视"}, week=4 * n, forms=tuple(names)
        )
        for n in range(visits)
    )
    return Study(
        oid="S.BENCH",
        name="BENCH",
        version="1",
        label={"en": "Benchmark", "zh": "基准测试"},
        languages=("en", "zh"),
        timezone="Asia/Shanghai",
        sites=(SITE,),
        reasons=(Coded(code="typing", label={"en": "Typing error", "zh": "录入错误"}),),
        states=(State(name="on_study", label={"en": "On study", "zh": "研究中"}, when="True"),),
        events=events,
        forms=tuple(_form(name) for name in names),
    )


def _form(name: str) -> Form:
    items = [
        Item(
            oid=f"{name}.I{n}",
            name=f"I{n}",
            label={"en": f"Analyte {n}", "zh": f"指标{n}"},
            type="number",
            unit="mmol/L",
            decimals=1,
            required=n < 10,
            hard=Range(ge=Decimal(0), le=Decimal(10000)),
            soft=Range(ge=Decimal(1), le=Decimal(900)),
        )
        for n in range(ITEMS)
    ]
    items.append(
        Item(
            oid=f"{name}.SUM",
            name="TOTAL",
            label={"en": "Total", "zh": "合计"},
            type="derived",
            value="I0 + I1",
            decimals=1,
        )
    )
    checks = tuple(
        Check(id=f"C{n:02d}", when=f"I{n} > 2 * I{n + 1} + 5000", message={"en": "Compare", "zh": "核对"})
        for n in range(10)
    )
    return Form(
        oid=name,
        name=name,
        label={"en": f"Laboratory {name}", "zh": f"实验室{name}"},
        groups=(Group(oid=f"{name}.G", name=f"{name}_G", items=tuple(items)),),
        checks=checks,
    )
