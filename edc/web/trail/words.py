"""Names of acts in words."""

from __future__ import annotations

from flask_babel import gettext as _

from edc.errors import N_

ACT_WORDS = {
    # data
    "add_subject": N_("Added the participant"),
    "rescreen": N_("Screened again under a new number"),
    "ask_subject_strike": N_("Asked for a strike-out as created in error"),
    "decide_subject_strike": N_("Decided on a strike-out as created in error"),
    "restore_subject": N_("Restored a participant, or asked for it"),
    "add_visit": N_("Added a visit"),
    "add_page": N_("Added a page"),
    "save": N_("Saved a page"),
    "finish": N_("Finished a page"),
    "reopen_page": N_("Opened a finished page again"),
    "not_done": N_("Marked as not done"),
    "move_page": N_("Moved to another study version"),
    "strike_out": N_("Struck out"),
    "restore": N_("Restored"),
    "redact": N_("Removed a text for good"),
    "store_file": N_("Uploaded a file"),
    "import_data": N_("Imported data"),
    "import_visits": N_("Imported visits"),
    # what is said of them
    "raise_query": N_("Raised a query"),
    "answer_query": N_("Answered a query"),
    "accept_check": N_("Confirmed a value"),
    "close_query": N_("Closed a query"),
    "send_back_query": N_("Sent a query back"),
    "cancel_query": N_("Cancelled a query"),
    "propose_deviation": N_("Proposed a deviation"),
    "file_deviation": N_("Filed a deviation"),
    "dismiss_deviation": N_("Dismissed a deviation"),
    "agree_deviation": N_("Decided on the class of a deviation"),
    "see_alert": N_("Saw an alert"),
    "verify_items": N_("Verified against the source"),
    "unverify_items": N_("Took back a verification"),
    "sign": N_("Signed"),
    "withdraw_signature": N_("Withdrew a signature"),
    "freeze": N_("Froze"),
    "unfreeze": N_("Lifted a freeze"),
    "propose_ranges": N_("Proposed laboratory ranges"),
    "decide_range": N_("Approved or declined laboratory ranges"),
    "end_range": N_("Ended a laboratory range"),
    "request_lock": N_("Requested the lock"),
    "request_unlock": N_("Requested an unlock"),
    "decide_lock": N_("Decided on a request"),
    "lock": N_("Locked the study"),
    "unlock": N_("Unlocked pages"),
    # study and exchange
    "publish_study": N_("Published a study version"),
    "propose_version": N_("Proposed a study version"),
    "decide_version": N_("Decided on a study version"),
    "start_version": N_("Started a study version at a site"),
    "recheck": N_("Ran the rules of a revision"),
    "add_site": N_("Added a site"),
    "export": N_("Made an export"),
    "take_trail": N_("Took the trail away as a file"),
    "download": N_("Took a file away"),
    "print_record": N_("Printed the record"),
    "seal_trail": N_("Sealed the trail"),
    "go_live": N_("Marked the database as production"),
    "mark_demo": N_("Marked the database as a demonstration"),
    # people and access
    "add_person": N_("Added a person"),
    "grant_role": N_("Gave a role"),
    "end_role": N_("Ended a role"),
    "set_active": N_("Opened or closed an account"),
    "reset_password": N_("Gave a temporary password"),
    "change_password": N_("Changed the password"),
    "change_password_refused": N_("Wrong password when changing it"),
    "accept_statement": N_("Accepted the statements"),
    "sign_in": N_("Signed in"),
    "sign_in_refused": N_("Could not sign in"),
    "command": N_("Signed in on the command line"),
    "command_refused": N_("Could not sign in on the command line"),
    "sign_out": N_("Signed out"),
    "time_out": N_("Sessions ran out"),
    "confirm": N_("Identified for a signature"),
    "confirm_refused": N_("Could not be identified for a signature"),
    "refuse_access": N_("Asked for what is not theirs to see"),
}
"""What each act did, as the journal names it."""


def act_word(name: str) -> str:
    """The act in words; a name that is new here as it stands."""
    return _(ACT_WORDS[name]) if name in ACT_WORDS else name
