"""How documents hang together, by their texts and by staff; and what is in force on a day because of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.service.policies.conftest import CHANGED, NOW, OLD, POLICY, RULES

from luodi.engine.core.errors import DataError, NotFound
from luodi.service.accounts.rights import COMMAND, Refused

Bring = Callable[..., list[Any]]


def told(key: str) -> set[tuple[str, str, str]]:
    from luodi.service.policies.models import Relation

    return {
        (row.kind, row.title, row.target.title if row.target else "")
        for row in Relation.objects.filter(source__key=key, dropped_at=None).select_related("target")
    }


def test_relations_are_found_in_the_text_whatever_comes_first(bring: Bring) -> None:
    rules = bring(RULES)[0].key
    assert told(rules) == {("implements", "成都市纺织机器人扶持办法", "")}
    policy = bring(POLICY)[0].key
    assert told(rules) == {("implements", "成都市纺织机器人扶持办法", "成都市纺织机器人扶持办法")}
    assert told(policy) == {("basis", "四川省纺织振兴意见", ""), ("repeals", "成都市织机补贴暂行办法", "")}
    bring(OLD)
    assert ("repeals", "成都市织机补贴暂行办法", "成都市织机补贴暂行办法") in told(policy)


def test_a_repealed_document_ends_on_the_day_the_other_begins(bring: Bring) -> None:
    from luodi.service.policies.catalogue import catalogue

    old = bring(OLD)[0].key
    assert catalogue().by_key[old].state(date(2024, 6, 1)) == "in force"
    bring(POLICY)
    held = catalogue().by_key[old]
    assert [held.state(day) for day in (date(2019, 12, 31), date(2024, 2, 29), date(2024, 3, 1))] == [
        "not yet",
        "in force",
        "repealed",
    ]


def test_rules_share_the_end_of_what_they_implement(bring: Bring) -> None:
    from luodi.service.policies.catalogue import catalogue

    rules = bring(RULES)[0].key
    assert catalogue().by_key[rules].state(date(2030, 1, 1)) == "unknown"
    bring(POLICY)
    held = catalogue().by_key[rules]
    assert [held.state(day) for day in (date(2024, 4, 30), date(2026, 2, 28), date(2026, 3, 1))] == [
        "not yet",
        "in force",
        "expired",
    ]


def test_staff_say_and_take_back_and_an_import_does_not_undo_it(
    bring: Bring, person: Callable[..., Any], acting: Callable[[Any], Any]
) -> None:
    from luodi.service.audit.queries import history
    from luodi.service.policies.actions import relate, unrelate
    from luodi.service.policies.catalogue import catalogue
    from luodi.service.policies.models import Relation

    policy, old, rules = (bring(text)[0].key for text in (POLICY, OLD, RULES))
    wrong = Relation.objects.get(source__key=policy, kind="repeals")
    unrelate(COMMAND, wrong.pk, "不是同一份", NOW)
    assert catalogue().by_key[old].state(date(2025, 1, 1)) == "in force"
    bring(CHANGED)
    assert ("repeals", "成都市织机补贴暂行办法", "成都市织机补贴暂行办法") not in told(policy)
    relate(
        acting(person("officer", "510100")), rules, "repeals", old, NOW, effective=date(2024, 9, 1), note="以公告为准"
    )
    assert catalogue().by_key[old].state(date(2024, 9, 1)) == "repealed"
    assert [row.action for row in history("document", rules)] == ["document.import", "document.relate"]
    with pytest.raises(Refused):
        relate(acting(person("officer", "330100")), rules, "amends", old, NOW)
    for kind, other, error in (("like", old, DataError), ("amends", " ", DataError), ("amends", rules, DataError)):
        with pytest.raises(error):
            relate(COMMAND, rules, kind, other, NOW)
    with pytest.raises(NotFound):
        relate(COMMAND, "d/nothing", "amends", old, NOW)
    with pytest.raises(NotFound):
        unrelate(COMMAND, wrong.pk, "又一次", NOW)


def test_what_an_amended_text_no_longer_says_is_dropped(bring: Bring) -> None:
    policy = bring(POLICY)[0].key
    bring(POLICY.replace("原《成都市织机补贴暂行办法》同时废止。", ""))
    assert told(policy) == {("basis", "四川省纺织振兴意见", "")}


def test_what_a_text_says_of_others(application: Any) -> None:
    from luodi.engine.documents import read_text
    from luodi.service.policies.relations import stated_relations

    def said(text: str) -> list[tuple[str, str]]:
        return [(one.kind, one.title) for one in stated_relations(read_text(text))]

    assert said("某市关于修改《某市织布奖补办法》的决定\n\n一、将《某市织布奖补办法》第二条改为三条。\n") == [
        ("amends", "某市织布奖补办法")
    ]
    assert said("某市办法\n\n一、对《某市织布奖补办法》作如下修改：\n\n（一）删去第三条。\n") == [
        ("amends", "某市织布奖补办法")
    ]
    assert said("某市办法\n\n一、总则\n\n（一）甲。\n\n二、奖补\n\n按照《某省奖补规定》给予奖补。\n") == []
