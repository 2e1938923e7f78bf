"""Statements: what holds on a day, history, withdrawal; the same facts as a situation and as a fact file; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

DAY = date(2021, 12, 31)
LATER = datetime(2022, 4, 1, 8, tzinfo=UTC)


def facts(organisation: Any, on: date = DAY, known: datetime | None = None) -> Any:
    from luodi.service.registry import queries

    return queries.situation(organisation, on, known)


def test_what_was_stated_is_what_a_check_up_takes(one: Any, tell: Callable[..., Any]) -> None:
    tell("main_revenue@2021=1,200.5万元", "ai_business=是", "registered_on=2018年6月1日", "kind=企业", "tax_region=杭州市", "industry=65",
         "project.total_investment[厂房]=5000000", "project.local_equipment_share[厂房]=12%", "loan.exists=false")  # fmt: skip
    situation = facts(one)
    assert situation.enterprise == {
        "name": "西湖智能有限公司", "credit_code": "SYNTHETIC000000001", "registered_region": "330106", "main_revenue": {2021: Decimal("12005000")},
        "ai_business": True, "registered_on": date(2018, 6, 1), "kind": "enterprise", "tax_region": "330100", "industry": "I65",
    }  # fmt: skip
    project = situation.things["project"][0]
    assert (project.id, project.facts["total_investment"], project.facts["local_equipment_share"]) == (
        "厂房",
        Decimal(5_000_000),
        Decimal("0.12"),
    )
    assert situation.things["loan"] == ()
    assert "platform" not in situation.things
    assert situation.received is None


def test_a_fact_file_says_the_same_and_is_checked(one: Any, tell: Callable[..., Any], tmp_path: Path) -> None:
    from click.testing import CliRunner

    from luodi.cli import cli
    from luodi.engine.core import strict_yaml
    from luodi.engine.rules.facts import read_situation
    from luodi.service.registry import queries
    from luodi.service.registry.words import library

    tell("main_revenue@2021=12000000.50", "main_revenue@2020=0", "clean_record=否", "hire.annual_income[张: #1 \"甲\"]=80万", "lease.exists=false",
         "received.exists=false", "award.granted_on[奖1]=2021-05-01")  # fmt: skip
    text = queries.fact_file(one, DAY)
    source = strict_yaml.parse(text.encode(), "facts.yaml")
    again = read_situation(source, library().vocabulary)
    told = facts(one)
    assert (again.on, again.enterprise, again.things, again.received) == (
        told.on,
        told.enterprise,
        told.things,
        told.received,
    )
    file = tmp_path / "facts.yaml"
    file.write_text(text, "utf-8")
    result = CliRunner().invoke(cli, ["check", str(file), "--policy", "zhejiang/hangzhou/ai-zone-policy"])
    assert result.exit_code in {0, 1}, result.output


def test_receipts_of_after_the_day_were_not_there_yet(one: Any, clerk: Any, now: datetime) -> None:
    from luodi.service.registry import actions

    for own, day in (("到账1", "2021-06-01"), ("到账2", "2022-02-01")):
        told = {("support", ""): "zhejiang/hangzhou/ai-zone-policy#4", ("date", ""): day, ("amount", ""): "100000.5"}
        actions.state(clerk, one, actions.About("received", own), told, actions.Origin("self"), now)
    received = facts(one).received
    assert [(r.date, r.amount, r.support) for r in received] == [
        (date(2021, 6, 1), Decimal("100000.5"), "zhejiang/hangzhou/ai-zone-policy#4")
    ]
    assert len(facts(one, date(2022, 3, 1)).received) == 2


def test_a_new_value_supersedes_and_history_stays(one: Any, tell: Callable[..., Any], now: datetime) -> None:
    from luodi.service.registry import queries

    tell("main_revenue@2021=1000万")
    tell("main_revenue@2021=1100万", now=LATER, source="annual", note="第3页")
    rows = list(queries.history(one, "enterprise", "main_revenue"))
    assert [(r.value, r.superseded_at, r.source) for r in rows] == [
        ("11000000", None, "annual"),
        ("10000000", LATER, "self"),
    ]
    assert facts(one).enterprise["main_revenue"] == {2021: Decimal(11_000_000)}
    assert facts(one, known=now).enterprise["main_revenue"] == {2021: Decimal(10_000_000)}
    assert "main_revenue" not in facts(one, known=now - timedelta(days=1)).enterprise


def test_a_value_holds_from_its_day(one: Any, tell: Callable[..., Any]) -> None:
    tell("ai_business=否", "ai_business@2021-06-01=是", "ai_business@2021-09-01=否")
    days = [date(2020, 1, 1), date(2021, 5, 31), date(2021, 6, 1), date(2021, 8, 31), date(2021, 9, 1)]
    assert [facts(one, day).enterprise["ai_business"] for day in days] == [False, False, True, True, False]


def test_the_same_again_changes_nothing(one: Any, tell: Callable[..., Any]) -> None:
    from luodi.service.audit.models import Entry

    tell("main_revenue@2021=1000万", "ai_business=是", "loan.principal[l1]=50万")
    before = Entry.objects.count()
    assert (
        tell(
            "main_revenue@2021=10000000.00",
            "ai_business=√",
            "ai_business@2021-06-01=是",
            "loan.principal[l1]=500000",
            now=LATER,
        )
        == []
    )
    assert Entry.objects.count() == before


def test_withdrawn_is_unknown_again(one: Any, tell: Callable[..., Any], clerk: Any) -> None:
    from luodi.engine.core.errors import DataError
    from luodi.service.registry import actions

    (row,) = tell("main_revenue@2021=1000万")
    with pytest.raises(DataError, match="理由"):
        actions.withdraw(clerk, one, row.pk, " ", LATER)
    actions.withdraw(clerk, one, row.pk, "抄错了年份", LATER)
    assert "main_revenue" not in facts(one).enterprise
    assert "main_revenue" in facts(one, known=LATER - timedelta(seconds=1)).enterprise
    with pytest.raises(DataError, match="已经被"):
        actions.withdraw(clerk, one, row.pk, "再来", LATER)
    tell("main_revenue@2021=1000万", now=LATER)
    assert facts(one).enterprise["main_revenue"] == {2021: Decimal(10_000_000)}


def test_a_withdrawn_change_leaves_what_held_before(one: Any, tell: Callable[..., Any], clerk: Any) -> None:
    from luodi.service.registry import actions

    tell("ai_business=否")
    (row,) = tell("ai_business@2021-06-01=是")
    actions.withdraw(clerk, one, row.pk, "没有这回事", LATER)
    assert facts(one).enterprise["ai_business"] is False


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("main_revenue@2021=约500万", "不是数"), ("main_revenue=500", "没有写是哪一年"), ("main_revenue@2021=-5", "不能是负数"),
        ("main_revenue@2021=0.001", "比能记的更细"), ("main_revenue@2021=未知", "没有写值"), ("ai_business=也许", "不是“是”或“否”"),
        ("registered_on=2021-02-30", "没有这一天"), ("kind=公司", "没有这个类别"), ("tax_region=990100", "不是地区代码"), ("industry=Z99", "没有行业"),
        ("ai_business@2021年6月=是", "不是日期"), ("project.local_equipment_share[p]=120%", "超过 100%"), ("received.amount[r]=5", "缺支持、到账日期"),
        ("received.support[r]=zhejiang/nowhere#1", "没有支持"), ("project.level[p[1]=市级", "不能用"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_fact_is_refused(one: Any, tell: Callable[..., Any], text: str, what: str) -> None:
    from luodi.engine.core.errors import LuodiError

    with pytest.raises(LuodiError, match=what):
        tell(text)
    assert not one.statements.exists()


def test_a_thing_must_make_sense_as_a_whole(one: Any, tell: Callable[..., Any]) -> None:
    from luodi.engine.core.errors import LuodiError

    tell("loan.disbursed_on[l1]=2021-06-01")
    with pytest.raises(LuodiError, match="早于"):
        tell("loan.due_on[l1]=2020-06-01")
    assert facts(one).things["loan"][0].facts == {"disbursed_on": date(2021, 6, 1)}


def test_identity_is_no_statement(one: Any, tell: Callable[..., Any]) -> None:
    from luodi.engine.core.errors import DataError

    with pytest.raises(DataError, match="身份"):
        tell("name=别的名字")


def test_none_of_a_kind_and_then_one(one: Any, tell: Callable[..., Any], clerk: Any, now: datetime) -> None:
    from luodi.engine.core.errors import DataError
    from luodi.service.registry import actions

    actions.none_of(clerk, one, "loan", actions.Origin("self"), now)
    assert facts(one).things["loan"] == ()
    tell("loan.principal[l1]=50万")
    assert [thing.id for thing in facts(one).things["loan"]] == ["l1"]
    with pytest.raises(DataError, match="已经登记了1个"):
        actions.none_of(clerk, one, "loan", actions.Origin("self"), now)
    tell("loan.exists[l1]=false", now=LATER)
    assert facts(one).things["loan"] == ()
    tell("loan.principal[l1]=50万", now=LATER)
    assert [thing.id for thing in facts(one).things["loan"]] == ["l1"]


def test_what_a_department_stated_the_enterprise_cannot_change(
    one: Any, tell: Callable[..., Any], clerk: Any, officer: Any
) -> None:
    from luodi.engine.core.errors import DataError
    from luodi.service.registry import actions

    (row,) = tell("ai_registered=是", acting=officer, source="official")
    for text in ("ai_registered=否", "ai_registered@2021-06-01=否"):
        with pytest.raises(DataError, match="部门登记"):
            tell(text)
    with pytest.raises(DataError, match="部门登记"):
        actions.withdraw(clerk, one, row.pk, "不对", LATER)
    assert tell("ai_registered=是") == []
    tell("ai_registered=否", acting=officer, source="official", now=LATER)
    assert facts(one).enterprise["ai_registered"] is False


def test_the_departments_in_charge_follow_the_registered_region(one: Any, tell: Callable[..., Any]) -> None:
    from luodi.service.accounts.models import Organisation

    tell("registered_region=330106", "registered_region@2021-07-01=330108")
    assert Organisation.objects.get(pk=one.pk).region == "330108"
    assert facts(one, date(2021, 6, 30)).enterprise["registered_region"] == "330106"


def test_every_change_has_its_row_and_people_stay_out_of_the_log(
    one: Any, tell: Callable[..., Any], clerk: Any
) -> None:
    from luodi.service.audit.models import Entry
    from luodi.service.audit.queries import history, verify
    from luodi.service.registry import actions

    tell("main_revenue@2021=1000万")
    tell("main_revenue@2021=1100万", now=LATER, note="审计后")
    tell("hire.annual_income[张三]=80万")
    actions.withdraw(clerk, one, one.statements.get(value="11000000").pk, "重报", LATER)
    rows = list(history("organisation", one.pk))
    assert [(r.action, r.before, r.reason) for r in rows[:2]] == [
        ("fact.record", {"main_revenue@2021": None}, "企业自填"), ("fact.record", {"main_revenue@2021": "10000000"}, "审计后"),
    ]  # fmt: skip
    assert rows[1].after == {"main_revenue@2021": "11000000"}
    assert rows[3].before == {"main_revenue@2021": "11000000"} and rows[3].after["main_revenue@2021"] is None
    assert "张三" not in "".join(str(e.after) + str(e.before) for e in Entry.objects.all())
    assert "800000" not in str(rows[2].after)
    assert {row.actor for row in rows} == {"person:1"} and {row.region for row in rows} == {"330106"}
    assert verify().broken == ()


def test_a_word_taken_out_of_the_vocabulary_is_told_not_guessed(one: Any, tell: Callable[..., Any]) -> None:
    from luodi.service.registry import queries

    tell("kind=企业", "ai_business=是")
    one.statements.filter(name="kind").update(value="guild")
    held = queries.holds(one, DAY)
    assert "kind" not in held.data["enterprise"] and held.data["enterprise"]["ai_business"] is True
    assert held.left_out == ["主体类型：“guild”已不合词汇，当作不知道"]
    assert queries.fact_file(one, DAY).startswith("# 主体类型：“guild”")


def test_renamed_and_found_by_the_old_name(one: Any, officer: Any, now: datetime) -> None:
    from luodi.engine.core.errors import DataError
    from luodi.service.accounts.models import Organisation
    from luodi.service.registry import actions, queries

    actions.rename(officer, one, "杭州西湖智能股份有限公司", date(2021, 7, 1), "股改", now)
    current = Organisation.objects.get(pk=one.pk)
    assert [named.name for named in queries.names(current)] == ["西湖智能有限公司", "杭州西湖智能股份有限公司"]
    assert [queries.name_on(current, day) for day in (date(2021, 6, 30), date(2021, 7, 1))] == [
        "西湖智能有限公司",
        "杭州西湖智能股份有限公司",
    ]
    assert facts(current, date(2021, 1, 1)).enterprise["name"] == "西湖智能有限公司"
    assert list(queries.listed(officer, "西湖智能有限")) == [current]
    assert list(queries.listed(officer, "股份 杭州")) == [current]
    for name, since, what in (
        ("新名", date(2021, 7, 1), "不晚于"),
        ("新名", date(2023, 1, 1), "今天之后"),
        ("x", date(2021, 8, 1), "2 至 200"),
    ):
        with pytest.raises(DataError, match=what):
            actions.rename(officer, current, name, since, "", now)
