"""Who may do what: roles, permissions and the written table that joins them.

The table is the whole policy: a route names one permission, the gate asks
:func:`edc.access.rules_grants.permits`, and nothing else decides (REQ-03, B.2.6.0100).
Separation of persons, which no table of roles can say, is in ``rules_grants``.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What a person is in this study, at a site or at all sites, from a day to a day."""

    COORDINATOR = "coordinator"
    INVESTIGATOR = "investigator"
    PRINCIPAL_INVESTIGATOR = "principal_investigator"
    MONITOR = "monitor"
    DATA_MANAGER = "data_manager"
    SAFETY_PHYSICIAN = "safety_physician"
    STATISTICIAN = "statistician"
    INSPECTOR = "inspector"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """One thing that may be done. Alphabetical; a comment where the name does not say it all."""

    ACCESS_TRAIL_READ = "access_trail.read"  # sign-ins, lockouts, changes of people and roles
    ACCOUNT_USE = "account.use"  # one's own account, home and password
    CASEBOOK_SIGN = "casebook.sign"
    CODE = "code.assign"  # dictionary coding of terms
    DATA_ENTER = "data.enter"  # save, correct, finish, not done
    DATA_REVIEW = "data.review"
    DATA_STRIKE = "data.strike"  # strike out or restore a page or a row
    DATA_VIEW = "data.view"
    DEVIATION_FILE = "deviation.file"
    DEVIATION_PROPOSE = "deviation.propose"
    EFFICACY_VIEW = "efficacy.view"  # summaries of efficacy before the lock
    EXPORT_DATA = "export.data"  # make exports
    EXPORT_DOWNLOAD = "export.download"  # take committed exports away
    EXPORT_LISTINGS = "export.listings"  # listings of assigned sites
    EXPORT_OWN_SITE = "export.own_site"  # the site's own copy, also after lock (REQ-66)
    EXPORT_SAE = "export.sae"  # the SAE report
    EXPORT_SUPERVISED = "export.supervised"  # what an inspector takes, with somebody of the study
    FREEZE = "freeze.set"  # freeze and unfreeze
    IMPORT_DATA = "import.data"  # the site's laboratory file
    IMPORT_DRY_RUN = "import.dry_run"
    IMPORT_EXTERNAL = "import.external"  # external laboratory data, on pages of their own
    LOCK_APPROVE = "lock.approve"
    LOCK_REQUEST = "lock.request"
    MEDICAL_DECIDE = "medical.decide"  # eligibility, significance, grade, causality, seriousness
    MEDICAL_REVIEW = "medical.review"  # the sponsor's
    PAGE_SIGN = "page.sign"  # a page or a visit
    PEOPLE_AUTHORISE = "people.authorise"  # of a site, and review of their rights
    PEOPLE_MANAGE = "people.manage"
    PEOPLE_VIEW = "people.view"  # who has or had which right (REQ-08)
    QUERY_ANSWER = "query.answer"
    QUERY_CLOSE = "query.close"  # also send back and cancel
    QUERY_RAISE = "query.raise"
    RANGES_APPROVE = "ranges.approve"  # or decline; never one's own
    RANGES_MANAGE = "ranges.manage"  # propose and end laboratory reference ranges
    REDACT_APPROVE = "redact.approve"  # never one's own request; sees the place, not the value
    REDACT_REQUEST = "redact.request"
    SAE_ASSESS = "sae.assess"  # the sponsor's assessment and dates of submission
    SAE_SIGN = "sae.sign"
    SETTINGS_MANAGE = "settings.manage"
    SIGNATURE_WITHDRAW = "signature.withdraw"  # one's own, with a reason
    SITES_MANAGE = "sites.manage"
    SNAPSHOT_VIEW = "snapshot.view"  # locked and draft snapshots, without identifiers
    STUDY_APPROVE = "study.approve"
    STUDY_DRAFT = "study.draft"
    STUDY_VIEW = "study.view"  # the definition: annotated CRF, checks, clarifications
    SUBJECT_CREATE = "subject.create"
    SUBJECT_STRIKE_CONFIRM = "subject_strike.confirm"
    SUBJECT_STRIKE_REQUEST = "subject_strike.request"  # created in error only
    TRAIL_READ = "trail.read"
    UNLOCK_APPROVE = "unlock.approve"
    UNLOCK_REQUEST = "unlock.request"
    VERIFY = "verify.mark"


_P = Permission
_EVERYBODY = frozenset({_P.ACCOUNT_USE, _P.STUDY_VIEW})
_SITE_STAFF = _EVERYBODY | {
    _P.DATA_ENTER,
    _P.DATA_STRIKE,
    _P.DATA_VIEW,
    _P.DEVIATION_FILE,
    _P.IMPORT_DATA,
    _P.IMPORT_DRY_RUN,
    _P.QUERY_ANSWER,
    _P.SUBJECT_CREATE,
    _P.TRAIL_READ,
}
_INVESTIGATORS = _SITE_STAFF | {_P.EXPORT_OWN_SITE, _P.MEDICAL_DECIDE, _P.PAGE_SIGN, _P.SIGNATURE_WITHDRAW}
_SPONSOR = _EVERYBODY | {_P.DATA_VIEW, _P.DEVIATION_PROPOSE, _P.QUERY_CLOSE, _P.QUERY_RAISE, _P.TRAIL_READ}
_SEES_ALL = frozenset({_P.ACCESS_TRAIL_READ, _P.EFFICACY_VIEW})

POLICY: Mapping[Role, frozenset[Permission]] = {
    Role.COORDINATOR: _SITE_STAFF,
    Role.INVESTIGATOR: _INVESTIGATORS | {_P.SUBJECT_STRIKE_REQUEST},
    Role.PRINCIPAL_INVESTIGATOR: _INVESTIGATORS
    | {
        _P.CASEBOOK_SIGN,
        _P.LOCK_APPROVE,
        _P.PEOPLE_AUTHORISE,
        _P.PEOPLE_VIEW,
        _P.RANGES_APPROVE,
        _P.REDACT_APPROVE,
        _P.REDACT_REQUEST,
        _P.SAE_SIGN,
        _P.STUDY_APPROVE,
        _P.SUBJECT_STRIKE_CONFIRM,
        _P.UNLOCK_APPROVE,
        _P.UNLOCK_REQUEST,
    },
    Role.MONITOR: _SPONSOR | {_P.EXPORT_LISTINGS, _P.VERIFY},
    Role.DATA_MANAGER: _SPONSOR
    | _SEES_ALL
    | {
        _P.CODE,
        _P.DATA_REVIEW,
        _P.EXPORT_DATA,
        _P.EXPORT_DOWNLOAD,
        _P.EXPORT_LISTINGS,
        _P.EXPORT_SAE,
        _P.FREEZE,
        _P.IMPORT_DRY_RUN,
        _P.IMPORT_EXTERNAL,
        _P.LOCK_APPROVE,
        _P.LOCK_REQUEST,
        _P.RANGES_APPROVE,
        _P.RANGES_MANAGE,
        _P.REDACT_APPROVE,
        _P.REDACT_REQUEST,
        _P.SNAPSHOT_VIEW,
        _P.STUDY_DRAFT,
        _P.SUBJECT_STRIKE_CONFIRM,
        _P.UNLOCK_APPROVE,
        _P.UNLOCK_REQUEST,
    },
    Role.SAFETY_PHYSICIAN: _SPONSOR | _SEES_ALL | {_P.EXPORT_SAE, _P.MEDICAL_REVIEW, _P.SAE_ASSESS, _P.UNLOCK_REQUEST},
    Role.STATISTICIAN: _EVERYBODY
    | {
        _P.EFFICACY_VIEW,
        _P.EXPORT_DOWNLOAD,
        _P.LOCK_APPROVE,
        _P.SNAPSHOT_VIEW,
        _P.STUDY_APPROVE,
        _P.UNLOCK_APPROVE,
    },
    Role.INSPECTOR: _EVERYBODY | _SEES_ALL | {_P.DATA_VIEW, _P.EXPORT_SUPERVISED, _P.PEOPLE_VIEW, _P.TRAIL_READ},
    Role.ADMINISTRATOR: _EVERYBODY
    | {
        _P.ACCESS_TRAIL_READ,
        _P.PEOPLE_MANAGE,
        _P.PEOPLE_VIEW,
        _P.REDACT_APPROVE,
        _P.SETTINGS_MANAGE,
        _P.SITES_MANAGE,
    },
}
"""The written table (REQ-03, REQ-05, REQ-06)."""


def holders(permission: Permission) -> tuple[Role, ...]:
    """Roles that have *permission*, in the table's order: what a refusal names."""
    return tuple(role for role in Role if permission in POLICY[role])


def refusal(permission: Permission) -> str:
    """Code of the sentence that says why an act was refused, such as ``not_permitted.page.sign``."""
    return f"not_permitted.{permission}"
