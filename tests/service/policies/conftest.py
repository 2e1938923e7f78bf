"""Documents of the tests' own, people who import and read them, and a place for the originals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
POLICY = """成都市纺织机器人扶持办法

成纺发〔2024〕3号

第一条 根据《四川省纺织振兴意见》（川纺〔2023〕1号），制定本办法。

第二条 对购置纺织机器人的工厂，给予最高80万元补助。（责任单位：市经信局）

第三条 到2026年，建成5个织造算力节点，传感织机达到200台。

第四条 本办法自2024年3月1日起施行，有效期至2026年2月28日。原《成都市织机补贴暂行办法》同时废止。
"""
CHANGED = POLICY.replace("80万元", "95万元")
OLD = """成都市织机补贴暂行办法

第一条 对购置织机的工厂，给予最高20万元补助。

第二条 本办法自2020年1月1日起施行。
"""
RULES = """成都市纺织机器人扶持办法实施细则

第一条 根据《成都市纺织机器人扶持办法》（成纺发〔2024〕3号），制定本细则。

第二条 工厂每年揭榜一次，榜单由织造实验室公布。

第三条 本细则自2024年5月1日起施行，有效期与《成都市纺织机器人扶持办法》一致。
"""
ELSEWHERE = """杭州市染坊算力若干措施

一、算力进染坊

（一）建设染坊算力中心，接入传感网络。

（二）染坊租用5G专网的，给予租金补贴10%。

二、附则

本措施自2025年1月1日起施行。
"""


@pytest.fixture(autouse=True)
def own_files(own_folder: Path) -> Path:
    """Originals are kept in a folder of the test's own."""
    return own_folder / "files"


@pytest.fixture
def bring(database: None) -> Callable[..., list[Any]]:
    """Imports a text, as the command on the machine would."""
    from luodi.service.accounts.rights import COMMAND
    from luodi.service.policies.actions import import_file

    def make(text: str | bytes, name: str = "文件.txt", acting: Any = COMMAND, **more: Any) -> list[Any]:
        return list(import_file(acting, text.encode() if isinstance(text, str) else text, name, NOW, **more))

    return make


@pytest.fixture
def person(database: None) -> Callable[..., Any]:
    """Makes a person with posts: `person("officer", "510100")`; without one somebody who only signs in."""
    from luodi.service.accounts.models import Person, Post

    def make(role: str = "", region: str = "", login: str = "") -> Any:
        one = Person.objects.create(login=login or f"p-{role}-{region}", name="某人", joined=NOW)
        if role:
            Post.objects.create(person=one, role=role, unit="某局", region=region, starts=date(2020, 1, 1))
        return one

    return make


@pytest.fixture
def acting() -> Callable[[Any], Any]:
    """Who acts when a person does."""
    from luodi.service.accounts.acting import acting as of

    return lambda one: of(one, NOW)
