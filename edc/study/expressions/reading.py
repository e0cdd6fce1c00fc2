"""Where operands are found: the pages of one subject, each laid open at most once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from edc.study.definition import Study
from edc.study.expressions.logic import Interval, smallest
from edc.study.expressions.operands import Operands, Plan, Sheet, plan_of
from edc.study.schedule import deviation_days, window_of
from edc.study.view import PageView, SubjectView


class Reading:
    """A subject's operands during one evaluation.

    *plans* are those of the whole study by form name (:func:`plans_of`), *abroad* those by which
    pages of other versions are read.
    """

    def __init__(
        self,
        study: Study,
        plans: Mapping[str, Plan],
        view: SubjectView,
        abroad: Mapping[str, Mapping[str, Plan]] | None = None,
    ) -> None:
        self.view = view
        self._study = study
        self._plans = plans
        self._abroad = abroad or {}
        self._pages: dict[int, Operands] = {}
        self._blank: dict[str, Operands] = {}
        self._in_time: dict[str, tuple[list[datetime], list[Operands]]] = {}
        self._held: dict[str, list[tuple[int, Operands]]] = {}
        self._visit_date = _parted(study.visit_date)
        self._consent_date = _parted(study.consent_date)

    def frame(self, page: int | None) -> Frame:
        """Where expressions of a page stand; without a page, those of the subject."""
        if page is None:
            return Frame(self, None, None)
        return Frame(self, self.view.pages[page], self.of(self.view.pages[page]))

    def at_visit(self, visit: int, event: str) -> Frame:
        """Where expressions of a visit stand, whichever of its pages there are."""
        return Frame(self, PageView(0, visit, event, "", 1, {}, {}), None)

    def of(self, page: PageView) -> Operands:
        found = self._pages.get(page.page)
        if found is None:
            found = self._pages[page.page] = Operands(
                Sheet.of(self._abroad.get(page.version, self._plans)[page.form], page)
            )
        return found

    def only(self, pages: tuple[PageView, ...], form: str) -> Operands:
        """The first of *pages*, or a blank one where there is none."""
        if pages:
            return self.of(pages[0])
        if form not in self._blank:
            self._blank[form] = Operands(Sheet(self._plans[form], None))
        return self._blank[form]

    def held(self, form: str) -> list[tuple[int, Operands]]:
        """The pages of *form* that count: on which something is recorded, and which were done."""
        if form not in self._held:
            pages = (page for page in self.view.by_form.get(form, ()) if not page.not_done and page.recorded)
            self._held[form] = [(page.page, self.of(page)) for page in pages]
        return self._held[form]

    def put(self, page: PageView, path: str, text: str | None) -> None:
        """Replace a derived value, for everything that is evaluated from now on.

        The order of samples stands: whoever asks for it is derived after what decides it.
        """
        self.of(page).put(path, text)

    def in_time(self, form: str) -> tuple[list[datetime], list[Operands]]:
        """Pages of *form* by sample time, with those times.

        Pages that were not done took no sample, and one whose time nobody knows has no
        place in the order: both stand aside.
        """
        if form not in self._in_time:
            timed = [
                (when, n, self.of(page))
                for n, page in enumerate(self.view.by_form.get(form, ()))
                if not page.not_done and (when := self.sample_time(page)) is not None
            ]
            timed.sort(key=lambda entry: entry[:2])
            self._in_time[form] = ([when for when, _, _ in timed], [operands for _, _, operands in timed])
        return self._in_time[form]

    def sample_time(self, page: PageView) -> datetime | None:
        """When the page's sample was taken: its own item, else the date of its visit.

        A date without a time of day counts from midnight, a partial one from its first day.
        """
        plan, values = self._plans[page.form], self.of(page).values
        dated, timed = plan.sample
        day = values[dated] if dated is not None else None
        if day is None:
            return _moment(self.visit_date(page), None)
        return _moment(day, values[timed] if timed is not None else None)

    def sample_day(self, page: PageView) -> Any:
        """The day of :meth:`sample_time`, a partial one as the days it may mean."""
        dated, _ = self._plans[page.form].sample
        day = self.of(page).values[dated] if dated is not None else None
        return self.visit_date(page) if day is None else day

    def visit_date(self, page: PageView) -> Any:
        if self._visit_date is None:
            return None
        form, item = self._visit_date
        return self.only(self.view.by_visit.get((page.visit, form), ()), form).values[item]

    def outside_window(self, page: PageView) -> Decimal | None:
        """Days by which the page's visit lies outside its window: negative early, 0 inside, positive late.

        ``None`` while the visit has no full date, or nothing says yet when it is wanted.
        """
        event = self._study.event_by_name.get(page.event)
        actual = _day(self.visit_date(page))
        if event is None or actual is None:
            return None
        dated = ((each.event, _day(self.visit_date(each))) for each in self.anchored(page))
        dates = {name: day for name, day in dated if day is not None}
        window = window_of(self._study, event, dates, _day(self.consent_date()))
        return None if window is None else Decimal(deviation_days(window, actual))

    def anchored(self, page: PageView) -> tuple[PageView, ...]:
        """The page that dates this page's visit, and the one that dates the visit its window hangs on."""
        if self._visit_date is None:
            return ()
        form, event = self._visit_date[0], self._study.event_by_name.get(page.event)
        own = self.view.by_visit.get((page.visit, form), ())[:1]
        anchor = event.anchor if event is not None else None
        return own + (self.view.by_event.get((anchor, form), ())[:1] if anchor is not None else ())

    def consent_date(self) -> Any:
        """The earliest date of consent on record, over pages and rows."""
        if self._consent_date is None:
            return None
        form, item = self._consent_date
        plan = self._plans[form]
        group = plan.groups[item]
        repeats = any(each.name == group for each in plan.repeating)
        found = []
        for page in self.view.by_form.get(form, ()):
            operands = self.of(page)
            holders = operands.rows[group].values() if repeats else (operands,)
            found += [day for holder in holders if (day := holder.values[item]) is not None]
        return smallest(*found) if found else None


class Frame:
    """Where one expression stands: on a page, in a row of it, at a visit, or at the subject.

    At a visit ``view`` says which, and ``page`` is ``None``.
    """

    __slots__ = ("page", "reading", "row", "view")

    def __init__(
        self, reading: Reading, view: PageView | None, page: Operands | None, row: Operands | None = None
    ) -> None:
        self.reading = reading
        self.view = view
        self.page = page
        self.row = row

    def in_row(self, row: Operands) -> Frame:
        return Frame(self.reading, self.view, self.page, row)

    # The rest is what compiled expressions call; names are those of the language.

    def one(self, form: str) -> Operands:
        """The page of a form that a subject has once."""
        return self.reading.only(self.reading.view.by_form.get(form, ()), form)

    def visit(self, form: str) -> Operands:
        """The page of the same visit."""
        view = self.view
        pages = () if view is None else self.reading.view.by_visit.get((view.visit, form), ())
        return self.reading.only(pages, form)

    def at(self, event: str, form: str) -> Operands:
        return self.reading.only(self.reading.view.by_event.get((event, form), ()), form)

    def first(self, form: str) -> Operands:
        pages = self.reading.in_time(form)[1]
        return pages[0] if pages else self.reading.only((), form)

    def latest(self, form: str) -> Operands:
        """The last page, none later than this one where this one has its time."""
        times, pages = self.reading.in_time(form)
        own = self._own_time()
        found = len(times) if own is None else bisect_right(times, own)
        return pages[found - 1] if found else self.reading.only((), form)

    def prior(self, form: str) -> Operands:
        """The last page before this one; none where this one has no time."""
        times, pages = self.reading.in_time(form)
        own = self._own_time()
        found = 0 if own is None else bisect_left(times, own)
        return pages[found - 1] if found else self.reading.only((), form)

    def pages(self, form: str) -> list[Operands]:
        """The pages of a form that count, this one left out."""
        own = None if self.view is None else self.view.page
        return [operands for page, operands in self.reading.held(form) if page != own]

    def holders(self, form: str, group: str | None) -> list[Operands]:
        """The pages of a form that count, this one among them, or the rows of a *group* of theirs."""
        pages = [operands for _, operands in self.reading.held(form)]
        return pages if group is None else [row for page in pages for row in page.rows[group].values()]

    def other_rows(self, group: str) -> list[Operands]:
        """The rows of a group of this page, without the one the expression stands in."""
        if self.page is None or self.row is None:
            return []
        return [row for key, row in self.page.rows[group].items() if key != self.row.key]

    def linked_rows(self, form: str, group: str, link: frozenset[str] | None) -> list[Operands]:
        """The standing rows of a log that *link* names."""
        named = link or ()
        return [row for key, row in self.one(form).rows[group].items() if f"{form}/{key}" in named]

    def ref(self) -> str | None:
        """How links name this row: ``AE/7``."""
        return None if self.view is None or self.row is None else f"{self.view.form}/{self.row.key}"

    def event(self) -> str | None:
        return None if self.view is None else self.view.event

    def visit_date(self) -> Any:
        return None if self.view is None else self.reading.visit_date(self.view)

    def consent_date(self) -> Any:
        return self.reading.consent_date()

    def outside_window(self) -> Decimal | None:
        return None if self.view is None else self.reading.outside_window(self.view)

    def window_pages(self) -> tuple[Operands, ...]:
        """The pages that decide where the window of this visit lies, and whether it was kept."""
        pages = () if self.view is None else self.reading.anchored(self.view)
        return tuple(self.reading.of(page) for page in pages)

    def row_number(self) -> Decimal | None:
        return None if self.row is None else Decimal(self.row.key)

    def row_key(self) -> str | None:
        return None if self.row is None else self.row.key

    def _own_time(self) -> datetime | None:
        return None if self.view is None or self.page is None else self.reading.sample_time(self.view)


def plans_of(study: Study) -> dict[str, Plan]:
    """The reading plan of every form, by name."""
    return {form.name: plan_of(study, form) for form in study.forms}


def _parted(name: str | None) -> tuple[str, str] | None:
    form, _, item = (name or "").partition(".")
    return (form, item) if item else None


def _day(value: Any) -> date | None:
    """The one calendar day that *value* means; ``None`` for a partial date."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _moment(day: Any, clock: Any) -> datetime | None:
    if isinstance(day, Interval):
        day = day.low
    if isinstance(day, datetime):
        return day
    if isinstance(day, date):
        return datetime.combine(day, clock if isinstance(clock, time) else time.min)
    return None
