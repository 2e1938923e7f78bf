"""`luodi drafts`, item by item: begun, shown, accepted, refused, proposed; what cannot be says what to do; all of it is in the log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.service.drafts.conftest import CASE_EQUIPMENT, CASE_REVENUE, CHANGED, KEY, REVENUE

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")


def last_entry() -> Any:
    from luodi.service.audit.models import Entry

    return Entry.objects.order_by("-number").first()


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a file: `file("a.yaml", text)`."""

    def make(name: str, text: str) -> Path:
        (tmp_path / name).write_text(text, "utf-8")
        return tmp_path / name

    return make


def test_a_policy_is_decided_and_proposed_by_command(
    command: Any, bring: Callable[..., Any], file: Callable[[str, str], Path]
) -> None:
    bring()
    begun = command("drafts", "begin", KEY)
    assert begun.code == 0 and "支持 3" in begun.out, begun.err
    assert last_entry().actor == "command"
    again = command("drafts", "begin", KEY)
    assert again.code == 2 and "已经在审编台上" in again.err

    first = command("drafts", "show", KEY, "--open", "--json").json
    assert first["drafts"][0]["own"] == "1.2"  # the most money and the most questions
    assert (first["decided"], first["newer"]) == (0, None)
    shown = command("drafts", "show", KEY).out
    assert "审了 0/3" in shown and f"先看：luodi drafts item {KEY}#1.2" in shown

    name = f"{KEY}#1.1"
    told = command("drafts", "item", name)
    assert "还要人定" in told.out and "20%" in told.out
    assert command("drafts", "item", name, "--json").json["to_decide"]
    assert "写明这个算例验的是什么" in command("drafts", "item", name, "--only", "cases").out
    undecided = command("drafts", "accept", name)
    assert undecided.code == 2 and "还没有定" in undecided.err and "--settled" in undecided.err
    cases = file("1.1.yaml", CASE_EQUIPMENT)
    accepted = command("drafts", "accept", name, "--settled", "--cases", cases)
    assert accepted.code == 0 and "已接受；还要审 2 项" in accepted.out, accepted.err
    entry = last_entry()
    assert (entry.action, entry.object, entry.actor) == ("draft.decide", name, "command")

    check = command("drafts", "propose", KEY, "--check", "--json")
    assert check.code == 1 and "还有 2 项没有审" in check.json["faults"][0]["what"] and check.json["proposal"] is None
    not_yet = command("drafts", "propose", KEY)
    assert not_yet.code == 1 and "还不能提请" in not_yet.err

    corrected = command(
        "drafts", "accept", f"{KEY}#1.2", "--text", file("1.2.yaml", REVENUE), "--cases", file("c.yaml", CASE_REVENUE)
    )
    assert corrected.code == 0 and "已改正" in corrected.out, corrected.err
    refused = command("drafts", "refuse", f"{KEY}#2.1", "--reason", "另有细则")
    assert refused.code == 0 and "不采用；还要审 0 项" in refused.out
    assert last_entry().reason == "另有细则"
    assert "什么也不差" in command("drafts", "propose", KEY, "--check").out
    proposed = command("drafts", "propose", KEY, "--note", "请看第一条")
    assert proposed.code == 0 and "另一位复核员" in proposed.out
    assert (last_entry().action, last_entry().reason) == ("draft.propose", "请看第一条")
    shown = command("drafts", "show", KEY, "--json").json
    assert [(one["state"], one["made_name"]) for one in shown["proposals"]] == [("waiting", "本机命令")]
    assert {one["own"]: one["state"] for one in shown["drafts"]} == {
        "1.1": "accepted",
        "1.2": "corrected",
        "2.1": "refused",
    }
    assert "回到" not in command("drafts", "reopen", f"{KEY}#2.1").err
    assert command("drafts", "show", KEY, "--open", "--json").json["drafts"][0]["own"] == "2.1"


def test_the_second_person_is_not_the_command(command: Any, review: Any, reviewer: Any) -> None:
    """What the command proposed, a reviewer publishes; publishing and withdrawing are no verbs of the command."""
    from tests.service.drafts.conftest import NOW

    from luodi.service.drafts import actions

    assert command("drafts", "propose", KEY).code == 0
    made = review.proposals.get(state="waiting")
    assert (made.made_by, made.made_name) == ("command", "本机命令")
    assert actions.send_back(reviewer, made.pk, "第二条再看", NOW).state == "returned"
    assert "退回：第二条再看" in command("drafts", "show", KEY).out
    for verb in ("publish", "approve", "withdraw"):
        assert command("drafts", verb, KEY).code == 2
    assert "发布要两个人" in command("drafts", "--help").out


def test_a_new_text_is_taken_up(command: Any, review: Any, bring: Callable[..., Any]) -> None:
    none = command("drafts", "refresh", KEY)
    assert none.code == 2 and "没有更新的版本" in none.err
    bring(CHANGED)
    assert "luodi drafts refresh" in command("drafts", "show", KEY).out
    done = command("drafts", "refresh", KEY)
    assert done.code == 0 and "1 项没有变，不再问" in done.out, done.out
    entry = last_entry()
    assert entry.after["version"] == 2
    told = command("drafts", "item", f"{KEY}#1.1").out
    assert "改以前的原文" in told and "新的初稿" in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "no/such"), "luodi drafts begin"),
        (("begin", "no/such"), "先在"),
        (("refresh", "no/such"), "没有“no/such”"),
        (("propose", "no/such"), "没有“no/such”"),
        (("item", KEY), "没有写是哪一项"),
        (("item", f"{KEY}#9.9"), "luodi drafts show"),
        (("item", "no/such#1"), "luodi drafts list"),
        (("accept", f"{KEY}#1.2", "--text", "没有这个文件.yaml"), "找不到文件"),
        (("accept", f"{KEY}#1.1", "--settled", "--seen", "7"), "别人刚改过"),
        (("refuse", f"{KEY}#1.1"), "--reason"),
        (("refuse", f"{KEY}#1.1", "--reason", " "), "没有写为什么不采用"),
        (("show", KEY, "--kind", "plan"), "support"),
    ],
)
def test_what_cannot_be(command: Any, desk: Any, words: tuple[str, ...], said: str) -> None:
    before = last_entry().number
    found = command("drafts", *words)
    assert found.code == 2 and said in found.err, found.err
    assert "Traceback" not in found.err
    assert last_entry().number == before


def test_a_file_that_is_no_text_and_an_item_that_does_not_load(
    command: Any, desk: Any, tmp_path: Path, file: Callable[[str, str], Path]
) -> None:
    (tmp_path / "b.yaml").write_bytes("- id: 甲".encode("gb18030"))
    found = command("drafts", "accept", f"{KEY}#1.2", "--text", tmp_path / "b.yaml")
    assert found.code == 2 and "UTF-8" in found.err
    wrong = file("w.yaml", REVENUE.replace("main_revenue > first", "main_revenu > first"))
    found = command("drafts", "accept", f"{KEY}#1.2", "--text", wrong)
    assert found.code == 2 and "main_revenue" in found.err
    other = file("o.yaml", REVENUE.replace('"1.2"', '"1.3"'))
    assert "id 应是 1.2" in command("drafts", "accept", f"{KEY}#1.2", "--text", other).err
