"""A policy of the tests' own on the desk, and the people who work on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
TODAY = date(2026, 1, 5)
KEY = "zhejiang/hangzhou/workshop-policy"
POLICY = """某某市支持智能制造工坊发展若干措施

为支持智能制造工坊发展，制定本措施。

一、支持工坊改造

（一）支持设备更新。对工坊购置智能装备的，按研发费用的20%给予补助，单个企业最高不超过300万元。（责任单位：市经济和信息化局）

（二）奖励首次达标。对年营业收入首次突破2000万元、5000万元的企业，分别给予20万元、50万元奖励。

二、支持场景开放

（一）对入选市级示范场景的企业，给予100万元一次性奖励。

三、附则

本措施自2025年1月1日起施行，有效期至2027年12月31日。
"""
#: The same with one sum changed, one clause put before the others and one gone.
CHANGED = POLICY.replace("最高不超过300万元", "最高不超过400万元").replace(
    "（一）对入选市级示范场景的企业，给予100万元一次性奖励。", "（一）对举办行业活动的企业，每场给予10万元补助。"
)
CASE_EQUIPMENT = """- name: 比例之内
  date: 2025-06-01
  facts: {enterprise: {rd_expense: {2025: 1_000_000}}}
  expect: {"1.1": {eligible: true, at_most: 200_000}}
- name: 封顶
  date: 2025-06-01
  facts: {enterprise: {rd_expense: {2025: 20_000_000}}}
  expect: {"1.1": {eligible: true, at_most: 3_000_000}}
"""
REVENUE = """- id: "1.2"
  title: 首次达标奖励
  clause: 一/（二）
  instrument: reward
  values:
    first: 20_000_000
    tiers: [[20_000_000, 200_000], [50_000_000, 500_000]]
  when:
  - main_revenue > first
  amount: step_above(main_revenue, tiers)
"""
CASE_REVENUE = """- name: 突破5000万元
  date: 2025-06-01
  facts: {enterprise: {main_revenue: {2025: 60_000_000}}}
  expect: {"1.2": {eligible: true, amount: 500_000}}
"""


@pytest.fixture(autouse=True)
def own_files(own_folder: Path) -> Path:
    """Originals and published policies are kept in a folder of the test's own."""
    return own_folder


@pytest.fixture
def bring(database: None) -> Callable[..., Any]:
    """Imports a text as the document of the tests."""
    from luodi.service.accounts.rights import COMMAND
    from luodi.service.policies.actions import import_file

    def make(text: str = POLICY, key: str = KEY, region: str = "330100") -> Any:
        found = list(import_file(COMMAND, text.encode(), "文件.txt", NOW, key=key, region=region))
        assert found[0].state in {"added", "changed"}, found
        return found[0]

    return make


@pytest.fixture
def person(database: None) -> Callable[..., Any]:
    """Makes a person with a post: `person("officer", "330100")`."""
    from luodi.service.accounts.models import Person, Post

    def make(role: str = "", region: str = "330100", name: str = "某人") -> Any:
        one = Person.objects.create(login=f"p-{role}-{region}-{name}", name=name, joined=NOW)
        if role:
            Post.objects.create(person=one, role=role, unit="某局", region=region, starts=date(2020, 1, 1))
        return one

    return make


@pytest.fixture
def acting() -> Callable[[Any], Any]:
    """Who acts when a person does."""
    from luodi.service.accounts.acting import acting as of

    return lambda one: of(one, NOW)


@pytest.fixture
def officer(person: Callable[..., Any], acting: Callable[[Any], Any]) -> Any:
    """An officer of Hangzhou."""
    return acting(person("officer", name="周政"))


@pytest.fixture
def reviewer(person: Callable[..., Any], acting: Callable[[Any], Any]) -> Any:
    """A reviewer of Hangzhou."""
    return acting(person("reviewer", name="吴复"))


@pytest.fixture
def desk(bring: Callable[..., Any], officer: Any) -> Any:
    """The policy on the desk, nothing decided."""
    from luodi.service.drafts import actions

    bring()
    return actions.begin(officer, KEY, NOW)


def settled(text: str) -> str:
    """A draft whose questions a person has answered."""
    return text.partition("  to_decide:")[0]


@pytest.fixture
def review(desk: Any, officer: Any) -> Any:
    """The whole policy decided: one accepted, one corrected, one refused."""
    from luodi.service.drafts import actions

    at = {one.own: one for one in desk.items.all()}
    actions.decide(officer, at["1.1"].pk, 1, settled(at["1.1"].text), CASE_EQUIPMENT, NOW + timedelta(minutes=2))
    actions.decide(officer, at["1.2"].pk, 1, REVENUE, CASE_REVENUE, NOW + timedelta(minutes=4))
    actions.refuse(officer, at["2.1"].pk, 1, "另有细则，由细则编", NOW + timedelta(minutes=30))
    return desk
