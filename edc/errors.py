"""The catalogue of problems: every refusal the house can give.

A refusal has a code, an HTTP status and one sentence that says what happened,
what is kept and what to do. The database's guards raise ``edc:<code>``;
``refusal_from`` turns that, once, into the same kind of refusal.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Entry(NamedTuple):
    status: int
    text: str
    """English message id; parameters as ``%(name)s``."""


def N_(text: str) -> str:
    """Marks a message id for extraction; it is translated where it is shown."""
    return text


CATALOGUE: dict[str, Entry] = {
    # the record's own guards
    "stale": Entry(409, N_("This page was saved by somebody else meanwhile. Nothing was overwritten. Open it again.")),
    "held": Entry(403, N_("These data are frozen or locked. Nothing was changed. Ask the data manager.")),
    "locked": Entry(403, N_("These data are locked. Nothing was changed. Request an unlock to go on.")),
    "no_person": Entry(422, N_("Every change needs a person. Nothing was changed. Sign in again.")),
    "no_reason": Entry(
        422, N_("A stored value was changed without a reason. Nothing was changed. Give a reason for each change.")
    ),
    "no_change": Entry(422, N_("Nothing differs from what is stored, so nothing was saved.")),
    "vanished": Entry(422, N_("A stored item was left out of the page. Nothing was changed. Open it again.")),
    "back_dated": Entry(
        422, N_("The time of this save lies before the previous one. Nothing was changed. Check the server's clock.")
    ),
    "contradicts": Entry(422, N_("A row of the trail does not agree with the page it belongs to. It was refused.")),
    "append_only": Entry(422, N_("The record is only ever added to. The change or deletion was refused.")),
    "out_of_chain": Entry(422, N_("A row does not follow the last one of its chain. It was refused.")),
    "not_redactable": Entry(422, N_("Only a value named in a redaction can be blanked. It was refused.")),
    "own_request": Entry(403, N_("Nobody approves their own request. Somebody else must.")),
    # the study
    "no_study": Entry(409, N_("No study is published in this database. Run: edc init")),
    "study_differs": Entry(409, N_("This database belongs to another study. One study is one database.")),
    "version_pinned": Entry(
        409,
        N_(
            "Version %(version)s is published and is never edited: %(changes)s. Nothing was changed."
            " Give the study the next version number."
        ),
    ),
    "version_proposed": Entry(
        409,
        N_(
            "A study is published in this database. Nothing was changed."
            " Propose version %(version)s; two people approve it: edc study propose"
        ),
    ),
    "no_such_version": Entry(404, N_("No version %(version)s is published. Nothing was changed.")),
    "proposal_pending": Entry(
        409, N_("Another version waits for approval. Nothing was proposed. Decide it, or withdraw it first.")
    ),
    "proposal_flawed": Entry(422, N_("The study has flaws and was not proposed. Correct it first: %(flaw)s")),
    "proposal_nothing": Entry(
        422, N_("Version %(version)s is published exactly like this. There is nothing to propose.")
    ),
    "proposal_number": Entry(
        422, N_("The next version is %(next)s, not %(version)s. Nothing was proposed. Correct the number.")
    ),
    "proposal_words_only": Entry(
        422,
        N_(
            "This collects the same as version %(version)s. Nothing was proposed."
            " Give it that number: it is then a revision of it."
        ),
    ),
    "proposal_unit": Entry(
        422,
        N_(
            "These items keep their name and change their unit: %(items)s. Nothing was proposed."
            " Give them new names, so that no value changes its meaning."
        ),
    ),
    "ethics_owed": Entry(
        422, N_("An amendment needs the approval of the ethics committee. Nothing was proposed. Name its letter.")
    ),
    "start_day_owed": Entry(422, N_("The day from which the site uses the version is missing. Nothing was changed.")),
    "started_already": Entry(409, N_("The site uses version %(version)s from that day already. Nothing was changed.")),
    "page_moved": Entry(
        409,
        N_(
            "Since you opened this page it came to be of another study version, which asks other items. Nothing was"
            " saved. What you typed is shown here: open the page again and enter it."
        ),
    ),
    "move_nothing": Entry(
        409, N_("There is nothing here to move forward: it has the version in use at the site, or holds nothing yet.")
    ),
    "move_no_form": Entry(409, N_("Version %(version)s does not have this form any more. The page stays as it is.")),
    "not_empty_of_subjects": Entry(
        409,
        N_(
            "There are participants in this database, or it is a demonstration. Nothing was changed."
            " Begin production in an empty one."
        ),
    ),
    "subject_exists": Entry(409, N_("There is a participant %(code)s already. Codes are never used again.")),
    "subject_struck": Entry(
        409,
        N_(
            "This participant was struck out as created in error. Nothing was changed; what was entered stays to be read."
            " The principal investigator and the data manager can restore the participant."
        ),
    ),
    "struck_already": Entry(409, N_("This participant is struck out already. Nothing was changed.")),
    "not_struck": Entry(409, N_("This participant is not struck out. Nothing was changed. Open the casebook again.")),
    "strike_not_asked": Entry(
        409, N_("Nothing is asked about this participant now. Nothing was changed. Open the casebook again.")
    ),
    "check_refused": Entry(422, N_("A value cannot be right. Nothing was saved; everything typed is kept.")),
    # what people meet
    "not_found": Entry(404, N_("There is nothing here that you may see. Check the address or go back.")),
    "not_permitted": Entry(403, N_("Your role does not allow this. Nothing was changed.")),
    "expired": Entry(401, N_("You were signed out. Typed values are kept. Enter your password to go on.")),
    "no_such_items": Entry(422, N_("The form names items that this page does not have: %(items)s. Nothing was saved.")),
    "duplicate_request": Entry(409, N_("This request was already used for something else. Open the page again.")),
    "not_empty": Entry(409, N_("Something was done in this database before. The demonstration needs an empty one.")),
    "malformed": Entry(422, N_("The form was not understood. Nothing was saved. Open the page again.")),
    "nul": Entry(
        422,
        N_("The form holds a character that cannot be stored. Nothing was saved. Send the form again without it."),
    ),
    "page_marked": Entry(
        422,
        N_("This page is struck out or marked as not done. Nothing was saved; restore it first, then enter values."),
    ),
    "file_large": Entry(
        413, N_("The file is larger than 20 MB. Nothing was saved. Make it smaller and choose it again.")
    ),
    "file_kind": Entry(422, N_("The file is not a PDF, PNG or JPEG. Nothing was saved. Choose another file.")),
    "range_rows": Entry(
        422, N_("Some cells of the table are not right. Nothing was proposed; everything typed is kept. Correct them.")
    ),
    "range_conflict": Entry(
        409,
        N_(
            "%(range)s would hold beside the approved %(other)s, and neither is the exception."
            " Nothing was approved. End that one first, or decline this one."
        ),
    ),
    "range_step": Entry(
        409, N_("This range was decided or ended meanwhile. Nothing was changed. Open the list again and look at it.")
    ),
    "range_last": Entry(
        422, N_("The last day lies before the first day of the range. Nothing was changed. Choose another day.")
    ),
    "range_none": Entry(422, N_("No range was ticked. Nothing was changed. Tick those you mean.")),
    "range_last_owed": Entry(
        422, N_("No day was given on which the range holds last. Nothing was changed. Give the day and a reason.")
    ),
    "derived_held": Entry(
        403,
        N_("This correction would change derived values on frozen or locked pages: %(pages)s. Nothing was changed."),
    ),
    "revision_held": Entry(
        409,
        N_(
            "This revision would change derived values on frozen or locked pages: %(pages)s. Nothing was published, and"
            " your verdict was not recorded. Open these pages first, or decline the revision."
        ),
    ),
    # people and access
    "sign_in_failed": Entry(
        401, N_("The user name or the password is not right. Try again, or ask the administrator for a new password.")
    ),
    "sign_in_owed": Entry(401, N_("You are not signed in. Sign in to go on.")),
    "locked_out": Entry(
        401,
        N_(
            "Too many wrong passwords. The account is locked for %(minutes)s more minutes, even for the right one."
            " Wait, or ask the administrator."
        ),
    ),
    "temporary_password": Entry(
        403, N_("This password was set by somebody else. Sign in on the web and choose your own first.")
    ),
    "password_wrong": Entry(422, N_("The present password is not right. Nothing was changed. Type it again.")),
    "password_short": Entry(422, N_("The new password is too short. Nothing was changed. Use %(least)s characters.")),
    "password_long": Entry(422, N_("The new password is too long. Nothing was changed. Use at most %(most)s.")),
    "password_user_name": Entry(
        422, N_("The new password is the user name. Nothing was changed. Choose something else.")
    ),
    "password_common": Entry(
        422,
        N_("The new password is easy to guess. Nothing was changed. Choose a few words that do not belong together."),
    ),
    "password_used_before": Entry(
        422, N_("This password was used before. Nothing was changed. Choose one unlike your last %(kept)s.")
    ),
    "password_differs": Entry(422, N_("The two new passwords differ. Nothing was changed. Type both again.")),
    "statement_owed": Entry(403, N_("The statement was not accepted. Accept it to go on.")),
    "name_unfit": Entry(
        422,
        N_(
            "%(name)s cannot be a user name. Nobody was added. Use 2 to 32 letters a to z, digits, dots, hyphens"
            " or underscores, and begin with a letter."
        ),
    ),
    "name_taken": Entry(
        422,
        N_(
            "The user name %(name)s is or was somebody's. Nobody was added. User names are never used again:"
            " choose another."
        ),
    ),
    "no_full_name": Entry(422, N_("The name is missing. Nobody was added. Give the name that a signature shows.")),
    "no_such_person": Entry(422, N_("Nobody has the user name %(name)s. Nothing was changed. Check the spelling.")),
    "no_such_site": Entry(422, N_("There is no site %(site)s. Nothing was changed. Check the code.")),
    "no_such_grant": Entry(422, N_("There is no role number %(number)s. Nothing was changed.")),
    "no_such_timezone": Entry(
        422, N_("There is no time zone %(zone)s. Nothing was changed. Use a name such as Asia/Shanghai.")
    ),
    "no_training": Entry(
        422, N_("No training is recorded. The role was not given. Give the day of the training, today or earlier.")
    ),
    "role_in_past": Entry(422, N_("The day lies in the past. Nothing was changed. Choose today or a later day.")),
    "role_ends_early": Entry(422, N_("The role would end before it begins. Nothing was changed. Check the days.")),
    "role_held": Entry(422, N_("%(name)s has this role already. Nothing was changed.")),
    "roles_clash": Entry(
        422,
        N_(
            "One person cannot be %(one)s and %(other)s at the same time. Nothing was changed. End the other role first."
        ),
    ),
    "role_ended": Entry(422, N_("This role has an end already. Nothing was changed.")),
    "own_role": Entry(403, N_("Nobody changes roles of their own. Nothing was changed. Ask another administrator.")),
    "own_account": Entry(
        403, N_("This is your own account. Nothing was changed. Ask another administrator, or change your password.")
    ),
    "person_inactive": Entry(422, N_("%(name)s is not active. Nothing was changed. Activate the account first.")),
    "active_already": Entry(422, N_("The account of %(name)s is in that state already. Nothing was changed.")),
    "reason_owed": Entry(422, N_("The reason is missing. Nothing was changed. Say why.")),
    "site_exists": Entry(
        422, N_("The code or the prefix of site %(site)s is in use. Nothing was changed. Choose others.")
    ),
    "form_expired": Entry(
        400, N_("This form was opened before you last signed in. Nothing was changed. What you typed is below.")
    ),
    # marks, queries, verification, signatures, holds
    "reason_unknown": Entry(
        422, N_("This reason is not one of the study's. Nothing was changed. Choose one of the list.")
    ),
    "words_owed": Entry(422, N_("This needs words of its own. Nothing was changed. Write them.")),
    "not_finished": Entry(409, N_("This page is not finished. Nothing was changed. Open it again.")),
    "marked_already": Entry(409, N_("This is marked so already. Nothing was changed. Open the page again.")),
    "not_marked": Entry(
        409, N_("There is nothing to restore: no such mark stands here. Nothing was changed. Open the page again.")
    ),
    "no_such_place": Entry(
        422, N_("This page has no such group or row: %(place)s. Nothing was changed. Open the page again.")
    ),
    "nothing_to_strike": Entry(
        422, N_("Nothing was ever saved on this page, so there is nothing to strike out. Mark it as not done.")
    ),
    "not_done_items": Entry(
        422,
        N_(
            "These items cannot be marked as not done: %(items)s. Nothing was changed. Enter a value, or mark the"
            " page as not done."
        ),
    ),
    "visit_recorded": Entry(
        422,
        N_(
            "Something is recorded on every page of this visit. Nothing was changed. Mark single pages as not done,"
            " or strike them out."
        ),
    ),
    "visit_scheduled": Entry(
        422, N_("Only unscheduled visits are added by hand. Nothing was added. The schedule brings the others.")
    ),
    "page_once": Entry(422, N_("This form is filled once at a visit. Nothing was added. Open the page there is.")),
    "visit_exists": Entry(409, N_("There is such a visit already. Nothing was added. Open the existing one.")),
    "query_automatic": Entry(403, N_("Only the system does this, when the value changes. Nothing was changed.")),
    "query_step": Entry(
        409, N_("This query has moved on, and this is no longer possible. Nothing was changed. Open it again.")
    ),
    "query_role": Entry(
        403, N_("You may not do this: this step of a query belongs to another role. Nothing was changed.")
    ),
    "query_investigator_only": Entry(
        403, N_("You may not do this: this query is for an investigator. Nothing was changed. Tell the investigator.")
    ),
    "query_own_answer": Entry(
        403, N_("Nobody closes a query they answered themselves. Nothing was changed. Somebody else must.")
    ),
    "own_entry": Entry(403, N_("Nobody verifies what they entered themselves. No mark was set. Another monitor must.")),
    "nothing_ticked": Entry(
        422,
        N_(
            "No item is ticked. No mark was set. Tick what agrees with the source, or verify all items of the page at once."
        ),
    ),
    "verify_unfinished": Entry(
        409, N_("This page is not finished. No mark was set. Verify it once the site has released it.")
    ),
    "verify_changed": Entry(
        409, N_("These items changed after you opened the page: %(items)s. No mark was set. Look at them again.")
    ),
    # deviations and alerts
    "notice_step": Entry(
        409, N_("This notice has moved on, and this is no longer possible. Nothing was changed. Open it again.")
    ),
    "notice_role": Entry(
        403, N_("You may not do this: this step of a notice belongs to another role. Nothing was changed.")
    ),
    "dismiss_major": Entry(
        403,
        N_(
            "Only an investigator says that a major deviation is none. Nothing was changed. File it, or ask the"
            " investigator."
        ),
    ),
    "no_such_category": Entry(
        422, N_("This is not a category of the deviation log. Nothing was proposed. Choose one of the list.")
    ),
    "deviation_words": Entry(
        422,
        N_("The deviation log cannot keep these words as they are. Nothing was filed. Shorten them to plain text."),
    ),
    "no_deviation_log": Entry(
        409,
        N_(
            "There is no page of the deviation log to file it in. Nothing was changed. Restore the log, or dismiss the"
            " draft."
        ),
    ),
    "sign_identify": Entry(403, N_("Your password was not checked just now. Nothing was signed. Enter it again.")),
    "sign_statement": Entry(
        403,
        N_(
            "You have not accepted that your electronic signature equals your handwritten one. Nothing was signed."
            " Accept it first."
        ),
    ),
    "sign_meaning": Entry(
        422, N_("This is not a meaning of a signature in this study. Nothing was signed. Choose one of the list.")
    ),
    "sign_changed": Entry(
        409, N_("Something changed after it was shown to you. Nothing was signed. Read it again, then sign.")
    ),
    "sign_unfinished": Entry(
        409, N_("A page is not finished. Nothing was signed. Finish it, or mark it as not done, then sign.")
    ),
    "sign_open_queries": Entry(
        409, N_("There are queries that are not closed. The casebook was not signed. Settle them, then sign.")
    ),
    "sign_explain": Entry(
        422,
        N_(
            "%(count)s of the questions to the signer have no explanation. Nothing was signed. Choose one for each, with"
            " words where they are wanted, and enter your password again."
        ),
    ),
    "sign_nothing": Entry(422, N_("Nothing is recorded here. Nothing was signed.")),
    "sign_no_page": Entry(
        422, N_("In this study this page is signed with its visit. Nothing was signed. Sign the visit.")
    ),
    "signature_of_another": Entry(
        403, N_("You may withdraw only your own signature. Nothing was changed. Ask the person who signed.")
    ),
    "signature_withdrawn": Entry(409, N_("This signature was withdrawn before. Nothing was changed.")),
    "hold_step": Entry(
        409,
        N_(
            "It is in that state already, or something wider holds it. Nothing was changed. Look at what holds it, and change"
            " that."
        ),
    ),
    # lock and redaction
    "lock_gaps": Entry(
        409, N_("%(count)s gaps remain before lock. Nothing was locked. Close each of them, or say why it may stay.")
    ),
    "locked_already": Entry(409, N_("The study is locked already. Nothing was changed.")),
    "not_locked": Entry(409, N_("Not all of these pages are locked. Nothing was requested. Choose locked pages.")),
    "request_pending": Entry(
        409, N_("Another request waits for a decision. Nothing was requested. Decide it, or withdraw it first.")
    ),
    "request_decided": Entry(409, N_("This request is decided already. Nothing was changed. Open it again.")),
    "withdraw_other": Entry(
        403, N_("Only the person who asked may withdraw a request. Nothing was changed. Approve or decline it.")
    ),
    "approved_already": Entry(409, N_("You have decided on this request already. Nothing was changed.")),
    "redact_asker": Entry(
        403, N_("The person named may not ask for a redaction. Nothing was changed. Name who asked for it.")
    ),
    "redact_nothing": Entry(
        422, N_("There is no such text to remove, or it is gone already. Nothing was changed. Check the place.")
    ),
    "redact_plain": Entry(
        409,
        N_(
            "This text was written before texts of its kind could be removed: the trail covers its very words."
            " Nothing was changed. Keep lists and exports that show it from whoever need not see it."
        ),
    ),
    # why the gate refused: code from access.rules.refusal; the other permissions use the last sentence
    "not_permitted.page.sign": Entry(403, N_("You may not do this: only an investigator of this site signs.")),
    "not_permitted.casebook.sign": Entry(
        403, N_("You may not do this: only the principal investigator of this site signs a casebook.")
    ),
    "not_permitted.data.enter": Entry(
        403, N_("You may not do this: only staff of this site enter and correct data. Nothing was changed.")
    ),
    "not_permitted.data.view": Entry(
        403, N_("You may not see this: your role has no view of participants' data. Ask the administrator.")
    ),
    "not_permitted.verify.mark": Entry(403, N_("You may not do this: only a monitor verifies against the source.")),
    "not_permitted.role": Entry(
        403, N_("You may not do this: it takes another role (%(roles)s). Nothing was changed.")
    ),
    "no_role": Entry(403, N_("You have no role in this study today. Ask the administrator.")),
}

_GUARD = re.compile(r"edc:([a-z_]+)")


class Refusal(Exception):
    """Something was asked that cannot be done. Nothing was changed."""

    def __init__(self, code: str, /, **params: object) -> None:
        self.code = code
        self.params = {name: str(value) for name, value in params.items()}
        super().__init__(self.text % self.params)

    @property
    def entry(self) -> Entry:
        return CATALOGUE[self.code]

    @property
    def status(self) -> int:
        return self.entry.status

    @property
    def text(self) -> str:
        return self.entry.text


def refusal_from(error: BaseException) -> Refusal | None:
    """The refusal a guard of the database meant, or ``None`` if it was not a guard."""
    found = _GUARD.search(str(error))
    return Refusal(found[1]) if found and found[1] in CATALOGUE else None
