"""`luodi consultations`: from opening to publishing by command; what cannot be says what to do; all of it is in the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.service.consultations.conftest import DRAFT, FIRST, KEY, NOW

UNTIL = (NOW + timedelta(days=30)).date().isoformat()
OPEN = ("open", KEY, "--closes", UNTIL, "--unit", "市经信局", "--phone", "028-60000000")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands ask what time it is; here it is always the same."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def last_entry() -> Any:
    from luodi.service.audit.models import Entry

    return Entry.objects.order_by("-number").first()


def test_it_is_opened_changed_and_closed(command: Any, bring: Callable[..., Any], tmp_path: Path) -> None:
    bring()
    (tmp_path / "why.txt").write_text("说明一\n\n说明二", "utf-8")
    made = command("consultations", *OPEN, "--visitors", "--explanation-file", tmp_path / "why.txt")
    assert made.code == 0 and "发起好了" in made.out, made.err
    entry = last_entry()
    assert (entry.action, entry.actor, entry.after["document"]) == ("consultation.open", "command", KEY)
    number = entry.object

    bring(DRAFT.replace("300万元", "500万元"))
    later = (NOW + timedelta(days=40)).date().isoformat()
    changed = command("consultations", "change", number, "--closes", later, "--newest-text")
    assert changed.code == 0 and "第 2 版" in changed.out and later in changed.out, changed.err
    one = command("consultations", "list", "--json").json[0]
    assert (one["closes"], one["phase"]) == (later, "open")
    from luodi.service.consultations.models import Consultation

    kept = Consultation.objects.get(pk=number)
    assert (kept.visitors, kept.phone, kept.explanation) == (True, "028-60000000", "说明一\n\n说明二")

    assert command("consultations", "close", number, "--reason", "意见已经充分").code == 0
    assert (last_entry().action, last_entry().reason) == ("consultation.close", "意见已经充分")
    again = command("consultations", "close", number, "--reason", "再来")
    assert again.code == 2 and "已经截止了" in again.err


def test_comments_are_moderated_answered_and_published(command: Any, opened: Any, say: Callable[..., Any]) -> None:
    number = opened.pk
    say("citizen", "a1", "change", FIRST.replace("20%", "30%"), "比例低了")
    say("other", "a1", "change", FIRST.replace("20%", "30%"), "别处是三成")
    say("clerk", "a3", "delete", "", "不必评选")
    say("visitor", "a2", "add", "并向社会公开。", "要公开", name="韩游客", contact="13800001234")
    every = command("consultations", "comments", number, "--json").json
    assert [(one["number"], one["kind"], one["state"]) for one in every] == [
        (1, "change", "shown"), (2, "change", "shown"), (3, "delete", "shown"), (4, "add", "waiting"),
    ]  # fmt: skip
    waiting = command("consultations", "comments", number, "--state", "waiting")
    assert "韩游客" in waiting.out and "待审核" in waiting.out

    assert "收下了" in command("consultations", "moderate", number, 4, "--accept").out
    assert (last_entry().action, last_entry().object) == ("comment.moderate", f"{number}/4")
    hidden = command("consultations", "moderate", number, 4, "--reason", "广告")
    assert hidden.code == 0 and last_entry().reason == "广告"
    assert command("consultations", "moderate", number, 4, "--accept").code == 0

    groups = command("consultations", "groups", number, "--open", "--json").json
    assert [(one["number"], one["comments"]) for one in groups] == [(1, [1, 2]), (4, [4]), (3, [3])]
    split = command("consultations", "split", number, 1, 2)
    assert "拆出了第 2 组" in split.out
    merged = command("consultations", "merge", number, 1, 2)
    assert "归并到了第 1 组" in merged.out
    stale = command(
        "consultations", "answer", number, 1, "--decision", "partly", "--explanation", "再研究", "--seen", 1
    )
    assert stale.code == 2 and "这一组变过" in stale.err
    done = command("consultations", "answer", number, 1, "--decision", "partly", "--explanation", "再研究")
    assert done.code == 0 and "还有 2 组没有答复" in done.out, done.err
    assert last_entry().after == {"decision": "partly", "explanation": "再研究"}
    assert "部分采纳" in command("consultations", "groups", number).out

    early = command("consultations", "publish", number)
    assert early.code == 2 and "还没有截止" in early.err
    command("consultations", "close", number, "--reason", "够了")
    unanswered = command("consultations", "publish", number)
    assert unanswered.code == 2 and "还有 2 组意见没有答复" in unanswered.err
    for group in (3, 4):
        assert command("consultations", "answer", number, group, "--decision", "accepted").code == 0
    assert command("consultations", "groups", number, "--open").code == 1
    published = command("consultations", "publish", number, "--conclusion", "感谢参与。")
    assert published.code == 0 and last_entry().action == "consultation.publish", published.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("open", "no/such", *OPEN[2:]), "no/such"),
        ((*OPEN[:2], "--closes", "2020-01-01", *OPEN[4:]), "早于"),
        ((*OPEN[:2], "--closes", "明天", *OPEN[4:]), "2021-06-01"),
        (OPEN[:6], "联系方式"),
        ((*OPEN, "--explanation-file", "没有这个文件.txt"), "找不到文件"),
        (("close", "987654", "--reason", "够了"), "没有第 987654 号"),
        (("close", "N", "--reason", " "), "没有写理由"),
        (("close", "N"), "--reason"),
        (("change", "N"), "没有写要改什么"),
        (("change", "987654", "--closes", UNTIL), "没有第 987654 号"),
        (("change", "N", "--newest-text", "--title", "另一个题名"), "没有更新的文本"),
        (("comments", "987654"), "没有第 987654 号"),
        (("moderate", "N", "9", "--accept"), "没有第 9 条"),
        (("moderate", "N", "9"), "--accept"),
        (("moderate", "N", "9", "--accept", "--reason", "广告"), "二者选一"),
        (("answer", "N", "9", "--decision", "accepted"), "没有第 9 组"),
        (("answer", "N", "1", "--decision", "也许"), "accepted"),
        (("answer", "N", "1", "--decision", "declined"), "没有写说明"),
        (("answer", "N", "1", "--decision", "partly", "--explanation", "甲", "--explanation-file", "乙"), "只留一个"),
        (("split", "N", "1", "1"), "不能全部拆出"),
        (("merge", "N", "1"), "至少选两组"),
        (("publish", "987654"), "没有第 987654 号"),
    ],
)
def test_what_cannot_be(command: Any, opened: Any, say: Callable[..., Any], words: tuple[str, ...], said: str) -> None:
    say("citizen", "a3", "delete", "", "不必评选")
    before = last_entry().number
    found = command("consultations", *(str(opened.pk) if word == "N" else word for word in words))
    assert found.code == 2 and said in found.err, found.err
    assert "Traceback" not in found.err
    assert last_entry().number == before
    opened.refresh_from_db()
    assert opened.title == "成都市织机智能化若干措施（征求意见稿）"


def test_nothing_to_list(command: Any, opened: Any) -> None:
    for verb in ("comments", "groups"):
        found = command("consultations", verb, opened.pk)
        assert found.code == 1 and found.err
        assert command("consultations", verb, opened.pk, "--json").json == []
