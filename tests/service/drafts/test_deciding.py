"""Items: what is asked first, what is accepted, what is refused, and what two people at one clause are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.service.drafts.conftest import CASE_EQUIPMENT, CHANGED, KEY, NOW, POLICY, REVENUE, settled

from luodi.engine.core.errors import DataError, NotFound, Problems, Refused

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")


def items(desk: Any) -> dict[str, Any]:
    return {one.own: one for one in desk.items.all()}


def test_the_most_valuable_and_least_certain_come_first(desk: Any) -> None:
    from luodi.service.drafts import queries

    assert [one.own for one in queries.ordered(desk)] == ["1.2", "1.1", "2.1"]
    assert [(str(one.worth), one.asks) for one in queries.ordered(desk)] == [
        ("500000.00", 2),
        ("3000000.00", 1),
        ("1000000.00", 1),
    ]
    assert items(desk)["1.1"].words.startswith("对工坊购置智能装备的")
    assert "in_force: {clause: 三, from: 2025-01-01, until: 2027-12-31}" in desk.head


def test_a_draft_is_accepted_when_its_questions_are_answered_and_its_cases_come_out(desk: Any, officer: Any) -> None:
    from luodi.service.audit.models import Entry
    from luodi.service.drafts import actions

    one = items(desk)["1.1"]
    with pytest.raises(Problems, match="还没有定：谁可以享受"):
        actions.decide(officer, one.pk, 1, one.text, "", NOW)
    wrong = CASE_EQUIPMENT.replace("at_most: 200_000", "at_most: 250_000")
    with pytest.raises(Problems, match="算得 200000"):
        actions.decide(officer, one.pk, 1, settled(one.text), wrong, NOW)
    done = actions.decide(officer, one.pk, 1, settled(one.text), CASE_EQUIPMENT, NOW)
    assert (done.state, done.version, done.decided_by) == ("accepted", 2, "周政")
    entry = Entry.objects.get(object=f"{KEY}#1.1")
    assert entry.action == "draft.decide" and entry.after["state"] == "accepted" and entry.region == "330100"


def test_what_the_strict_loader_refuses_is_not_accepted(desk: Any, officer: Any) -> None:
    from luodi.service.drafts import actions

    one = items(desk)["1.2"]
    with pytest.raises(Problems) as told:
        actions.decide(officer, one.pk, 1, settled(one.text), "", NOW)
    assert "tiers" in str(told.value)
    with pytest.raises(Problems, match="main_revenu"):
        actions.decide(officer, one.pk, 1, REVENUE.replace("(main_revenue,", "(main_revenu,"), "", NOW)
    assert actions.decide(officer, one.pk, 1, REVENUE, "", NOW).state == "corrected"


def test_a_refusal_needs_a_reason_and_can_be_taken_back(desk: Any, officer: Any) -> None:
    from luodi.service.drafts import actions

    one = items(desk)["2.1"]
    with pytest.raises(DataError, match="没有写为什么"):
        actions.refuse(officer, one.pk, 1, "  ", NOW)
    assert actions.refuse(officer, one.pk, 1, "另有细则", NOW).state == "refused"
    assert actions.reopen(officer, one.pk, 2, NOW).state == "waiting"


def test_of_two_at_one_clause_the_first_wins_and_the_other_is_told(desk: Any, officer: Any, reviewer: Any) -> None:
    from luodi.service.drafts import actions

    one = items(desk)["1.1"]
    actions.save(officer, one.pk, 1, one.text.replace("3_000_000", "2_000_000"), "", NOW)
    with pytest.raises(actions.Conflict, match="别人刚改过"):
        actions.decide(reviewer, one.pk, 1, settled(one.text), CASE_EQUIPMENT, NOW)
    one.refresh_from_db()
    assert "2_000_000" in one.text and one.state == "waiting"
    assert (
        actions.decide(reviewer, one.pk, 2, settled(one.text.replace("2_000_000", "3_000_000")), "", NOW).state
        == "accepted"
    )


def test_rights_end_at_the_region(desk: Any, person: Callable[..., Any], acting: Callable[[Any], Any]) -> None:
    from luodi.service.drafts import actions, queries

    elsewhere, nobody, auditor = (acting(person(*who)) for who in (("officer", "510100"), ("", ""), ("auditor", "")))
    one = items(desk)["1.1"]
    for who in (elsewhere, nobody, auditor):
        with pytest.raises(Refused):
            actions.save(who, one.pk, 1, one.text, "", NOW)
    for who in (elsewhere, nobody):
        with pytest.raises(Refused):
            queries.desk(who, KEY)
    assert queries.desks(elsewhere) == [] and len(queries.desks(auditor)) == 1
    assert [held.key for held, *_ in queries.desks(acting(person("officer", "330000")))] == [KEY]
    assert queries.desks(acting(person("officer", "330106"))) == []


def test_an_unchanged_clause_is_never_asked_twice(review: Any, bring: Callable[..., Any], officer: Any) -> None:
    from luodi.service.drafts import actions

    bring(CHANGED)
    with pytest.raises(Refused):
        from luodi.service.accounts.rights import VISITOR

        actions.refresh(VISITOR, KEY, NOW)
    counts = actions.refresh(officer, KEY, NOW + timedelta(days=1))
    assert counts == {"kept": 1, "changed": 2, "added": 0, "gone": 0}
    at = items(review)
    assert at["1.2"].state == "corrected" and at["1.2"].text == REVENUE
    assert at["1.1"].state == "changed" and "300万元" in at["1.1"].words_before and "400万元" in at["1.1"].words
    assert "cap: 3_000_000" in at["1.1"].text and "cap: 4_000_000" in at["1.1"].drafted
    assert at["2.1"].state == "changed" and "行业活动" in at["2.1"].words
    with pytest.raises(DataError, match="没有更新的版本"):
        actions.refresh(officer, KEY, NOW)


def test_a_clause_that_only_moved_keeps_its_decision_and_cites_its_new_number(
    review: Any, bring: Callable[..., Any], officer: Any
) -> None:
    from luodi.service.drafts import actions

    first = "（一）支持用电。对工坊用电，给予最高5万元补助。\n\n（二）支持设备更新。"
    bring(POLICY.replace("（一）支持设备更新。", first).replace("（二）奖励首次达标。", "（三）奖励首次达标。"))
    counts = actions.refresh(officer, KEY, NOW)
    assert counts == {"kept": 3, "changed": 0, "added": 1, "gone": 0}
    at = items(review)
    assert (at["1.1"].clause, at["1.1"].state) == ("一/（二）", "accepted") and "clause: 一/（二）" in at["1.1"].text
    assert (at["1.2"].clause, at["1.2"].state) == ("一/（三）", "corrected")
    assert (at["1.1-2"].state, at["1.1-2"].clause) == ("waiting", "一/（一）") and '- id: "1.1-2"' in at["1.1-2"].text


def test_a_clause_that_is_gone_is_asked_about(review: Any, bring: Callable[..., Any], officer: Any) -> None:
    from luodi.service.drafts import actions

    gone = POLICY.partition("（二）奖励首次达标")[0] + "二、支持场景开放" + POLICY.partition("二、支持场景开放")[2]
    bring(gone)
    assert actions.refresh(officer, KEY, NOW)["gone"] == 1
    assert items(review)["1.2"].state == "gone" and items(review)["1.2"].text == REVENUE


def test_time_is_counted_between_decisions_and_pauses_are_capped(review: Any) -> None:
    from luodi.service.drafts import queries

    found = queries.progress(review)
    assert (found.total, found.decided, found.open) == (3, 3, 0)
    assert found.spent == timedelta(minutes=2 + 2 + 5) and found.minutes == 9


def test_the_head_is_kept_and_two_who_change_it_are_told(desk: Any, officer: Any, reviewer: Any) -> None:
    from luodi.service.drafts import actions

    head = desk.head + "lead: 市经济和信息化局\n"
    assert actions.save_head(officer, KEY, desk.version, head, desk.given, NOW).head.endswith(
        "lead: 市经济和信息化局\n"
    )
    with pytest.raises(actions.Conflict):
        actions.save_head(reviewer, KEY, desk.version, desk.head, desk.given, NOW)
    for wrong, said in (("supports: []", "不写 supports"), ('title: 别处\nregion: "510100"', "地区不能在这里改")):
        with pytest.raises(DataError, match=said):
            actions.save_head(officer, KEY, desk.version + 1, wrong, "", NOW)


def test_what_is_not_there(bring: Callable[..., Any], officer: Any) -> None:
    from luodi.service.drafts import actions, queries

    for call in (lambda: actions.begin(officer, "a/b", NOW), lambda: actions.refresh(officer, "a/b", NOW), lambda: queries.desk(officer, "a/b"),
                 lambda: actions.save(officer, 10**6, 1, "", "", NOW), lambda: queries.item(officer, 10**6)):  # fmt: skip
        with pytest.raises(NotFound):
            call()
