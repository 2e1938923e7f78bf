"""The pages: they work without scripts, keep what was typed, and show each what he may do."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from tests.service.drafts.conftest import CASE_EQUIPMENT, CHANGED, KEY, NOW, POLICY, TODAY

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")


def fields_of(page: str) -> dict[str, Any]:
    """What the form of an item would send."""
    from html import unescape

    form = page.partition('id="draft"')[2].partition("</form>")[0]
    given = {
        name: unescape(value)
        for name, value in re.findall(r'<input[^>]*name="([a-z_]+)" value="([^"]*)"', form)
        if name != "settled"
    }
    given |= {
        name: unescape(text)
        for name, text in re.findall(r'<textarea[^>]*name="([a-z_]+)"[^>]*>([^<]*)</textarea>', form)
    }
    for name, inside in re.findall(r'<select[^>]*name="([a-z_]+)">(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inside) or re.search(r'<option value="([^"]*)"', inside)
        given[name] = chosen[1] if chosen else ""
    return given


@pytest.fixture
def staff(enter: Callable[[Any], Any], person: Callable[..., Any], desk: Any) -> Any:
    """A browser of an officer who is not the one who began."""
    return enter(person("officer", name="王审"))


def test_from_the_list_to_an_accepted_item(staff: Any, desk: Any) -> None:
    listed = staff.get("/desk/").content.decode()
    assert f"/desk/{KEY}/" in listed and "审了 0 / 3 项" in listed
    page = staff.get(f"/desk/{KEY}/").content.decode()
    assert page.index("一/（二）") < page.index("一/（一）") and "审下一项" in page
    one = desk.items.get(own="1.1")
    shown = staff.get(f"/desk/item={one.pk}").content.decode()
    assert "单个企业最高不超过300万元" in shown and "装载器接受" in shown and "谁可以享受" in shown
    given = fields_of(shown)
    assert (
        given["values"] == "rate: 0.2\ncap: 3_000_000"
        and given["formula"] == "min(rd_expense * rate, cap)"
        and given["promise"] == "at_most"
    )
    assert "rd_expense" in given["cases"]  # a case to fill in
    left = staff.post(f"/desk/item={one.pk}", {**given, "accept": "1", "cases": CASE_EQUIPMENT})
    assert left.status_code == 422 and "还没有定" in left.content.decode() and "比例之内" in left.content.decode()
    done = staff.post(
        f"/desk/item={one.pk}", {**given, "accept": "1", "settled": ["0"], "cases": CASE_EQUIPMENT}, follow=True
    )
    assert "已接受" in done.content.decode() and done.redirect_chain[0][0].startswith("/desk/item=")
    one.refresh_from_db()
    assert one.state == "accepted" and one.decided_by == "王审"


def test_figures_are_typed_as_people_write_them(staff: Any, desk: Any) -> None:
    one = desk.items.get(own="1.1")
    given = fields_of(staff.get(f"/desk/item={one.pk}").content.decode())
    told = {
        **given,
        "values": "rate：20%\ncap: 300万元",
        "when": 'within(registered_region, "330100")',
        "settled": ["0"],
        "cases": "",
        "accept": "1",
    }
    assert staff.post(f"/desk/item={one.pk}", told).status_code == 302
    one.refresh_from_db()
    assert (
        one.state == "corrected"
        and "rate: 0.2\n    cap: 3_000_000\n" in one.text
        and '- within(registered_region, "330100")' in one.text
    )


def test_the_live_check_tells_what_the_loader_and_the_cases_say(staff: Any, desk: Any) -> None:
    one = desk.items.get(own="1.1")
    given = fields_of(staff.get(f"/desk/item={one.pk}").content.decode())
    part = staff.post(
        f"/desk/item={one.pk}/check", {**given, "cases": CASE_EQUIPMENT}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in part and part.count("符合</span>") == 2 and "装载器接受" in part
    wrong = staff.post(
        f"/desk/item={one.pk}/check", {**given, "formula": "min(rd_expens * rate, cap)"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "rd_expense" in wrong and "处要改" in wrong
    whole = staff.post(
        f"/desk/item={one.pk}/check", {**given, "cases": CASE_EQUIPMENT.replace("200_000", "1")}
    ).content.decode()
    assert "<html" in whole and "算得 200000" in whole and "at_most: 1}" in whole
    one.refresh_from_db()
    assert one.version == 1


def test_the_second_of_two_is_told_what_changed_and_keeps_what_was_typed(
    staff: Any, desk: Any, enter: Callable[[Any], Any], person: Callable[..., Any]
) -> None:
    one = desk.items.get(own="1.1")
    other = enter(person("reviewer", name="李先"))
    mine = fields_of(staff.get(f"/desk/item={one.pk}").content.decode())
    theirs = fields_of(other.get(f"/desk/item={one.pk}").content.decode())
    assert other.post(f"/desk/item={one.pk}", {**theirs, "title": "装备更新补助", "save": "1"}).status_code == 302
    typed = {**mine, "title": "工坊装备补助", "settled": ["0"], "cases": CASE_EQUIPMENT, "accept": "1"}
    told = staff.post(f"/desk/item={one.pk}", typed)
    page = told.content.decode()
    assert told.status_code == 409 and "李先" in page and "<ins>" in page
    assert (
        fields_of(page)["title"] == "工坊装备补助"
        and "比例之内" in fields_of(page)["cases"]
        and fields_of(page)["version"] == "2"
    )
    assert staff.post(f"/desk/item={one.pk}", {**fields_of(page), "settled": ["0"], "accept": "1"}).status_code == 302
    one.refresh_from_db()
    assert "工坊装备补助" in one.text and one.decided_by == "王审"


def test_a_new_version_shows_old_and_new(staff: Any, review: Any, bring: Callable[..., Any]) -> None:
    bring(CHANGED)
    assert "原文有了第 2 版" in staff.get(f"/desk/{KEY}/").content.decode()
    page = staff.post(f"/desk/{KEY}/=refresh", follow=True).content.decode()
    assert "1 项没有变，不再问；2 项原文改了" in page
    shown = staff.get(f"/desk/item={review.items.get(own='1.1').pk}").content.decode()
    assert "<del>3</del><ins>4</ins>00万元" in shown and "新的初稿与你存的不同在哪里" in shown


def test_two_people_publish_and_withdraw_through_the_pages(
    review: Any, enter: Callable[[Any], Any], person: Callable[..., Any], committed: Callable[[], Any]
) -> None:  # fmt: skip
    first, second = enter(person("reviewer", name="甲")), enter(person("reviewer", name="乙"))
    assert "算例都符合" in first.get(f"/desk/{KEY}/=propose").content.decode()
    made = first.post(f"/desk/{KEY}/=propose", {"note": "封顶核对过"})
    where = made["Location"]
    assert "要另一位复核员" in first.get(where).content.decode()
    refused = first.post(where, {"approve": "1"})
    assert refused.status_code == 403 and "不能复核自己提的" in refused.content.decode()
    assert (
        "封顶核对过" in second.get("/desk/").content.decode() and "核对过了，发布" in second.get(where).content.decode()
    )
    assert second.post(where, {"return": "1", "reason": ""}).status_code == 422
    with committed():
        done = second.post(where, {"approve": "1"}, follow=True)
    assert "已发布第 1 版" in done.content.decode()
    assert second.get(f"/policies/{KEY}/").status_code == 200
    with committed():
        second.post(f"/desk/{KEY}/=withdraw", {"reason": "原文废止"})
    assert second.get(f"/policies/{KEY}/").status_code == 404


def test_a_folder_goes_out_and_comes_in(review: Any, staff: Any) -> None:
    from luodi.service.drafts.models import Desk

    sent = staff.get(f"/desk/{KEY}/=folder.zip")
    assert sent["Content-Type"] == "application/zip"
    data = sent.content
    Desk.objects.filter(pk=review.pk).update(title="被改过")
    held = io.BytesIO(data)
    held.name = "workshop-policy.zip"
    page = staff.post("/desk/import", {"folder": held}, follow=True).content.decode()
    assert "已导入，3 项。" in page and "这一条在导入的文件夹里已编" not in page
    review.refresh_from_db()
    assert review.title == "某某市支持智能制造工坊发展若干措施"
    assert {one.own: (one.state, bool(one.cases)) for one in review.items.all()} == {
        "1.1": ("corrected", True), "1.2": ("corrected", True), "2.1": ("refused", False)}  # fmt: skip
    wrong = io.BytesIO(b"PK nothing")
    wrong.name = "x.zip"
    told = staff.post("/desk/import", {"folder": wrong})
    assert told.status_code == 422 and "ZIP" in told.content.decode()


def test_the_head_is_tried_and_kept(staff: Any, desk: Any) -> None:
    page = staff.get(f"/desk/{KEY}/=head").content.decode()
    assert "in_force:" in page
    given = {"head": desk.head + "lead: 市经济和信息化局\n", "given": desk.given, "version": desk.version}
    assert staff.post(f"/desk/{KEY}/=head", {**given, "check": "1"}).status_code == 200
    assert staff.post(f"/desk/{KEY}/=head", given).status_code == 302
    told = staff.post(f"/desk/{KEY}/=head", {**given, "head": desk.head})
    assert told.status_code == 409 and "别人刚改过" in told.content.decode()
    assert (
        staff.post(f"/desk/{KEY}/=head", {**given, "head": "title: [", "version": desk.version + 1}).status_code == 422
    )


def test_who_may_not_sees_nothing(desk: Any, enter: Callable[[Any], Any], person: Callable[..., Any]) -> None:
    one = desk.items.first()
    addresses = (
        "/desk/",
        "/desk/import",
        f"/desk/{KEY}/",
        f"/desk/item={one.pk}",
        f"/desk/{KEY}/=head",
        f"/desk/{KEY}/=review",
        f"/desk/{KEY}/=folder.zip",
    )
    for who in (None, person(""), person("officer", "510100")):
        browser = enter(who)
        for address in addresses:
            if who is not None and address in {"/desk/", "/desk/import"} and who.posts.exists():
                continue
            assert browser.get(address).status_code == 403, address
        assert browser.post(f"/desk/item={one.pk}/refuse", {"version": "1", "reason": "x"}).status_code == 403
        assert browser.post(f"/desk/{KEY}/=begin").status_code in {403}
    auditor = enter(person("auditor", ""))
    page = auditor.get(f"/desk/item={one.pk}").content.decode()
    assert "你可以看，不能改" in page and "<fieldset disabled>" in page
    assert auditor.post(f"/desk/item={one.pk}", {"version": "1", "accept": "1"}).status_code == 403


REVIEWED = """某某市工坊用电若干措施

一、支持用电。总投资1500万元及以下的项目，给予200万元补助；总投资1500万元以上的项目，给予500万元补助。

二、支持租金。对租用工坊的企业，给予30%补助。
"""


def test_the_consistency_review_as_page_text_and_table(
    bring: Callable[..., Any], enter: Callable[[Any], Any], person: Callable[..., Any]
) -> None:
    bring(REVIEWED, key="zhejiang/hangzhou/power")
    staff = enter(person("officer"))
    page = staff.get("/desk/zhejiang/hangzhou/power/=review").content.decode()
    assert (
        "恰好1500万元时" in page
        and "代价" in page
        and "请问" in page
        and "/documents/zhejiang/hangzhou/power/#1" in page
    )
    high = staff.get("/desk/zhejiang/hangzhou/power/=review?level=high").content.decode()
    assert "恰好1500万元时" in high and high.count("<blockquote") < page.count("<blockquote")
    assert staff.get("/desk/zhejiang/hangzhou/power/=review?level=worst").status_code == 422
    text = staff.get("/desk/zhejiang/hangzhou/power/=review.txt").content.decode()
    assert text.startswith("某某市工坊用电若干措施\n") and "   请问：" in text
    openpyxl = pytest.importorskip("openpyxl", reason="没有装表格的依赖（tables），跳过")
    book = openpyxl.load_workbook(
        io.BytesIO(staff.get("/desk/zhejiang/hangzhou/power/=review.xlsx?level=high").content)
    )
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[1][0] == "级别" and rows[1][-1] == "起草人的答复" and {row[0] for row in rows[2:]} == {"高"}
    clean = staff.get("/api/v1/reviews/zhejiang/hangzhou/power?severity=high").json()
    assert clean["count"] == len(rows) - 2 and clean["items"][0]["question"]


def test_the_api_from_a_document_to_a_published_policy(
    bring: Callable[..., Any], enter: Callable[[Any], Any], person: Callable[..., Any], committed: Callable[[], Any]
) -> None:  # fmt: skip
    from tests.service.drafts.conftest import CASE_REVENUE, REVENUE, settled

    bring(POLICY)
    first, second = enter(person("officer", name="甲")), enter(person("reviewer", name="乙"))

    def send(browser: Any, address: str, **given: Any) -> Any:
        return browser.post(f"/api/v1/drafts{address}", given, content_type="application/json")

    begun = send(first, "", key=KEY)
    assert begun.status_code == 201 and begun.json()["items"] == 3
    at = {one["own"]: one for one in begun.json()["drafts"]}
    for own, text, cases in (("1.1", settled(at["1.1"]["text"]), CASE_EQUIPMENT), ("1.2", REVENUE, CASE_REVENUE)):
        assert send(first, f"/items/{at[own]['id']}/decide", version=1, text=text, cases=cases).status_code == 200
    assert send(first, f"/items/{at['2.1']['id']}/refuse", version=1, reason="另编").json()["state"] == "refused"
    late = send(second, f"/items/{at['2.1']['id']}/refuse", version=1, reason="另编")
    assert late.status_code == 409 and "别人刚改过" in late.json()["detail"]
    made = send(first, "/propose", key=KEY)
    assert made.status_code == 201, made.content.decode()
    assert send(first, f"/proposals/{made.json()['id']}/approve").status_code == 403
    with committed():
        assert send(second, f"/proposals/{made.json()['id']}/approve").json()["number"] == 1
    assert first.get(f"/api/v1/policies/{KEY}").json()["supports"] == 2
    assert first.get("/api/v1/drafts").json()["items"][0]["published"] == 1
    assert first.get(f"/api/v1/drafts/of/{KEY}").json()["decided"] == 3
    assert first.get(f"/api/v1/drafts/proposals/{made.json()['id']}/folder").content[:2] == b"PK"
    assert enter(None).get("/api/v1/drafts").status_code == 403


def test_today_is_written_into_the_proposal(review: Any, officer: Any) -> None:
    from luodi.service.drafts import actions

    made = actions.propose(officer, KEY, "", NOW, TODAY)
    assert "status: reviewed\nchecked: 2026-01-05\n" in made.policy and "to_decide" not in made.policy
