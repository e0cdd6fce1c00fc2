import pytest
from playwright.sync_api import expect
from tests.walk.story import Tale, told
@pytest.mark.parametrize("lang",["en"])
def test_it(new_house, enter, trial, lang):
    h=new_house(); tale=Tale(h,trial)
    li=enter(h,"li.wen",lang)
    li.follow("main a[href='/participants/add'] >> nth=0")
    li.follow("main form button.btn-primary")
    li.page.screenshot(path="/tmp/walkdev/t1.png",full_page=True)
    li.follow("#log-IC .owed__head a")
    v=told("LOG","IC")
    li.fill({k:x for k,x in v.items() if k.startswith("IC/1")})
    li.page.screenshot(path="/tmp/walkdev/t2.png",full_page=True)
    li.page.click("[data-add=IC]")
    li.fill({k:x for k,x in v.items() if k.startswith("IC/2")})
    li.page.screenshot(path="/tmp/walkdev/t3.png",full_page=True)
    li.act("finish")
    li.page.screenshot(path="/tmp/walkdev/t4.png",full_page=True)
    li.follow(".crumbs a >> nth=0")
    li.follow(f"a[href='/pages/{tale.page('SCN','SV').id}']")
    for i,f in enumerate(["SV","DM","VS","RENAL","UACR","UP24"]):
        li.fill(told("SCN",f))
        li.page.wait_for_timeout(300)
        li.page.screenshot(path=f"/tmp/walkdev/t5{f}.png",full_page=True)
        with li.arriving(): li.page.keyboard.press("Control+Enter")
        li.page.screenshot(path=f"/tmp/walkdev/t6{f}.png",full_page=True)
        print(li.page.url)
