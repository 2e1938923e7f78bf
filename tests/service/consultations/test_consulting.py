"""From opening to publishing: who may, when, what is kept, what is told."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from luodi.engine.core.errors import Conflict, DataError, NotFound, Refused

from .conftest import AFTER, DRAFT, FIRST, KEY, NOW

pytestmark = pytest.mark.usefixtures("database")
Acts = Callable[[str], Any]


def test_who_opens_it_and_with_what(bring: Callable[..., Any], acting: Acts, told: Callable[..., Any]) -> None:
    from luodi.service.audit.models import Entry
    from luodi.service.consultations import actions

    bring()
    for who in ("visitor", "citizen", "clerk", "away"):
        with pytest.raises(Refused):
            actions.open_consultation(acting(who), KEY, told(), NOW)
    wrong = (
        {"closes": NOW.date() - timedelta(days=1)},
        {"phone": ""},
        {"email": "no"},
        {"unit": " "},
        {"closes": NOW.date() + timedelta(days=500)},
    )
    for more in wrong:
        with pytest.raises(DataError):
            actions.open_consultation(acting("officer"), KEY, told(**more), NOW)
    with pytest.raises(NotFound):
        actions.open_consultation(acting("officer"), "no/such", told(), NOW)
    made = actions.open_consultation(acting("officer"), KEY, told(), NOW)
    assert (made.title, made.region, made.version.number) == ("成都市织机智能化若干措施（征求意见稿）", "510100", 1)
    entry = Entry.objects.get(action="consultation.open")
    assert (entry.kind, entry.object, entry.region, entry.after["document"]) == (
        "consultation",
        str(made.pk),
        "510100",
        KEY,
    )


def test_what_has_not_begun_is_not_there(bring: Callable[..., Any], acting: Acts, told: Callable[..., Any]) -> None:
    from luodi.service.consultations import actions, queries

    bring()
    later = actions.open_consultation(acting("officer"), KEY, told(opens=(NOW + timedelta(days=2)).date()), NOW)
    for who in ("visitor", "citizen", "away"):
        assert later not in queries.listed(acting(who), NOW)
        with pytest.raises(NotFound):
            queries.visible(acting(who), later.pk, NOW)
    assert later in queries.listed(acting("second"), NOW)
    with pytest.raises(DataError, match="还没有开始"):
        actions.comment(acting("officer"), later.pk, actions.Said("a1", "add", "一", "二"), NOW)
    assert (
        queries.visible(acting("visitor"), later.pk, NOW + timedelta(days=3)).phase((NOW + timedelta(days=3)).date())
        == "open"
    )


def test_a_comment_keeps_the_clause_and_joins_its_equals(say: Callable[..., Any], opened: Any) -> None:
    from luodi.service.consultations import queries

    one = say("citizen", "a1", "change", FIRST.replace("20%", "30%"), "太低")
    two = say("clerk", "a1", "change", FIRST.replace("20%", "30%"), "周边更高")
    three = say("other", "a1", "change", FIRST.replace("20%", "25%"))
    four = say("other", "a1", "add", "另给予贷款贴息。")
    assert one.clause_text == FIRST
    assert [each.cluster.number for each in (one, two, three, four)] == [1, 1, 3, 4]
    assert sorted((each.number, each.size) for each in queries.clusters(opened)) == [(1, 2), (3, 1), (4, 1)]
    assert queries.by_clause(opened) == {"a1": 4}


@pytest.mark.parametrize(
    ("clause", "kind", "proposed", "reason"),
    [
        ("a1", "add", "", "理由"), ("a1", "add", "文字", " "), ("a1", "change", FIRST, "理由"), ("a1", "delete", "不在里面", "理由"), ("", "change", "文字", "理由"),
        ("", "delete", "", "理由"), ("a1", "else", "文字", "理由"), ("a99", "add", "文字", "理由"), ("a1", "add", "长" * 4001, "理由"), ("a1", "add", "文字", "长" * 2001),
        ("\0", "add", "文字", "理由"),
    ],
)  # fmt: skip
def test_what_is_no_comment(say: Callable[..., Any], clause: str, kind: str, proposed: str, reason: str) -> None:
    from luodi.service.consultations.models import Comment

    with pytest.raises((DataError, NotFound)):
        say("citizen", clause, kind, proposed, reason)
    assert not Comment.objects.exists()


def test_for_whom_one_may_comment(
    say: Callable[..., Any], home: Any, opened: Any, acting: Acts, told: Callable[..., Any]
) -> None:
    from luodi.service.consultations import actions, queries

    made = say("clerk", "a2", "add", "附样表。", organisation=home.pk)
    with pytest.raises(Refused):
        say("citizen", "a2", "add", "附样表。", organisation=home.pk)
    assert [one.pk for one in queries.own(acting("colleague"))] == [made.pk]  # the enterprise's, so a colleague's too
    actions.change(acting("officer"), opened.pk, told(visitors=False), NOW)
    with pytest.raises(Refused, match="没有登录"):
        say("visitor", "a2", "add", "附样表。", name="赵", contact="1")


def test_nothing_is_added_after_the_last_day(say: Callable[..., Any], opened: Any, acting: Acts) -> None:
    from luodi.service.consultations import actions

    made = say("citizen", "a1", "add", "一句。", now=NOW + timedelta(days=30))  # the last day counts
    for attempt in (
        lambda: say("citizen", "a1", "add", "又一句。", now=AFTER),
        lambda: actions.attach(acting("citizen"), opened.pk, made.number, b"%PDF-1.7 x", "a.pdf", AFTER),
        lambda: actions.withdraw(acting("citizen"), opened.pk, made.number, AFTER),
    ):
        with pytest.raises(DataError, match="已经截止"):
            attempt()
    actions.close(acting("second"), opened.pk, NOW + timedelta(days=30), "意见已经充分")
    with pytest.raises(DataError, match="已经截止"):
        say("citizen", "a1", "add", "再一句。")


def test_withdrawing_is_the_authors(say: Callable[..., Any], opened: Any, acting: Acts, home: Any) -> None:
    from luodi.service.consultations import actions, queries

    own, firm = say("citizen", "a1", "add", "一句。"), say("clerk", "a2", "add", "另一句。", organisation=home.pk)
    for who in ("visitor", "other", "officer", "clerk"):
        with pytest.raises(NotFound, match="没有第 1 条"):
            actions.withdraw(acting(who), opened.pk, own.number, NOW)
    with pytest.raises(NotFound):
        actions.withdraw(acting("citizen"), opened.pk, 10**30, NOW)
    actions.withdraw(acting("citizen"), opened.pk, own.number, NOW)
    actions.withdraw(acting("colleague"), opened.pk, firm.number, NOW)
    counts = queries.counts(opened)
    assert (counts.shown, counts.withdrawn, counts.clusters, counts.unanswered) == (0, 2, 0, 0)


def test_a_visitors_comment_waits(say: Callable[..., Any], opened: Any, acting: Acts) -> None:
    from luodi.service.consultations import actions, queries

    good = say("visitor", "a1", "add", "一句。", name="赵小满", contact="13700002222")
    bad = say("visitor", "a1", "add", "广告。", name="孙", contact="1")
    assert queries.counts(opened).waiting == 2
    assert good.cluster is None
    for who in ("citizen", "away", "visitor"):
        with pytest.raises((Refused, NotFound)):
            actions.moderate(acting(who), opened.pk, good.number, NOW, accept=True)
    with pytest.raises(DataError, match="不收的理由"):
        actions.moderate(acting("officer"), opened.pk, bad.number, NOW, accept=False)
    actions.moderate(acting("officer"), opened.pk, bad.number, NOW, accept=False, reason="广告")
    made = actions.moderate(acting("officer"), opened.pk, good.number, NOW, accept=True)
    assert made.cluster.number == good.number
    counts = queries.counts(opened)
    assert (counts.shown, counts.waiting, counts.hidden) == (1, 0, 1)
    with pytest.raises(NotFound):
        actions.withdraw(acting("visitor"), opened.pk, good.number, NOW, secret=bad.own_secret)
    assert actions.withdraw(acting("visitor"), opened.pk, good.number, NOW, secret=good.own_secret).state == "withdrawn"


def test_an_answer_is_for_all_and_given_again_when_more_come(
    say: Callable[..., Any], opened: Any, acting: Acts
) -> None:
    from luodi.service.consultations import actions, queries

    say("citizen", "a1", "add", "另给予贷款贴息。")
    say("other", "a1", "add", "建议另给予贷款贴息")
    (found,) = queries.clusters(opened)
    for who in ("citizen", "away", "visitor"):
        with pytest.raises(Refused):
            actions.answer(acting(who), opened.pk, found.number, "accepted", "", found.revision, NOW)
    with pytest.raises(DataError, match="说明"):
        actions.answer(acting("officer"), opened.pk, found.number, "declined", " ", found.revision, NOW)
    made = actions.answer(acting("officer"), opened.pk, found.number, "accepted", "", found.revision, NOW)
    assert made.answered
    with pytest.raises(Conflict) as refusal:
        actions.answer(acting("second"), opened.pk, found.number, "declined", "不行", found.revision, NOW)
    assert "李政策" in refusal.value.why
    assert "采纳" in refusal.value.why
    say("clerk", "a1", "add", "另给予贷款贴息！")
    (found,) = queries.clusters(opened)
    assert (found.size, found.decision, found.stale, found.answered) == (3, "accepted", True, False)
    actions.answer(acting("second"), opened.pk, found.number, "accepted", "", found.revision, NOW)
    assert queries.counts(opened).unanswered == 0


def test_splitting_and_merging_by_hand(say: Callable[..., Any], opened: Any, acting: Acts) -> None:
    from luodi.service.consultations import actions, queries

    for who in ("citizen", "other", "clerk"):
        say(who, "a1", "add", "另给予贷款贴息。")
    say("citizen", "a1", "add", "对国产织机加倍。")
    say("citizen", "a2", "add", "附样表。")
    found = {one.number: one for one in queries.clusters(opened)}
    officer = acting("officer")
    for chosen in ([], [99], [1, 2, 3], [4]):
        with pytest.raises(DataError):
            actions.split(officer, opened.pk, 1, chosen, found[1].revision, NOW)
    with pytest.raises(Conflict):
        actions.split(officer, opened.pk, 1, [2], 999, NOW)
    made = actions.split(officer, opened.pk, 1, [2, 3], found[1].revision, NOW)
    assert sorted((one.number, one.size) for one in queries.clusters(opened)) == [(1, 1), (2, 2), (4, 1), (5, 1)]
    with pytest.raises(DataError, match="不能归并"):
        actions.merge(officer, opened.pk, [1, 5], NOW)
    with pytest.raises(DataError):
        actions.merge(officer, opened.pk, [1], NOW)
    actions.answer(officer, opened.pk, 1, "accepted", "好", queries.cluster_of(opened, 1).revision, NOW)
    merged = actions.merge(officer, opened.pk, [4, 1, made.number], NOW)
    assert (merged.number, merged.stale) == (1, True)
    assert sorted((one.number, one.size) for one in queries.clusters(opened)) == [(1, 4), (5, 1)]
    again = say("other", "a1", "add", "对国产织机加倍！")  # like one of a cluster that was merged
    assert again.cluster.number == 1
    with pytest.raises(Conflict, match="并入"):
        actions.answer(officer, opened.pk, 4, "accepted", "", 1, NOW)


def test_nothing_is_published_while_something_is_open(
    say: Callable[..., Any], opened: Any, acting: Acts, answer_all: Callable[..., None]
) -> None:
    from luodi.service.consultations import actions, queries

    say("citizen", "a1", "add", "另给予贷款贴息。")
    waits = say("visitor", "a2", "add", "附样表。", name="赵", contact="1")
    officer = acting("officer")
    for match, when in (("还没有截止", NOW), ("没有审核", AFTER)):
        with pytest.raises(DataError, match=match):
            actions.publish(officer, opened.pk, "", when)
    actions.moderate(officer, opened.pk, waits.number, AFTER, accept=True)
    with pytest.raises(DataError, match="2 组意见没有答复"):
        actions.publish(officer, opened.pk, "", AFTER)
    answer_all()
    for who in ("visitor", "citizen", "away"):
        with pytest.raises(Refused):
            actions.publish(acting(who), opened.pk, "", AFTER)
    assert queries.unread(acting("citizen")) == 0
    made = actions.publish(officer, opened.pk, "谢谢。", AFTER)
    assert made.phase(AFTER.date()) == "published"
    assert queries.unread(acting("citizen")) == 1
    mine = list(queries.own(acting("citizen")))
    actions.told(acting("citizen"), mine, AFTER)
    assert queries.unread(acting("citizen")) == 0
    (found, *_) = queries.clusters(opened)
    for late in (
        lambda: actions.publish(officer, opened.pk, "", AFTER),
        lambda: actions.answer(officer, opened.pk, found.number, "accepted", "", found.revision, AFTER),
        lambda: actions.merge(officer, opened.pk, [1, 2], AFTER),
        lambda: actions.moderate(officer, opened.pk, waits.number, AFTER, accept=False, reason="迟"),
    ):
        with pytest.raises(DataError, match="已经公布"):
            late()


def test_a_comment_keeps_the_words_it_was_written_to(
    say: Callable[..., Any], opened: Any, acting: Acts, bring: Callable[..., Any]
) -> None:
    from luodi.service.consultations import actions, queries

    first = say("citizen", "a1", "change", FIRST.replace("20%", "30%"))
    with pytest.raises(DataError, match="没有更新"):
        actions.use_current_text(acting("officer"), opened.pk, NOW)
    bring(DRAFT.replace("投资额的20%", "投资额的22%"), "稿2.txt")
    actions.use_current_text(acting("officer"), opened.pk, NOW)
    opened.refresh_from_db()
    with pytest.raises(DataError, match="换成了新的一版"):
        say("other", "a1", "add", "又一句。", version=1)
    second = say("other", "a1", "change", FIRST.replace("20%", "30%"), version=2)
    first.refresh_from_db()
    assert ("20%" in first.clause_text, "22%" in second.clause_text) == (True, True)
    assert first.cluster_id != second.cluster_id  # other words, so another change
    assert queries.by_clause(opened) == {"a1": 1}
    assert (first.version.number, second.version.number) == (1, 2)


def test_dates_change_only_while_it_is_open(opened: Any, acting: Acts, told: Callable[..., Any]) -> None:
    from luodi.service.consultations import actions

    longer = told(closes=(NOW + timedelta(days=50)).date())
    assert actions.change(acting("officer"), opened.pk, longer, NOW).closes == longer.closes
    for more, match in (
        ({"opens": (NOW + timedelta(days=1)).date()}, "开始日期"),
        ({"opens": NOW.date() - timedelta(days=9), "closes": NOW.date() - timedelta(days=1)}, "已经过了"),
    ):
        with pytest.raises(DataError, match=match):
            actions.change(acting("officer"), opened.pk, told(**more), NOW)
    with pytest.raises(DataError, match="理由"):
        actions.close(acting("officer"), opened.pk, NOW, "")
    actions.close(acting("officer"), opened.pk, NOW, "意见已经充分")
    with pytest.raises(DataError, match="不能再改"):
        actions.change(acting("officer"), opened.pk, longer, NOW)
    for who in ("visitor", "citizen", "away"):
        with pytest.raises((Refused, NotFound)):
            actions.close(acting(who), opened.pk, NOW, "不行")


def test_what_is_public_is_masked(
    say: Callable[..., Any], opened: Any, home: Any, answer_all: Callable[..., None], acting: Acts
) -> None:
    from luodi.service.consultations import actions, exporting, summary

    say("citizen", "a1", "add", "有问题打13911112222。", "写 wang@example.org 或 028-61112222，110101199001011234")
    say("clerk", "a2", "add", "附样表。", organisation=home.pk)
    say("clerk", "a3", "delete", "每年不超过20个", "名额太少", organisation=home.pk, shows_organisation=True)
    seen = say("visitor", "a3", "add", "=1+1", "公式", name="赵小满", contact="13700002222")
    actions.moderate(acting("officer"), opened.pk, seen.number, NOW, accept=True)
    answer_all()
    public = exporting.exported(opened, "json", whole=False).decode()
    for secret in ("13911112222", "wang@", "61112222", "19900101", "赵小满", "13700002222", "王立", "陈晓云"):
        assert secret not in public, secret
    data = json.loads(public)
    authors = [one["author"] for each in data["clusters"] for one in each["comments"]]
    assert authors == ["王*", "一家单位（未公开名称）", "赵**", "锦江织机有限公司"]
    assert data["counts"]["kinds"] == {"add": 3, "delete": 1, "change": 0}
    assert ["-", "每年不超过20个"] in next(one for one in data["clusters"] if one["kind"] == "delete")["runs"]
    whole = json.dumps(summary.data(opened, whole=True), ensure_ascii=False, default=str)
    assert "13700002222" in whole
    assert "锦江织机有限公司（陈晓云）" in whole
    assert "13800001234" not in whole  # the account's telephone was not given for this


def test_the_files(say: Callable[..., Any], opened: Any, answer_all: Callable[..., None]) -> None:
    import openpyxl

    from luodi.service.consultations import exporting

    say("citizen", "a1", "add", "=HYPERLINK(1)", "理由\n两行 #strong[x] $x$ 😀")
    answer_all()
    book = openpyxl.load_workbook(io.BytesIO(exporting.exported(opened, "xlsx", whole=True)))
    row = [cell.value for cell in book["意见与答复"][2]]
    assert row[:5] == [1, "第一条", "增加", 1, "王立"]
    assert book["意见与答复"]["I2"].data_type == "s"
    assert row[11:] == ["不采纳", "已有规定。"]
    pdf = exporting.exported(opened, "pdf", whole=False)
    assert pdf.startswith(b"%PDF-")
    assert exporting.exported(opened, "pdf", whole=False) == pdf


def test_attachments_are_private(say: Callable[..., Any], opened: Any, acting: Acts, enter: Acts) -> None:
    from luodi.service.consultations import actions

    made = say("citizen", "a1", "add", "见附件。", now=NOW)
    for content, name in ((b"MZ\x00\x01", "a.pdf"), (b"", "a.pdf")):
        with pytest.raises(DataError):
            actions.attach(acting("citizen"), opened.pk, made.number, content, name, NOW)
    with pytest.raises(NotFound):
        actions.attach(acting("other"), opened.pk, made.number, b"%PDF-1.7 one", "a.pdf", NOW)
    for n in range(3):
        kept = actions.attach(acting("citizen"), opened.pk, made.number, f"%PDF-1.7 {n}".encode(), f"说明{n}.pdf", NOW)
    with pytest.raises(DataError, match="太多"):
        actions.attach(acting("citizen"), opened.pk, made.number, b"%PDF-1.7 four", "四.pdf", NOW)
    path = f"/consultations/{opened.pk}/comments/{made.number}/files/{kept.digest}/"
    assert {who: enter(who).get(path).status_code for who in ("citizen", "officer", "other", "visitor", "away")} == {
        "citizen": 200, "officer": 200, "other": 404, "visitor": 404, "away": 404,
    }  # fmt: skip


def test_every_change_is_in_the_log(
    say: Callable[..., Any], opened: Any, acting: Acts, answer_all: Callable[..., None]
) -> None:
    from luodi.service.audit.models import Entry
    from luodi.service.audit.queries import verify
    from luodi.service.consultations import actions

    say("citizen", "a1", "add", "另给予贷款贴息。")
    say("other", "a1", "add", "另给予贷款贴息。")
    actions.withdraw(acting("other"), opened.pk, 2, NOW)
    seen = say("visitor", "a1", "add", "附样表。", name="赵小满", contact="13700002222")
    actions.moderate(acting("officer"), opened.pk, seen.number, NOW, accept=False, reason="重复")
    answer_all()
    actions.close(acting("officer"), opened.pk, NOW, "意见已经充分")
    actions.publish(acting("officer"), opened.pk, "", NOW)
    found = Entry.objects.filter(region="510100").exclude(action__startswith="document").order_by("number")
    assert [one.action for one in found] == [
        "consultation.open", "comment.write", "comment.write", "comment.withdraw", "comment.write", "comment.moderate", "consultation.answer",
        "consultation.close", "consultation.publish",
    ]  # fmt: skip
    assert not verify().broken
    log = json.dumps([[one.before, one.after, one.actor_name] for one in found], ensure_ascii=False)
    assert "13700002222" not in log
    assert "赵小满" not in log
