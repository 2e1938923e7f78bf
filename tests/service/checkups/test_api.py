"""The API of the check-up: exact numbers, days as texts, questions, advice, saved check-ups, reports, links."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def sent(example: Callable[[str], Any]) -> Callable[..., dict[str, Any]]:
    """An example as a program sends it."""
    from luodi.service.checkups import files

    def make(name: str, **more: Any) -> dict[str, Any]:
        told = example(name)
        facts = json.loads(files.as_json(told))
        return {"on": facts.pop("on"), "region": told.region, "facts": facts, **more}

    return make


def post(client: Any, path: str, data: Any) -> Any:
    return client.post(
        f"/api/v1/{path}", data if isinstance(data, str) else json.dumps(data), content_type="application/json"
    )


def test_it_says_the_same_as_the_engine(client: Any, sent: Callable[..., Any], example: Callable[[str], Any]) -> None:
    from luodi.engine.rules.answer_json import as_data
    from luodi.service.checkups import answering
    from luodi.service.policies.queries import library

    answer = post(client, "check", sent("growing-firm"))
    assert answer.status_code == 200
    assert answer.json() == as_data(answering.answer_to(example("growing-firm")), library().vocabulary)


def test_numbers_are_read_as_they_were_written_also_in_quotes(client: Any) -> None:
    body = '{"on": "2021-06-01", "facts": {"enterprise": {"main_revenue": {"2020": %s}, "registered_on": "2019-01-31"}}, "key": "kind", "value": "enterprise"}'
    for number in ("123456789012345678.91", '"123456789012345678.91"'):
        answer = post(client, "check/tell", body % number).json()
        assert answer["facts"]["enterprise"]["main_revenue"]["2020"] == "123456789012345678.91"
        assert answer["facts"]["enterprise"]["registered_on"] == "2019-01-31"
        assert post(client, "check", {"on": "2021-06-01", "facts": answer["facts"]}).status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ("{", 400, ""), ('{"on": "2021-06-01", "facts": {"enterprise": {"listing_raised": 1e999}}}', 422, "1e999"),
        ('{"on": "2021-06-01", "facts": {"enterprise": {"listing_raised": NaN}}}', 422, ""), ('{"on": "2021-06-01", "region": "999999", "facts": {}}', 422, "999999"),
        ('{"on": "2021-06-01", "facts": {"enterprise": {"registered_on": "2019-02-30"}}}', 422, "日期"), ('{"on": "2021-06-01", "facts": {"project": "x"}}', 422, "列表"),
        ('{"on": "2021-06-01", "facts": []}', 422, ""), ("[" * 5000, 400, ""),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_reason(client: Any, body: str, status: int, said: str) -> None:
    answer = post(client, "check", body)
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_questions_come_with_stake_widget_and_what_they_decide(client: Any, sent: Callable[..., Any]) -> None:
    given = sent("start-up")
    found = post(client, "check/questions?limit=2", given).json()
    assert len(found["items"]) == 2 < found["count"]
    first = found["items"][0]
    assert (first["key"], first["widget"], first["stake"]) == ("runs_training", "choice", "5000000")
    assert first["decides"][0]["clause"]
    told = post(client, "check/tell", {**given, "key": "runs_training", "value": "true"}).json()
    assert told["facts"]["enterprise"]["runs_training"] is True
    assert told["totals"]["at_most"] == "6385625.85"
    assert told["next"]["key"] == found["items"][1]["key"]
    assert post(client, "check/tell", {**given, "key": "main_revenue@2020", "value": "很多"}).status_code == 422


def test_advice(client: Any, sent: Callable[..., Any]) -> None:
    best = post(client, "check/best", sent("growing-firm")).json()
    assert best["proved"] is True
    assert [one["title"] for one in best["given_up"]] == ["主导行业标准奖励（行业标准）"]
    assert post(client, "check/best?by=luck", sent("growing-firm")).status_code == 422
    steps = post(client, "check/next-steps?limit=3", sent("growing-firm")).json()
    assert len(steps["items"]) == 3
    assert steps["items"][0]["gain"] == "确定多 5,000万元"


def test_a_saved_check_up_from_beginning_to_end(
    enter: Callable[[str], Any], sent: Callable[..., Any], home: Any
) -> None:
    owner, visitor = enter("owner"), enter("visitor")
    assert post(visitor, "check-ups", sent("start-up", title="试")).status_code == 403
    made = post(owner, "check-ups", sent("start-up", title="一季度", organisation=home.code))
    assert made.status_code == 201
    number = made.json()["id"]
    assert post(owner, "check-ups", sent("growing-firm", title="二季度")).status_code == 201
    assert post(enter("stranger"), "check-ups", sent("start-up", title="试", organisation=home.code)).status_code == 403
    listed = owner.get("/api/v1/check-ups", {"limit": 1}).json()
    assert (len(listed["items"]), listed["count"]) == (1, 2)
    held = owner.get(f"/api/v1/check-ups/{number}").json()
    assert held["organisation"] == home.code
    assert held["facts"]["enterprise"]["main_revenue"] == {"2019": "1860000", "2020": "6420000"}
    assert owner.get(f"/api/v1/check-ups/{number}/answer").json()["totals"]["at_most"] == held["totals"]["at_most"]
    changed = owner.patch(
        f"/api/v1/check-ups/{number}",
        {"title": "改名", "facts": held["facts"] | {"enterprise": {}}},
        content_type="application/json",
    ).json()
    assert (changed["title"], changed["region"]) == ("改名", held["region"])
    other = listed["items"][0]["id"]
    assert owner.get("/api/v1/check-ups/compare", {"a": number, "b": other}).json()["facts"]
    link = post(owner, f"check-ups/{number}/links", {"days": 3}).json()
    assert visitor.get(f"/api/v1/shared/{link['secret']}").json()["facts"] == []
    assert "secret" not in owner.get(f"/api/v1/check-ups/{number}/links").json()["items"][0]
    assert post(owner, f"check-ups/{number}/links", {"days": 0}).status_code == 422
    assert owner.delete(f"/api/v1/check-ups/{number}/links/{link['id']}").status_code == 204
    assert visitor.get(f"/api/v1/shared/{link['secret']}").status_code == 410
    assert owner.delete(f"/api/v1/check-ups/{number}").status_code == 204
    assert owner.get(f"/api/v1/check-ups/{number}").status_code == 404


def test_a_token_does_no_more_than_its_scopes(people: dict[str, Any], sent: Callable[..., Any], client: Any) -> None:
    from luodi.service.accounts.models import Token
    from luodi.service.checkups.actions import digest

    from .conftest import NOW

    Token.objects.create(
        person=people["owner"], label="只体检", digest=digest("s3cret"), scopes=["checkup.answer"], created=NOW
    )
    head = {"Authorization": "Bearer s3cret"}
    data = json.dumps(sent("start-up", title="x"))
    assert client.post("/api/v1/check", data, content_type="application/json", headers=head).status_code == 200
    assert client.post("/api/v1/check-ups", data, content_type="application/json", headers=head).status_code == 403
    assert client.get("/api/v1/check-ups", headers=head).json() == {"items": [], "count": 0}


def test_the_report_is_a_pdf(client: Any, sent: Callable[..., Any]) -> None:
    pytest.importorskip("typst", reason="缺少 typst（网站的依赖 site）")
    answer = post(client, "check/report", sent("incubator"))
    assert answer.status_code in {200, 422}  # 422: no Chinese font on this machine
    assert answer.content.startswith(b"%PDF-") or "字体" in answer.content.decode()
