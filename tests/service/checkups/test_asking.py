"""The questionnaire: always the question that most money hangs on, why it is asked, things and payments, the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("database")


def question(client: Any) -> str:
    page: str = client.get("/check-up/").content.decode()
    return page.split('name="key" value="', 1)[1].split('"', 1)[0] if 'name="key" value="' in page else ""


def test_the_next_question_is_the_one_with_the_largest_stake(example: Callable[[str], Any]) -> None:
    from dataclasses import replace

    from luodi.engine.rules.ask import questions
    from luodi.service.checkups import answering, asking

    told = replace(example("growing-firm"), enterprise={"registered_region": "440112"})
    answer = answering.answer_to(told)
    waiting = asking.queue(answer)
    stakes = [ask.stake for _key, ask in waiting]
    assert stakes == sorted(stakes, reverse=True)
    single = [ask for ask in questions(answer.claims()) if ask.missing.entity == "enterprise"]
    assert waiting[0][1].stake >= single[0].stake
    assert {key for key, _ in waiting} >= {asking.key_of(ask.missing) for ask in single}


def test_why_a_question_is_asked(begun: Callable[..., Any]) -> None:
    page = begun("start-up").get("/check-up/").content.decode()
    assert "为什么问这个" in page
    assert "校企合作人才培养补贴" in page.split("为什么问这个")[1]
    assert "至多 500万元" in page


def test_an_answer_says_what_it_did_and_can_be_changed_and_taken_back(begun: Callable[..., Any]) -> None:
    client = begun("start-up")
    key = question(client)
    assert key == "runs_training"
    client.post("/check-up/tell/", {"key": key, "value": "true"})
    page = client.get("/check-up/").content.decode()
    assert "上限多 500万元" in page
    assert f"?ask={key}#question" in page  # the way back
    changing = client.get("/check-up/", {"ask": key}).content.decode()
    assert 'value="true" checked' in changing
    client.post("/check-up/tell/", {"key": key, "value": "false"})
    assert "上限少 500万元" in client.get("/check-up/").content.decode()
    client.post("/check-up/take-back/", {"key": key})
    assert question(client) == key


def test_what_was_put_aside_can_be_asked_again(begun: Callable[..., Any]) -> None:
    client = begun("start-up")
    seen = []
    while key := question(client):
        seen.append(key)
        client.post("/check-up/tell/", {"key": key, "skip": "1"})
        if "剩下的都跳过了" in client.get("/check-up/").content.decode():
            break
    assert len(seen) == len(set(seen)) > 3
    client.post("/check-up/take-back/", {"skipped": "1"})
    assert question(client) == seen[0]


def test_a_thing_is_added_with_its_facts_changed_and_removed(begun: Callable[..., Any]) -> None:
    client = begun()
    page = client.get("/check-up/things/project/").content.decode()
    assert "添一个项目" in page
    given = {
        "id": "视觉质检",
        "project.project_kind": "scenario",
        "project.selected": "true",
        "project.total_investment": "1500",
        "project.total_investment.unit": "10000",
    }
    assert client.post("/check-up/things/project/", given).status_code == 302
    result = client.get("/check-up/result/").content.decode()
    assert "人工智能应用场景项目资助（视觉质检）" in result
    wrong = client.post("/check-up/things/project/", {**given, "own": "视觉质检", "project.total_investment": "一大笔"})
    assert wrong.status_code == 422
    assert "一大笔" in wrong.content.decode()
    assert "不是金额" in wrong.content.decode()
    client.post(
        "/check-up/things/project/", {**given, "own": "视觉质检", "id": "质检", "project.total_investment": "1600"}
    )
    assert "1,600万元" in client.get("/check-up/things/project/").content.decode()
    assert client.post("/check-up/things/project/", {**given, "id": "质检"}).status_code == 422
    assert client.post("/check-up/tell/", {"key": "things:project", "value": "none"}).status_code == 422
    client.post("/check-up/things/project/", {"remove": "质检"})
    assert "还没有写项目" in client.get("/check-up/things/project/").content.decode()
    client.post("/check-up/tell/", {"key": "things:project", "value": "none"})
    assert "你说过没有项目" in client.get("/check-up/things/project/").content.decode()


def test_the_facts_of_a_thing_are_asked_for_one_by_one(begun: Callable[..., Any]) -> None:
    client = begun()
    client.post("/check-up/things/platform/", {"id": "联合实验室"})
    client.post("/check-up/tell/", {"key": "things:project", "value": "none"})
    client.post("/check-up/tell/", {"key": "kind", "skip": "1"})
    page = client.get("/check-up/").content.decode()
    key = question(client)
    assert key.startswith("platform.")
    assert key.endswith("[联合实验室]")
    assert "平台（载体）“联合实验室”" in page


def test_payments_are_told_one_by_one(begun: Callable[..., Any]) -> None:
    client = begun("start-up")
    page = client.get("/check-up/received/").content.decode()
    support = page.split('option value="sichuan/chengdu/ai-policy-rules#', 1)[1].split('"', 1)[0]
    given = {
        "support": f"sichuan/chengdu/ai-policy-rules#{support}",
        "date": "2020-06-30",
        "amount": "12",
        "unit": "10000",
    }
    assert client.post("/check-up/received/", given).status_code == 302
    assert "12万元" in client.get("/check-up/received/").content.decode()
    for wrong, said in (
        ({"amount": "?"}, "不是金额"),
        ({"date": "2030-01-01"}, "晚于"),
        ({"support": "x"}, "还没有选"),
    ):
        answer = client.post("/check-up/received/", {**given, **wrong})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    client.post("/check-up/received/", {"remove": "0"})
    assert "还没有写" in client.get("/check-up/received/").content.decode()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("project.level", "national"),
        ("project.level[没有]", "national"),
        ("things:enterprise", "none"),
        ("things:x", "none"),
        ("valid:x/y", "yes"),
        ("", ""),
        ("kind[x]", "enterprise"),
    ],
)
def test_what_cannot_be_told_changes_nothing(begun: Callable[..., Any], key: str, value: str) -> None:
    client = begun()
    before = client.get("/check-up/facts.json").content
    assert client.post("/check-up/tell/", {"key": key, "value": value}).status_code == 422
    assert client.get("/check-up/facts.json").content == before
    assert client.get("/check-up/", {"ask": key}).status_code == 200


def test_a_part_is_answered_to_a_script(begun: Callable[..., Any]) -> None:
    answer = begun("start-up").post(
        "/check-up/tell/", {"key": "runs_training", "value": "true"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert "上限多 500万元" in answer.content.decode()


def test_a_region_without_policies_says_where_there_are_some(begun: Callable[..., Any]) -> None:
    page = begun(region="650000").get("/check-up/").content.decode()
    assert "这个地区还没有已编的政策" in page
    assert "杭州市" in page


def test_a_session_that_cannot_be_read_begins_anew(begun: Callable[..., Any]) -> None:
    client = begun()
    session = client.session
    session["checkup"] = {"told": {"on": "gestern"}}
    session.save()
    assert "先选地区和日期" in client.get("/check-up/").content.decode()
    assert client.get("/check-up/result/").status_code == 404
    assert client.get("/check-up/facts.yaml").status_code == 404
