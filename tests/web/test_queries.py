"""Queries on screen: found, answered, corrected, closed, and by whom not."""

from __future__ import annotations

import pytest
from flask import Flask

from edc.acts.answer_query import answer_query
from edc.acts.raise_query import raise_query
from edc.acts.reasons import Reason
from edc.casebook.reading import PageRef
from edc.db import Database, rows
from tests.people import actor
from tests.web.record import browser, enter, form, page_at, participant, tree, words

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def vital(study_database: Database) -> PageRef:
    """The vital signs of week 4 of YA-001, with a plausible pressure."""
    page = page_at(study_database, participant(study_database), "W4", "VS")
    enter(study_database, page, SBP="131", DBP="84")
    return page


def asked(database: Database, page: PageRef, text: str = "Source says 113. Compare.", path: str = "SBP") -> int:
    """A query that the monitor Zhao Rui raised."""
    return raise_query(database, actor("zhao.rui"), page, path, text, request_key=None)


def answered(database: Database, page: PageRef, text: str = "131 is right") -> int:
    query = asked(database, page)
    answer_query(database, actor("li.wen"), query, Reason("", text), request_key=None)
    return query


def state(database: Database, query: int) -> str:
    with database.reading() as connection:
        sql = "SELECT state FROM query_event WHERE query = ? ORDER BY n DESC LIMIT 1"
        found: str = rows(connection, sql, (query,))[0][0]
    return found


def stored(database: Database, page: PageRef, path: str = "SBP") -> list[tuple[str, str | None]]:
    with database.reading() as connection:
        sql = "SELECT new, reason FROM item_change WHERE page = ? AND path = ? ORDER BY seq"
        return [tuple(row) for row in rows(connection, sql, (page.id, path))]


def test_the_site_sees_open_queries_and_the_monitor_answered_ones(
    app: Flask, study_database: Database, vital: PageRef
) -> None:
    """Each looks first at what waits for them; the chips carry the counts (B.4.18)."""
    asked(study_database, vital, "Was it taken sitting?")
    answered(study_database, vital)
    site, monitor = tree(browser(app, "li.wen"), "/queries"), tree(browser(app, "zhao.rui"), "/queries")
    assert "Was it taken sitting?" in site.text_content() and "131 is right" not in site.text_content()
    assert "131 is right" in monitor.text_content() and "Was it taken sitting?" not in monitor.text_content()
    chips = site.xpath("//a[@aria-current='true'][contains(@class, 'filter')]")
    assert [" ".join(chip.text_content().split()) for chip in chips] == ["Open 1"]


def test_filters_stand_in_the_address_and_go_along_to_the_thread(
    app: Flask, study_database: Database, vital: PageRef
) -> None:
    """A list narrowed to edit checks of one participant keeps its filters when a query is opened."""
    asked(study_database, vital)
    enter(study_database, vital, SBP="201")
    page = tree(browser(app, "li.wen"), "/queries?kind=check&participant=YA-001&whom=nonsense")
    links = page.xpath("//table[contains(@class, 'queries')]//a/@href")
    assert len(links) == 1 and links[0].endswith("?kind=check&participant=YA-001")
    assert "Outside the expected range 80–180 mmHg" in page.text_content()


def test_an_answer_is_kept_and_the_value_is_not_touched(app: Flask, study_database: Database, vital: PageRef) -> None:
    """Li Wen answers in words. A query never changes data (REQ-54)."""
    query = asked(study_database, vital)
    li_wen = browser(app, "li.wen")
    sent = form(tree(li_wen, f"/queries/{query}"), f"/queries/{query}")
    gone = li_wen.post(f"/queries/{query}", data=sent | {"act": "answer", "text": "131 in the source"})
    assert gone.status_code == 303
    assert (state(study_database, query), len(stored(study_database, vital))) == ("answered", 1)
    assert "131 in the source" in words(li_wen.get(f"/queries/{query}").text)


def test_an_answer_without_words_is_refused_and_what_was_asked_stays(
    app: Flask, study_database: Database, vital: PageRef
) -> None:
    """Nothing said is no answer: the sentence says so, the thread stays open."""
    query = asked(study_database, vital)
    li_wen = browser(app, "li.wen")
    sent = form(tree(li_wen, f"/queries/{query}"), f"/queries/{query}")
    refused = li_wen.post(f"/queries/{query}", data=sent | {"act": "answer", "text": "  "})
    assert refused.status_code == 422 and "This needs words of its own." in refused.text
    assert state(study_database, query) == "open"


def test_a_correction_in_the_thread_is_a_save_with_its_reason(
    app: Flask, study_database: Database, vital: PageRef
) -> None:
    """Old and new stand between the messages, the reason is "answer to query" (REQ-27, REQ-38)."""
    query = asked(study_database, vital)
    li_wen = browser(app, "li.wen")
    page = tree(li_wen, f"/queries/{query}")
    sent = form(page, f"/queries/{query}") | {"SBP": "113", "act": "correct"}
    assert li_wen.post(f"/queries/{query}", data=sent).status_code == 303
    assert stored(study_database, vital)[-1] == ('{"v":"113"}', "query")
    cards = tree(li_wen, f"/queries/{query}").xpath("//li[contains(@class, 'said-change')]")
    assert "131 mmHg → 113 mmHg" in " ".join(cards[-1].text_content().split())


def test_a_correction_that_cannot_be_keeps_what_was_typed(app: Flask, study_database: Database, vital: PageRef) -> None:
    """ "12o" is no number: it stands in its field again, and nothing is saved."""
    query = asked(study_database, vital)
    li_wen = browser(app, "li.wen")
    sent = form(tree(li_wen, f"/queries/{query}"), f"/queries/{query}") | {"SBP": "12o", "act": "correct"}
    refused = li_wen.post(f"/queries/{query}", data=sent)
    assert refused.status_code == 422
    assert 'value="12o"' in refused.text and "is not a number" in refused.text
    assert len(stored(study_database, vital)) == 1


def test_a_correction_over_somebody_elses_says_so(app: Flask, study_database: Database, vital: PageRef) -> None:
    """Wang Lei corrected the same item meanwhile: nothing is overwritten (REQ-59)."""
    query = asked(study_database, vital)
    li_wen = browser(app, "li.wen")
    sent = form(tree(li_wen, f"/queries/{query}"), f"/queries/{query}") | {"SBP": "113", "act": "correct"}
    enter(study_database, vital, SBP="115")
    refused = li_wen.post(f"/queries/{query}", data=sent)
    assert refused.status_code == 409 and "saved by somebody else meanwhile" in refused.text
    assert 'value="113"' in refused.text
    assert stored(study_database, vital)[-1][0] == '{"v":"115"}'


def test_a_checks_query_is_confirmed_and_listed_as_closed(app: Flask, study_database: Database, vital: PageRef) -> None:
    """A pressure of 201 was measured again: confirmed, it asks no more (EC, REQ-51)."""
    enter(study_database, vital, SBP="201")
    li_wen = browser(app, "li.wen")
    page = tree(li_wen, "/queries")
    link = page.xpath("//table[contains(@class, 'queries')]//a/@href")[0]
    sent = form(tree(li_wen, link), "/queries/") | {"act": "accept", "text": "Measured again"}
    assert li_wen.post(link, data=sent).status_code == 303
    closed = tree(li_wen, "/queries?state=closed")
    assert "Measured again" in closed.text_content()


def test_the_site_cannot_close_and_the_monitor_cannot_answer(
    app: Flask, study_database: Database, vital: PageRef
) -> None:
    """Steps belong to roles, on the server too (REQ-55)."""
    query = answered(study_database, vital)
    for who, act in (("li.wen", "close"), ("zhao.rui", "answer"), ("wu.gang", "close")):
        client = browser(app, who)
        page = tree(client, f"/queries/{query}")
        assert not page.xpath(f"//button[@value='{act}'][not(@form)][ancestor::section[contains(@class, 'thread')]]")
        token = page.xpath("//input[@name='csrf_token']/@value")[0]
        refused = client.post(f"/queries/{query}", data={"csrf_token": token, "act": act, "text": "x"})
        assert refused.status_code in (403, 409), who
    assert state(study_database, query) == "answered"


def test_a_query_for_the_investigator_is_not_the_coordinators(
    app: Flask, study_database: Database, vital: PageRef
) -> None:
    """Needs the investigator's judgement: Li Wen is told whom to tell, Chen Jie answers."""
    query = raise_query(
        study_database, actor("zhao.rui"), vital, "SBP", "Significant?", audience="investigator", request_key=None
    )
    li_wen, chen_jie = browser(app, "li.wen"), browser(app, "chen.jie")
    assert not tree(li_wen, f"/queries/{query}").xpath("//button[@value='answer']")
    sent = form(tree(chen_jie, f"/queries/{query}"), f"/queries/{query}") | {"act": "answer", "text": "No"}
    assert chen_jie.post(f"/queries/{query}", data=sent).status_code == 303


def test_a_monitor_raises_a_query_and_comes_back_to_the_item(
    app: Flask, study_database: Database, vital: PageRef
) -> None:
    """From the list of items to the form of one, and back to the page."""
    zhao_rui = browser(app, "zhao.rui")
    items = tree(zhao_rui, f"/pages/{vital.id}/queries").xpath("//main//a[contains(@href, 'path=')]/@href")
    assert [link.partition("path=")[2] for link in items] == ["SBP", "DBP"]
    sent = form(tree(zhao_rui, items[1]), f"/pages/{vital.id}/queries")
    gone = zhao_rui.post(f"/pages/{vital.id}/queries", data=sent | {"text": "Second reading?"})
    assert gone.status_code == 303 and gone.location.endswith(f"/pages/{vital.id}#i-DBP")
    assert "Second reading?" in tree(browser(app, "li.wen"), "/queries").text_content()


def test_a_question_without_words_keeps_its_form(app: Flask, study_database: Database, vital: PageRef) -> None:
    """Zhao Rui forgot to say what she asks."""
    zhao_rui = browser(app, "zhao.rui")
    sent = form(tree(zhao_rui, f"/pages/{vital.id}/queries?path=SBP"), f"/pages/{vital.id}/queries")
    refused = zhao_rui.post(f"/pages/{vital.id}/queries", data=sent | {"text": ""})
    assert refused.status_code == 422 and "The reason is missing." in refused.text
    assert 'name="path" value="SBP"' in refused.text


def test_several_queries_are_closed_each_by_its_own_act(app: Flask, study_database: Database, vital: PageRef) -> None:
    """Two answered queries, one reason, two journal rows; sent twice it happens once."""
    queries = [answered(study_database, vital), answered(study_database, vital, "Also right")]
    zhao_rui = browser(app, "zhao.rui")
    sent = form(tree(zhao_rui, "/queries"), "/queries/close")
    data = {**sent, "query": [str(query) for query in queries], "text": "Seen at the visit"}
    assert zhao_rui.post("/queries/close", data=data).status_code == 303
    zhao_rui.post("/queries/close", data=data)
    assert [state(study_database, query) for query in queries] == ["closed", "closed"]
    with study_database.reading() as connection:
        assert rows(connection, "SELECT count(*) FROM journal WHERE name = 'close_query'")[0][0] == 2


def test_closing_leaves_out_another_sites_query_and_says_so(
    app: Flask, study_database: Database, vital: PageRef
) -> None:
    """Zhao Rui is no monitor of KM: its query is not there for her, and the attempt is on record (REQ-04)."""
    own = answered(study_database, vital)
    elsewhere = page_at(study_database, participant(study_database, "KM"), "W4", "VS")
    enter(study_database, elsewhere, SBP="131")
    foreign = raise_query(study_database, actor("sun.yan"), elsewhere, "SBP", "Sure?", request_key=None)
    zhao_rui = browser(app, "zhao.rui")
    sent = form(tree(zhao_rui, "/queries"), "/queries/close")
    answer = zhao_rui.post("/queries/close", data={**sent, "query": [str(own), str(foreign)]})
    assert answer.status_code == 404 and f"Query {foreign}: There is nothing here" in answer.text
    assert (state(study_database, own), state(study_database, foreign)) == ("closed", "open")
    with study_database.reading() as connection:
        assert rows(connection, "SELECT count(*) FROM access_event WHERE kind = 'refused' AND person = 'zhao.rui'")[0][
            0
        ]


def test_a_monitor_of_another_site_finds_neither_list_nor_thread(
    app: Flask, study_database: Database, vital: PageRef
) -> None:
    """Queries of KM are not Zhao Rui's to see (REQ-04)."""
    page = page_at(study_database, participant(study_database, "KM"), "W4", "VS")
    enter(study_database, page, SBP="131")
    query = raise_query(study_database, actor("sun.yan"), page, "SBP", "Only for Kunming", request_key=None)
    zhao_rui = browser(app, "zhao.rui")
    assert "Only for Kunming" not in tree(zhao_rui, "/queries?state=all").text_content()
    assert zhao_rui.get(f"/queries/{query}").status_code == 404
    assert zhao_rui.get(f"/pages/{page.id}/queries?path=SBP").status_code == 404


def test_an_identifying_value_is_masked_in_list_and_thread(
    app: Flask, study_database: Database, vital: PageRef
) -> None:
    """The birth date is not shown to a monitor, before and after its correction (REQ-60)."""
    page = page_at(study_database, vital.subject, "SCN", "DM")
    enter(study_database, page, BRTHDT="1974-05-06")
    query = asked(study_database, page, "Compare with the identity card", "BRTHDT")
    enter(study_database, page, BRTHDT="1974-06-05")
    shown = tree(browser(app, "zhao.rui"), f"/queries/{query}?state=all").text_content()
    assert "masked" in shown and "1974" not in shown
    assert "1974-06-05" in tree(browser(app, "li.wen"), f"/queries/{query}").text_content()
