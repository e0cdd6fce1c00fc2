"""Everything the program decides by itself, listed from the definition: for screen and paper alike.

What is computed, hidden, owed, expected, drafted, alerted or cleared without a person saying so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from edc.errors import N_
from edc.exchange.paper.conditions import in_words
from edc.exchange.paper.speech import Speech, Text, joined
from edc.exchange.paper.type_words import TYPE_WORDS
from edc.exchange.specification import what_it_drafts
from edc.study.definition import Event, Form, Study
from edc.study.schedule import nominal_day


@dataclass(frozen=True, slots=True)
class Decisions:
    """One kind of decision. ``widths`` relate the columns to each other; ``code``: columns of expressions."""

    key: str
    title: Text
    note: Text
    heads: list[Text]
    rows: list[list[Text]]
    widths: tuple[int, ...]
    code: tuple[int, ...] = field(default=())


def decisions(study: Study, speech: Speech) -> tuple[Decisions, ...]:
    """All of them; a kind that the study has none of comes without rows."""
    return tuple(
        kind(study, speech)
        for kind in (
            _computed,
            _states,
            _windows,
            _expected,
            _conditions,
            _releases,
            _deviations,
            _alerts,
            _clocks,
            _signals,
        )
    )


def _computed(study: Study, speech: Speech) -> Decisions:
    rows = [
        [
            _named(speech, form, item.name, speech.label(item.label)),
            [item.value or ""],
            _result(study, speech, form, item.name),
        ]
        for form in study.forms
        for _, item in form.items()
        if item.type == "derived"
    ]
    note = speech(N_("Computed on the server from what is recorded, again whenever it changes, and never typed."))
    heads = [speech(N_("Item")), speech(N_("Formula")), speech(N_("Result"))]
    return Decisions("computed", speech(N_("Computed values")), note, heads, rows, (60, 90, 36), (1,))


def _result(study: Study, speech: Speech, form: Form, name: str) -> Text:
    item = form.by_name[name][1]
    unit = speech.unit(study, item.unit)
    if item.decimals is None:
        return joined([speech(TYPE_WORDS[item.result]), unit], " ")
    return (
        joined([unit, speech(N_("decimals: %(n)s"), n=item.decimals)], ", ")
        if item.unit
        else speech(N_("decimals: %(n)s"), n=item.decimals)
    )


def _states(study: Study, speech: Speech) -> Decisions:
    rows = []
    for n, state in enumerate(study.states, 1):
        expects = _events(study, speech, state.expects)
        forms = speech(N_("all forms")) if state.forms is None else [", ".join(state.forms)]
        rows.append([[str(n)], speech.label(state.label), [state.when], expects, forms])
    note = speech(N_("The first whose condition is true holds. It decides which visits and forms are waited for."))
    words = (N_("No."), N_("State"), N_("Condition"), N_("Visits expected"), N_("Forms expected"))
    heads = [speech(word) for word in words]
    return Decisions("states", speech(N_("State of a participant")), note, heads, rows, (10, 36, 80, 50, 30), (2, 4))


def _events(study: Study, speech: Speech, names: tuple[str, ...] | None) -> Text:
    if names is None:
        return speech(N_("all visits"))
    known = (study.event_by_name[name] for name in names if name in study.event_by_name)
    return joined([speech.label(event.short or event.label) for event in known]) if names else speech(N_("none"))


def _windows(study: Study, speech: Speech) -> Decisions:
    rows = [[speech.label(event.label), *_window(study, speech, event)] for event in study.events]
    note = speech(
        N_("The day of the anchor's visit is day 1; there is no day 0. A date outside is recorded and asked about.")
    )
    words = (N_("Visit"), N_("Target"), N_("Window"), N_("Counted from"))
    heads = [speech(word) for word in words]
    return Decisions("windows", speech(N_("Visit windows")), note, heads, rows, (70, 30, 36, 60))


def _window(study: Study, speech: Speech, event: Event) -> Iterator[Text]:
    day = nominal_day(event)
    if event.kind != "scheduled" or day is None:
        yield speech(N_("log")) if event.kind == "log" else speech(N_("as it happens"))
        yield [""]
        yield [""]
        return
    yield speech(N_("day %(n)s"), n=day)
    yield [f"−{event.before} / +{event.after} d"] if event.anchor else [""]
    anchor = study.event_by_name.get(event.anchor or "")
    counted = speech.label(anchor.label) if anchor is not None else [""]
    if event.until:
        counted = speech(N_("%(anchor)s; before it, consent: within %(n)s days"), anchor=counted, n=event.after)
    yield counted


def _expected(study: Study, speech: Speech) -> Decisions:
    rows = [
        [speech.label(form.label), in_words(study, None, form.expected_if, speech), [form.expected_if]]
        for form in study.forms
        if form.expected_if
    ]
    note = speech(N_("A page of a visit is waited for only while this is true there. It can always be recorded."))
    heads = [speech(N_("Form")), speech(N_("Expected while")), speech(N_("Condition"))]
    return Decisions("expected", speech(N_("Forms waited for")), note, heads, rows, (50, 66, 70), (2,))


def _conditions(study: Study, speech: Speech) -> Decisions:
    rows = []
    for form in study.forms:
        for group in form.groups:
            if group.show_if:
                what = _named(speech, form, group.name, speech.label(group.label))
                rows.append([what, speech(N_("shown")), in_words(study, form, group.show_if, speech), [group.show_if]])
        for _, item in form.items():
            what = _named(speech, form, item.name, speech.label(item.label))
            for told, when in ((N_("shown"), item.show_if), (N_("owed"), item.required)):
                if isinstance(when, str):
                    rows.append([what, speech(told), in_words(study, form, when, speech), [when]])
    note = speech(N_("What is not shown is not asked; a value that is there already stays and is asked about."))
    words = (N_("Item"), N_("Is"), N_("When"), N_("Condition"))
    heads = [speech(word) for word in words]
    title = speech(N_("Shown and owed on a condition"))
    return Decisions("conditions", title, note, heads, rows, (50, 14, 62, 60), (3,))


def _releases(study: Study, speech: Speech) -> Decisions:
    rows = [
        [speech.label(release.label), [one.id], speech.label(one.label), [one.when], [one.form or ""]]
        for release in study.releases
        for one in release.conditions
    ]
    for release in study.releases:
        for text, said in (
            (N_("Recipients of a lot are found by it, whatever its case, width and blanks"), release.lot),
            (N_("Listed while it is true: a result is awaited"), release.awaits),
        ):
            rows += [[speech.label(release.label), [""], speech(text), [said], [""]]] if said else []
    note = speech(
        N_("Each is met where its condition is true and lacking otherwise. What was done all the same is recorded.")
    )
    words = (N_("Before"), N_("No."), N_("What must hold"), N_("Condition"), N_("Form"))
    heads = [speech(word) for word in words]
    return Decisions("releases", speech(N_("Release checks")), note, heads, rows, (34, 16, 50, 74, 16), (3, 4))


def _deviations(study: Study, speech: Speech) -> Decisions:
    rows = []
    for form in study.forms:
        for check in form.checks:
            if check.deviation:
                drafts = what_it_drafts(study, check.deviation, speech)
                rows.append([[check.id], drafts, [check.when], speech.label(check.message)])
    for release in study.releases:
        if release.deviation:
            text = speech(N_("Given although a condition is lacking"))
            rows.append(
                [speech.label(release.label), what_it_drafts(study, release.deviation, speech), [release.given], text]
            )
    if study.deviations and study.deviations.not_done:
        text = speech(N_("An expected visit, or an expected page of it, was not done"))
        rows.append([[""], what_it_drafts(study, study.deviations.not_done, speech), [""], text])
    note = speech(N_("A draft is filed or dismissed by the site; nothing is filed by the program."))
    words = (N_("Check"), N_("What it does"), N_("Condition"), N_("Meaning"))
    heads = [speech(word) for word in words]
    return Decisions("deviations", speech(N_("Deviations drafted")), note, heads, rows, (24, 36, 66, 60), (0, 2))


def _alerts(study: Study, speech: Speech) -> Decisions:
    rows = [
        [[check.id], [form.name], [check.when], speech.label(check.message)]
        for form in study.forms
        for check in form.checks
        if check.alert
    ]
    note = speech(N_("Shown to the investigators and the safety physician until one of them has seen it."))
    words = (N_("Check"), N_("Form"), N_("Condition"), N_("Message"))
    heads = [speech(word) for word in words]
    return Decisions("alerts", speech(N_("Alerts")), note, heads, rows, (24, 18, 78, 66), (0, 1, 2))


def _clocks(study: Study, speech: Speech) -> Decisions:
    rows = [
        [
            speech.label(one.label),
            [f"{one.form}.{one.since} → {one.form}.{one.until}"],
            speech(N_("%(n)s h"), n=one.hours),
            speech.label(one.source) if one.source else [""],
        ]
        for one in study.clocks
    ]
    note = speech(N_("Shown as elapsed time, never as a verdict."))
    words = (N_("Clock"), N_("From and to"), N_("Time"), N_("Source"))
    heads = [speech(word) for word in words]
    return Decisions("clocks", speech(N_("Clocks")), note, heads, rows, (40, 50, 16, 80), (1,))


def _signals(study: Study, speech: Speech) -> Decisions:
    rows = [
        [speech.label(one.label), [one.count], [str(one.at_least)], speech.label(one.text) if one.text else [""]]
        for one in study.signals
    ]
    note = speech(N_("Counted over all participants when the safety board is opened. It tells, and closes nothing."))
    words = (N_("Signal"), N_("Counted of each participant"), N_("Shown from"), N_("Meaning"))
    heads = [speech(word) for word in words]
    return Decisions("signals", speech(N_("Signals for review")), note, heads, rows, (40, 70, 16, 60), (1,))


def _named(speech: Speech, form: Form, name: str, label: Text) -> Text:
    """``VS.SBP Systolic blood pressure``."""
    return joined([[f"{form.name}.{name}"], label], " ")
