"""Pages and API as a visitor without scripts gets them."""

from __future__ import annotations

import json
from typing import Any

import pytest

HANGZHOU = "zhejiang/hangzhou/ai-zone-policy"


@pytest.mark.parametrize(
    "path", ["/", "/about/", "/policies/", f"/policies/{HANGZHOU}/", "/facts/", "/check-up/", "/api/"]
)
def test_every_page_opens_with_strict_headers(client: Any, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = answer.content.decode()
    assert "<script>" not in page
    assert "style=" not in page
    assert "//cdn" not in page


def test_an_address_that_is_none_is_answered_with_where_to_go(client: Any) -> None:
    answer = client.get("/policies/zhejiang/hangzhou/ai-zone-polic/")
    assert answer.status_code == 404
    assert HANGZHOU in answer.content.decode()
    assert client.get("/nope/").status_code == 404


def test_the_list_is_chosen_by_words_region_instrument_and_day(client: Any) -> None:
    page = client.get("/policies/", {"region": "510000", "instrument": "voucher", "on": "2020-01-01"}).content.decode()
    assert "成都市加快人工智能产业发展专项政策" in page
    assert "杭州市" not in page.split("<ul", 1)[1]
    assert "没有这样的政策" in client.get("/policies/", {"words": "没有这个词"}).content.decode()
    assert "没有“2020-13-01”这一天" in client.get("/policies/", {"on": "2020-13-01"}).content.decode()


def test_a_policy_page_says_conditions_sum_and_open_questions(client: Any) -> None:
    page = client.get(f"/policies/{HANGZHOU}/").content.decode()
    for words in ("人工智能应用场景项目资助", "评审入选", "原文未说清", "与原文核对于"):
        assert words in page


def begin(client: Any, region: str = "330100") -> None:
    assert client.post("/check-up/", {"region": region, "on": "2021-06-01"}).status_code == 302


def key_of(client: Any) -> str:
    page: str = client.get("/check-up/").content.decode()
    return page.split('name="key" value="', 1)[1].split('"', 1)[0]


def test_a_check_up_asks_counts_and_takes_back_without_scripts(client: Any) -> None:
    begin(client)
    assert key_of(client) == "things:platform"  # most money hangs on it
    while (key := key_of(client)).startswith("things:"):
        assert client.post("/check-up/tell/", {"key": key, "value": "none"}).status_code == 302
    assert key == "ai_business"
    client.post("/check-up/tell/", {"key": "ai_business", "value": "true"})
    client.post("/check-up/tell/", {"key": "kind", "value": "enterprise"})
    page = client.get("/check-up/").content.decode()
    assert "企业上规模与技术改造支持" in page
    assert "符合的" in page
    client.post("/check-up/take-back/", {"key": "ai_business"})
    assert "ai_business" in client.get("/check-up/", {"ask": "ai_business"}).content.decode()
    client.post("/check-up/take-back/", {})
    assert "先选地区和日期" in client.get("/check-up/").content.decode()


def test_what_cannot_be_an_answer_is_refused_with_its_reason_and_kept_in_the_field(client: Any) -> None:
    begin(client)
    answer = client.post("/check-up/tell/", {"key": "incubatees", "value": "很多"})
    assert answer.status_code == 422
    assert "“很多”不是个数" in answer.content.decode()
    assert client.post("/check-up/", {"region": "", "on": "昨天"}).status_code == 422
    assert client.post("/check-up/tell/", {"key": "no_such_fact", "value": "1"}).status_code == 422
    assert "no_such_fact" not in client.get("/check-up/").content.decode()


@pytest.mark.parametrize(
    ("text", "said"), [("300万元", "300万元"), ("1,200 万", "1,200万元"), ("1.5亿元", "1.5亿元"), ("5000", "5,000元")]
)
def test_money_is_read_as_people_write_it(client: Any, text: str, said: str) -> None:
    begin(client)
    client.post("/check-up/tell/", {"key": "listing_raised", "value": text})
    assert said in client.get("/check-up/").content.decode()


def test_a_question_that_is_put_aside_does_not_come_again(client: Any) -> None:
    begin(client)
    first = key_of(client)
    client.post("/check-up/tell/", {"key": first, "skip": "1"})
    assert key_of(client) != first


def test_forms_need_their_token(application: Any) -> None:
    from django.test import Client

    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    assert strict.post("/check-up/", {"region": "", "on": "2021-06-01"}).status_code == 403


def test_the_api_says_the_same_as_the_command(client: Any) -> None:
    found = client.get("/api/v1/policies", {"region": "330000"}).json()
    assert [one["id"] for one in found] == [HANGZHOU]
    detail = client.get(f"/api/v1/policies/{HANGZHOU}").json()
    assert len(detail["details"]) == detail["supports"] == 20
    assert client.get("/api/v1/facts", {"words": "营业收入"}).json()[0]["key"] == "main_revenue"
    facts = {
        "received": [],
        "enterprise": {"registered_region": "330106"},
        "project": [{"id": "p", "project_kind": "scenario", "selected": True, "total_investment": 15_000_000}],
    }
    answer = client.post(
        "/api/v1/check",
        json.dumps({"on": "2021-06-01", "policies": [HANGZHOU], "facts": facts}),
        content_type="application/json",
    )
    assert answer.status_code == 200
    claims = {claim["support"]: claim for claim in answer.json()["policies"][0]["claims"]}
    assert claims[f"{HANGZHOU}#4"]["eligible"] == "yes"


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"on": "2021-06-01", "facts": {"enterprise": {"revenu": 1}}}, 422, "revenu"), ({"on": "2021-06-01", "policies": ["a/b"], "facts": {}}, 404, "a/b"), ({"facts": {}}, 422, "on"),
        ({"on": "2021-06-01", "facts": {"enterprise": {"main_revenue": {"2020": "很多"}}}}, 422, "很多"),
    ],
)  # fmt: skip
def test_the_api_refuses_with_a_reason(client: Any, given: dict[str, Any], status: int, said: str) -> None:
    answer = client.post("/api/v1/check", json.dumps(given), content_type="application/json")
    assert answer.status_code == status
    assert said in answer.content.decode()


def test_the_description_of_the_api_is_complete(client: Any) -> None:
    told = client.get("/api/v1/openapi.json").json()
    assert set(told["paths"]) >= {"/api/v1/policies", "/api/v1/policies/{policy_id}", "/api/v1/facts", "/api/v1/check"}
    page = client.get("/api/").content.decode()
    assert all(path in page for path in told["paths"])
