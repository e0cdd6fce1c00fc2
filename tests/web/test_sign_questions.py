"""The signing dialog asks what only the signer is asked, and keeps what was typed."""

from __future__ import annotations

import pytest
from flask import Flask
from lxml import html

from edc.db import Database
from edc.exchange.whole import altered
from edc.study.definition import Check, Choice, Codelist, Item
from tests.acts.story import begin, enter, page_of, story_study, study_with
from tests.acts.test_sign_explanations import study
from tests.people import PASSWORD
from tests.web.record import browser, form, tree, words

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def test_each_question_is_listed_with_both_values_and_takes_one_explanation(
    app: Flask, study_database: Database
) -> None:
    """Chen Jie is told what contradicts what; without an explanation nothing is signed and her words stay (REQ-44)."""
    subject = begin(study_database, study=study())
    enter(study_database, page_of(study_database, subject, "SCN", "DM"), {"WEIGHT": "45"})
    ending = page_of(study_database, subject, "LOG", "DS")
    enter(study_database, ending, {"DSDECOD": "COMPLETED"})
    chen_jie, path = browser(app, "chen.jie"), f"/pages/{ending.id}/sign"
    page = tree(chen_jie, path)
    question = words(chen_jie.get(path).text)
    assert "Completed in spite of a low weight" in question
    assert "DSDECOD COMPLETED" in question and "DM · WEIGHT 45" in question
    name = page.xpath("//select[starts-with(@name, 'explain/')]/@name")[0]
    said = name.replace("explain/", "words/", 1)
    sent = form(page, path) | {"name": "chen.jie", "password": PASSWORD, "meaning": "responsible"}
    refused = chen_jie.post(path, data=sent | {name: "explained"})
    assert refused.status_code == 422 and "Nothing was signed" in refused.text
    again = html.document_fromstring(refused.text)
    assert again.xpath("//option[@value='explained' and @selected]")
    assert again.xpath("//input[@name='meaning' and @value='responsible' and @checked]")
    assert again.xpath("//main//input[@name='name']/@value") == ["chen.jie"]
    half = chen_jie.post(path, data=sent | {said: "After dialysis"})
    assert half.status_code == 422 and "After dialysis" in half.text
    signed = chen_jie.post(path, data=sent | {name: "explained", said: "After dialysis"})
    assert signed.status_code == 303 and "explain/" not in chen_jie.get(path).text
    listed = words(chen_jie.get("/queries?state=all").text)
    assert "DSDECOD" in listed and "After dialysis" in listed
    trail = words(chen_jie.get(f"/participants/{subject.id}/trail").text)
    assert "value confirmed" in trail and "After dialysis" in trail


def test_a_computed_answer_stands_beside_and_says_where_it_differs(app: Flask, study_database: Database) -> None:
    """DS says yes, the record says no: both in one line, marked with a sign and a word; unknown is said so (trial 0.3)."""
    plain = story_study()
    ending = plain.form_by_name["DS"]
    group = ending.groups[0]
    codes = Codelist(oid="YN", choices=(Choice(code="Y", label={"en": "Yes"}), Choice(code="N", label={"en": "No"})))
    answer = altered(group.items[0], type="choice", codelist="YN")
    computed = Item(
        oid="I.REC",
        name="REC",
        label={"en": "by the record"},
        type="derived",
        value='"Y" if DM.WEIGHT > 50 else "N"',
        result="text",
        codelist="YN",
        beside="DSDECOD",
    )
    check = Check(id="S1", when="DSDECOD != REC", message={"en": "Differs"}, at="sign", items=("DSDECOD",))
    form = altered(ending, groups=(altered(group, items=(answer, computed)),), checks=(check,))
    forms = tuple(form if one.name == "DS" else one for one in plain.forms)
    subject = begin(study_database, study=study_with(plain, forms=forms, codelists=(codes,)))
    page = page_of(study_database, subject, "LOG", "DS")
    enter(study_database, page, {"DSDECOD": "Y"})
    chen_jie = browser(app, "chen.jie")
    (line,) = tree(chen_jie, f"/pages/{page.id}").xpath("//*[@id='item-REC']")
    assert line.xpath(".//output/@data-empty") == ["not known"] and line.xpath(".//*[@data-differs][@hidden]")
    enter(study_database, page_of(study_database, subject, "SCN", "DM"), {"WEIGHT": "45"})
    (line,) = tree(chen_jie, f"/pages/{page.id}").xpath("//*[@id='item-REC']")
    assert " ".join(line.text_content().split()).startswith("by the record: No") and "differs" in line.text_content()
    assert not line.xpath(".//*[@data-differs][@hidden]")
    assert "DSDECOD Yes · by the record: No" in words(chen_jie.get(f"/pages/{page.id}/sign").text)
