"""Two documents of one place and one of another, with a passage that was taken over and figures that changed; an enterprise with facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
LOOMS = """成都市织机智算行动方案

成织发〔2023〕3号

一、目标

到2026年，织机智算产业规模达到300亿元。（牵头单位：市经信局；责任单位：市科技局、市财政局）

二、任务

（一）建设织机智算公共服务平台，面向全市纺织工厂开放共享织造数据和训练环境。（牵头单位：市科技局）

（二）对在本市购置智能织机并接入智算平台的纺织工厂，按照实际购置费用的20%给予最高80万元一次性补助。

本方案自2023年3月1日起施行，有效期至2026年2月28日。
"""
RULES = """成都市织机智算行动方案实施细则

第一条 根据《成都市织机智算行动方案》（成织发〔2023〕3号），制定本细则。

第二条 对在本市购置智能织机并接入智算平台的纺织工厂，按照实际购置费用的20%给予最高60万元一次性补助。

第三条 本细则自2023年5月1日起施行。
"""
ELSEWHERE = """杭州市织机智算行动方案

杭织发〔2024〕8号

一、目标

到2027年，织机智算产业规模达到500亿元。

二、任务

（一）建设织机智算公共服务平台，面向全市纺织工厂开放共享织造数据和训练环境。（责任单位：市经信局）

（二）对在本市购置智能织机并接入智算平台的纺织工厂，按照实际购置费用的30%给予最高90万元一次性补助。

本方案自2024年5月1日起施行。
"""
KEYS = {
    "sichuan/chengdu/looms": LOOMS,
    "sichuan/chengdu/looms-rules": RULES,
    "zhejiang/hangzhou/looms-plan": ELSEWHERE,
}
EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture
def own_files(database: None, own_folder: Path) -> None:
    """Originals are kept in a folder of the test's own."""


@pytest.fixture
def held(own_files: None) -> None:
    """The three documents are held."""
    from luodi.service.accounts.rights import COMMAND
    from luodi.service.policies.actions import import_file

    for key, text in KEYS.items():
        region = "510100" if key.startswith("sichuan") else "330100"
        outcomes = list(
            import_file(COMMAND, text.encode(), f"{key.rpartition('/')[2]}.txt", NOW, key=key, region=region)
        )
        assert [one.state for one in outcomes] == ["added"]


@pytest.fixture
def begun(own_files: None, client: Any) -> Callable[[str], Any]:
    """A visitor who has begun a check-up with an example."""

    def make(name: str = "growing-firm") -> Any:
        with (EXAMPLES / f"{name}.yaml").open("rb") as stream:
            assert client.post("/check-up/upload/", {"file": stream}).status_code == 302
        return client

    return make


@pytest.fixture
def person(own_files: None, enter: Callable[..., Any]) -> Callable[..., Any]:
    """A person who may act for an organisation of a code, signed in."""
    from luodi.service.accounts.models import Authorisation, Organisation, Person

    def make(login: str, code: str = "") -> Any:
        one = Person.objects.create(login=login, name="某人", joined=NOW)
        if code:
            firm = Organisation.objects.create(code=code, name="锦江试比有限公司", region="510104", since=NOW)
            Authorisation.objects.create(
                person=one, organisation=firm, role="enterprise", starts=date(2020, 1, 1), granted_at=NOW
            )
        return enter(one)

    return make
