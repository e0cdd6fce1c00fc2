"""What the reading of ODM metadata has to say: a sentence for every code of ``study.odm.report``."""

from __future__ import annotations

from edc.errors import N_

ODM_TEXTS: dict[str, str] = {
    "odm_not_odm": N_("The root element is %(found)s, not ODM."),
    "odm_version": N_("ODM %(found)s is not read; these are: %(understood)s."),
    "odm_too_deep": N_("The elements are nested more than %(limit)s levels deep."),
    "odm_no_study": N_("The file has no Study with a MetaDataVersion."),
    "odm_no_forms": N_("The file defines no form: there is nothing to collect."),
    "odm_no_oid": N_("A %(element)s has no OID."),
    "odm_long_oid": N_("The OID “%(oid)s” of %(element)s is longer than %(limit)s characters."),
    "odm_twice": N_("%(element)s “%(oid)s” is defined twice, and differently."),
    "odm_unknown": N_("%(element)s refers to “%(oid)s” (%(attribute)s), which is not defined."),
    "odm_loop": N_("MetaDataVersion “%(oid)s” includes itself."),
    "odm_invalid": N_("%(where)s: %(message)s"),
    "odm_kept_text": N_("Text that was kept from a file is not XML any more: %(text)s"),
    "odm_study": N_("Study %(oid)s, version %(version)s."),
    "odm_event": N_("Event %(oid)s is %(name)s."),
    "odm_form": N_("Form %(oid)s is %(name)s."),
    "odm_group": N_("Group %(oid)s with %(items)s items."),
    "odm_item": N_("Item %(oid)s of type %(type)s."),
    "odm_codelist": N_("Codelist %(oid)s with %(choices)s members."),
    "odm_unit": N_("Unit %(oid)s is %(unit)s."),
    "odm_name_missing": N_("%(element)s %(oid)s has no name; its OID stands for it."),
    "odm_assumed": N_("%(attribute)s of %(element)s %(oid)s is “%(found)s”; it was read as %(value)s."),
    "odm_data_type": N_("Item %(oid)s is of type %(data_type)s; it was read as %(type)s."),
    "odm_language": N_("A text of %(element)s %(oid)s names no language; it was read as %(language)s."),
    "odm_translation": N_("%(element)s %(oid)s has no text in %(languages)s; the first language fills it."),
    "odm_hard": N_("The hard range of %(oid)s (%(check)s) asks here, it does not refuse."),
    "odm_check": N_("A range check of %(oid)s (%(check)s) became a check that asks: %(expression)s"),
    "odm_conditional": N_(
        "%(oid)s stands under condition %(condition)s, which is not run: it is always shown and not owed."
    ),
    "odm_no_visits": N_("The file has no visits; one unscheduled visit was added, and is left out again on export."),
    "odm_not_in_protocol": N_("Event %(oid)s is not in the Protocol; it comes last."),
    "odm_not_scheduled": N_("No event asks for form %(oid)s."),
    "odm_referred_twice": N_("%(element)s %(oid)s is referred to twice in one place; it was taken once."),
    "odm_repeated": N_("%(element)s %(oid)s is defined twice alike; it was taken once."),
    "odm_alias_twice": N_("The alias context %(context)s of %(element)s %(oid)s stands twice; one became %(new)s."),
    "odm_included": N_("The definitions of MetaDataVersion %(oid)s were taken over."),
    "odm_versions": N_("Of %(number)s versions, the last was read: %(oid)s."),
    "odm_kept": N_("%(element)s %(oid)s is kept as text for the way back."),
    "odm_attributes": N_("%(attributes)s of %(element)s %(oid)s are kept for the way back."),
    "odm_expression": N_("An expression of %(element)s %(oid)s in %(context)s is kept and never run."),
    "odm_method": N_("Item %(oid)s is computed by method %(method)s elsewhere; here it is entered."),
    "odm_units": N_("Further units of %(oid)s cannot be chosen, since no factor is known: %(units)s."),
    "odm_range": N_("A range check of %(oid)s cannot be said here: %(check)s"),
    "odm_empty_group": N_("Group %(oid)s has no items; its words joined the notes of the form."),
    "odm_unused": N_("%(element)s %(oid)s is used by no form; it is kept as text."),
    "odm_skipped": N_("%(element)s %(oid)s is no part of a study definition; it was skipped."),
}
