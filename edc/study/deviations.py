"""The log in which deviations are filed, as the study describes it."""

from __future__ import annotations

from edc.study.definition import Codelist, Form, Group, Item, Study


def log_of(study: Study) -> tuple[Form, Group] | None:
    """The form of the log and the group whose rows are deviations; ``None`` where the study has none."""
    if study.deviations is None or study.deviations.form not in study.form_by_name:
        return None
    form = study.form_by_name[study.deviations.form]
    named = {form.by_name[name][0].name for name in study.deviations.fill if name in form.by_name}
    groups = [group for group in form.groups if group.repeat == "added" and (group.name in named or not named)]
    return (form, groups[0]) if groups else None


def filled_item(study: Study, what: str) -> Item | None:
    """The item of the log that takes *what* of a draft: ``number``, ``date``, ``category`` and so on."""
    log = log_of(study)
    if log is None or study.deviations is None:
        return None
    names = [name for name, taken in study.deviations.fill.items() if taken == what and name in log[0].by_name]
    return log[0].by_name[names[0]][1] if names else None


def categories(study: Study) -> Codelist | None:
    """What a deviation may be; ``None`` where the study leaves it to words."""
    item = filled_item(study, "category")
    return study.codelist_by_oid.get(item.codelist or "") if item is not None else None
