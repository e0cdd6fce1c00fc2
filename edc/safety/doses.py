"""Doses: what was given to a participant, by the release checks of the study."""

from __future__ import annotations

from dataclasses import dataclass

from edc.study.definition import Release
from edc.study.evaluation_release import ReleaseState, release_states
from edc.study.versions import Versions
from edc.study.view import PageView, SubjectView


@dataclass(frozen=True, slots=True)
class Dose:
    """One page that records such an act, with its release check as it stands."""

    page: PageView
    state: ReleaseState


def doses_of(versions: Versions, view: SubjectView, release: Release) -> list[Dose]:
    """The saved pages of the release's form that stand, in the order they were added; each by its own version.

    *view* must hold the pages of :func:`forms_of_releases`.
    """
    return [
        Dose(page, state)
        for page in sorted(view.by_form.get(release.form, ()), key=lambda page: page.page)
        for state in release_states(versions.of(page), view, page.page)
        if state.release.name == release.name
    ]


def forms_of_releases(versions: Versions) -> frozenset[str]:
    """Names of the forms that release checks of any version stand on and read."""
    named = {release.form for study in versions.studies for release in study.releases if release.form in versions.forms}
    return frozenset(named | {form for name in named for form in versions.forms_needed(name)})
