"""Targets and tasks at the desk: drafted beside supports, decided, published with them or later, and shown wherever the plan is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.service.drafts.conftest import KEY, NOW, POLICY, TODAY, settled

from luodi.engine.core.errors import DataError, Problems

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")

PLAN = """某某市智能工坊行动计划

一、总体目标

到2027年，工坊产业规模达到500亿元以上，培育骨干工坊30家。

二、重点任务

（一）建设算力中心。2026年6月底前建成一座公共算力中心。（牵头单位：市发展和改革委员会；配合单位：市科技局）

（二）开放应用场景。面向工坊开放应用场景20个。（责任单位：市经济和信息化局）

三、支持措施

（一）支持设备更新。对购置智能装备的工坊，按研发费用的20%给予补助，单个企业最高不超过300万元。（责任单位：市经济和信息化局）

四、附则

本计划自2025年1月1日起施行，有效期至2027年12月31日。
"""
CASES = """- name: 封顶
  date: 2025-06-01
  facts: {enterprise: {rd_expense: {2025: 20_000_000}}}
  expect: {"3.1": {eligible: true, at_most: 3_000_000}}
"""


@pytest.fixture
def plan(bring: Callable[..., Any], officer: Any) -> dict[str, Any]:
    """The items of a plan on the desk by their ids."""
    from luodi.service.drafts import actions

    bring(PLAN)
    return {one.own: one for one in actions.begin(officer, KEY, NOW).items.all()}


def accept(officer: Any, one: Any, minutes: int = 1) -> Any:
    from luodi.service.drafts import actions

    cases = CASES if one.kind == "support" else ""
    return actions.decide(officer, one.pk, one.version, settled(one.text), cases, NOW + timedelta(minutes=minutes))


def publish(officer: Any, reviewer: Any, committed: Callable[[], Any]) -> Any:
    from luodi.service.drafts import actions

    made = actions.propose(officer, KEY, "", NOW, TODAY)
    with committed():
        return actions.approve(reviewer, made.pk, NOW)


def test_what_stands_in_the_text_is_on_the_desk_the_supports_first(plan: dict[str, Any]) -> None:
    from luodi.service.drafts import queries

    desk = plan["3.1"].desk
    assert {own: (one.kind, one.asks) for own, one in plan.items()} == {
        "1-target-1": ("target", 0), "1-target-2": ("target", 0), "2.1-task": ("task", 0), "2.2-target": ("target", 1),
        "2.2-task": ("task", 0), "3.1": ("support", 1),
    }  # fmt: skip
    assert [one.own for one in queries.ordered(desk)][:2] == ["3.1", "2.2-target"]
    assert (
        plan["1-target-2"].words == "到2027年，工坊产业规模达到500亿元以上，培育骨干工坊30家"
    )  # the sentence, not the figure alone
    assert plan["2.1-task"].words.count("公共算力中心") == 1 and "哪一年要达到" in plan["2.2-target"].text
    assert (plan["1-target-1"].label, plan["1-target-2"].label) == ("工坊产业规模", "骨干工坊")
    assert [one.own for one in desk.items.order_by("place")] == [
        "1-target-1", "1-target-2", "2.1-task", "2.2-task", "2.2-target", "3.1"
    ]  # fmt: skip


def test_they_are_published_with_the_supports_and_those_left_out_later(
    plan: dict[str, Any], officer: Any, reviewer: Any, committed: Callable[[], Any]
) -> None:
    from luodi.service.drafts import actions
    from luodi.service.policies.library import library

    with pytest.raises(Problems, match=r"还有 1 项没有审：3\.1"):
        actions.propose(officer, KEY, "", NOW, TODAY)
    for own in ("3.1", "1-target-1", "2.1-task"):
        assert accept(officer, plan[own]).state == "accepted"
    first = publish(officer, reviewer, committed)
    policy = library().policy(KEY)
    assert [(one.id, one.words, one.year) for one in policy.targets] == [("1-target-1", "不低于 500亿元", 2027)]
    assert [(one.lead, one.when) for one in policy.tasks] == [(("市发展和改革委员会",), ("2026年6月",))]
    accept(officer, plan["1-target-2"])
    second = publish(officer, reviewer, committed)
    assert (first.number, second.number) == (1, 2) and len(library().policy(KEY).targets) == 2


def test_a_plan_without_supports_is_published_too(
    bring: Callable[..., Any], officer: Any, reviewer: Any, committed: Callable[[], Any]
) -> None:
    from luodi.service.drafts import actions
    from luodi.service.policies.library import library

    bring(PLAN.partition("三、支持措施")[0] + "三、附则\n\n本计划自2025年1月1日起施行，有效期至2027年12月31日。\n")
    desk = actions.begin(officer, KEY, NOW)
    with pytest.raises(Problems, match="至少接受一项"):
        actions.propose(officer, KEY, "", NOW, TODAY)
    accept(officer, desk.items.get(own="2.1-task"))
    publish(officer, reviewer, committed)
    policy = library().policy(KEY)
    assert policy.supports == () and [one.title for one in policy.tasks] == ["建设算力中心"]


def test_what_the_strict_loader_refuses_is_not_accepted(plan: dict[str, Any], officer: Any) -> None:
    from luodi.service.drafts import actions

    one = plan["1-target-1"]
    with pytest.raises(Problems, match="单位里有“亿”"):
        actions.decide(officer, one.pk, 1, one.text.replace("unit: 元", "unit: 亿元"), "", NOW)
    with pytest.raises(Problems, match="还没有定：哪一年"):
        actions.decide(officer, plan["2.2-target"].pk, 1, plan["2.2-target"].text, "", NOW)
    with pytest.raises(DataError, match="编号不能改"):
        actions.decide(officer, one.pk, 1, one.text.replace("1-target-1", "1-target-9"), "", NOW)
    done = actions.decide(officer, one.pk, 1, one.text.replace("50_000_000_000", "60_000_000_000"), "", NOW)
    assert done.state == "corrected"


def test_of_a_new_text_only_what_changed_is_asked_again(
    plan: dict[str, Any], officer: Any, reviewer: Any, bring: Callable[..., Any], committed: Callable[[], Any]
) -> None:
    from luodi.service.drafts import actions

    for own in ("3.1", "1-target-1", "2.1-task"):
        accept(officer, plan[own])
    bring(PLAN.replace("500亿元", "600亿元").replace("20个", "25个"))
    assert actions.refresh(officer, KEY, NOW) == {"kept": 3, "changed": 3, "added": 0, "gone": 0}
    at = {one.own: one for one in plan["3.1"].desk.items.all()}
    assert {own: one.state for own, one in at.items()} == {
        "1-target-1": "changed", "1-target-2": "waiting", "2.1-task": "accepted", "2.2-target": "waiting", "2.2-task": "waiting",
        "3.1": "accepted",
    }  # fmt: skip
    assert "500亿元" in at["1-target-1"].words_before and "value: 60_000_000_000" in at["1-target-1"].drafted
    with pytest.raises(
        Problems, match="还有 1 项没有审：1-target-1"
    ):  # it was decided once: its new words wait for somebody
        publish(officer, reviewer, committed)


def test_a_folder_carries_them_out_and_in(plan: dict[str, Any], officer: Any) -> None:
    from luodi.service.drafts import actions, folder, queries

    for one in plan.values():
        accept(officer, one)
    desk = plan["3.1"].desk
    out = folder.unzipped(folder.zipped(queries.compiled(desk)))
    texts = {one.own: (one.kind, one.text) for one in desk.items.all()}
    actions.refuse(officer, plan["2.2-task"].pk, 2, "再想一想", NOW)
    actions.import_folder(officer, out, NOW)
    assert {one.own: (one.kind, one.text) for one in desk.items.all()} == texts
    assert {one.state for one in desk.items.all()} == {"corrected"}


def test_the_pages_of_a_target_and_a_task(
    plan: dict[str, Any], person: Callable[..., Any], enter: Callable[[Any], Any]
) -> None:
    staff = enter(person("officer", name="郑政"))
    page = staff.get(f"/desk/{KEY}/").content.decode()
    assert "支持 1</a>" in page and "目标 3</a>" in page and "任务 2</a>" in page
    assert "建设算力中心" not in staff.get(f"/desk/{KEY}/?kind=target").content.decode()

    target, task = plan["1-target-1"], plan["2.1-task"]
    page = staff.get(f"/desk/item={target.pk}").content.decode()
    assert 'name="value" value="50_000_000_000"' in page and "不低于 500亿元" in page and 'name="cases"' not in page
    assert 'name="year" value="2027"' in page and "还没有算例" not in page
    typed = {"version": 1, "title": "工坊产业规模", "clause": "一", "kind": "target", "value": "600亿", "unit": "元", "bound": "at_least",
             "year": "2027", "upper": "", "bodies": "市发展和改革委员会", "rest": ""}  # fmt: skip
    checked = staff.post(f"/desk/item={target.pk}/check", typed, headers={"HX-Request": "true"}).content.decode()
    assert "不低于 600亿元" in checked and "2027年" in checked
    refused = staff.post(f"/desk/item={target.pk}", {**typed, "upper": "500亿", "accept": "1"})
    assert refused.status_code == 422 and "upper 没有大过 value" in refused.content.decode()
    assert staff.post(f"/desk/item={target.pk}", {**typed, "accept": "1"}).status_code == 302
    target.refresh_from_db()
    assert (
        target.state == "corrected"
        and "value: 60_000_000_000" in target.text
        and "bodies: 市发展和改革委员会" in target.text
    )

    page = staff.get(f"/desk/item={task.pk}").content.decode()
    assert 'name="by" value="2026-06"' in page and "市发展和改革委员会" in page
    moved = {"version": 1, "title": "建设算力中心", "clause": "二/（一）", "lead": "市发展和改革委员会", "assist": "市科技局，市财政局",
             "by": "2026-06、2027", "bodies": "", "rest": "", "accept": "1"}  # fmt: skip
    assert staff.post(f"/desk/item={task.pk}", moved).status_code == 302
    task.refresh_from_db()
    assert 'assist: ["市科技局", "市财政局"]' in task.text and "by: [2026-06, 2027]" in task.text


def test_what_is_confirmed_is_read_in_the_library_the_comparison_and_the_api(
    plan: dict[str, Any], officer: Any, reviewer: Any, committed: Callable[[], Any], enter: Callable[[Any], Any]
) -> None:
    visitor = enter(None)
    read = visitor.get("/compare/targets").content.decode()
    assert (
        "工坊产业规模" in read
        and "审过" not in read.partition("</main>")[0].partition("<table")[2].partition("</table>")[0]
    )
    for own in ("3.1", "1-target-1", "2.1-task"):
        accept(officer, plan[own])
    publish(officer, reviewer, committed)
    page = visitor.get(f"/policies/{KEY}/").content.decode()
    assert (
        "目标与任务" in page
        and "不低于 500亿元" in page
        and "市发展和改革委员会牵头" in page
        and f"/documents/{KEY}/#2.1" in page
    )
    detail = visitor.get(f"/api/v1/policies/{KEY}").json()
    assert [(one["id"], one["kind"], one["when"]) for one in detail["plan"]] == [
        ("1-target-1", "目标", "2027年"),
        ("2.1-task", "任务", "2026年6月"),
    ]
    targets = visitor.get("/api/v1/comparisons/targets").json()["items"]
    assert [(one["title"], one["value"], one["checked"]) for one in targets] == [
        ("工坊产业规模", "不低于 500亿元", True)
    ]
    assert "审过" in visitor.get("/compare/targets").content.decode()
    propose = enter_staff_page(enter, officer)
    assert "还有 3 项目标、任务没有审" in propose


def enter_staff_page(enter: Callable[[Any], Any], officer: Any) -> str:
    from luodi.service.accounts.models import Person

    text: str = enter(Person.objects.get(pk=officer.person)).get(f"/desk/{KEY}/=propose").content.decode()
    return text


def test_figures_of_the_background_come_last(bring: Callable[..., Any], officer: Any) -> None:
    from luodi.service.drafts import actions, queries

    bring(PLAN.replace("一、总体目标\n\n", "一、总体目标\n\n截至2024年底，工坊产业规模已达200亿元。"))
    last = queries.ordered(actions.begin(officer, KEY, NOW))[-1]
    assert "kind: baseline" in last.text and "value: 20_000_000_000" in last.text


def test_a_measure_that_only_grants_money_brings_no_tasks(bring: Callable[..., Any], officer: Any) -> None:
    from luodi.service.drafts import actions

    bring(POLICY)
    assert {one.kind for one in actions.begin(officer, KEY, NOW).items.all()} == {"support"}
