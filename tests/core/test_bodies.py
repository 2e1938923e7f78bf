"""The alias table of bodies."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.engine.core.bodies import load_bodies
from luodi.engine.core.errors import DataError


@pytest.mark.parametrize(
    ("printed", "region", "name", "known"),
    [
        ("市工信局", "330100", "杭州市工业和信息化局", True),
        ("市工业和信息化局", "330100", "杭州市工业和信息化局", True),
        ("杭州市工信局", "", "杭州市工业和信息化局", True),
        ("市工信局", "", "市工业和信息化局", True),
        ("市委网信办", "120000", "天津市委网络安全和信息化委员会办公室", True),
        ("市新经济委", "510100", "成都市新经济发展委员会", True),
        ("市新经济委", "330100", "市新经济委", False),
        ("市场监管局", "440300", "市场监督管理局", True),
        ("区科技局", "440100", "区科学技术局", True),
        ("市科技局（市外国专家局）", "330100", "杭州市科学技术局", True),
        ("某某公司", "330100", "某某公司", False),
        ("", "330100", "", False),
    ],
)
def test_resolve(printed: str, region: str, name: str, known: bool) -> None:
    found = load_bodies().resolve(printed, region)
    assert (found.name, found.known) == (name, known)


def test_an_office_is_told_from_its_body() -> None:
    found = load_bodies().resolve("市科技局高新技术处", "510100")
    assert (found.name, found.office) == ("成都市科学技术局", "高新技术处")


@pytest.mark.parametrize(
    ("title", "region"),
    [
        ("成都市若干政策", "510100"),
        ("关于推进上海示例工作的意见", "310000"),
        ("广州市黄埔区 广州开发区示例细则", "440112"),
        ("《武汉示例政策》实施细则", "420100"),
        ("若干政策", ""),
    ],
)
def test_region_of(title: str, region: str) -> None:
    assert load_bodies().region_of(title) == region


def test_one_short_name_for_two_bodies_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bodies.yaml"
    file.write_text("names:\n  科学技术局: [科技局]\n  科技创新局: [科技局]\n", "utf-8")
    with pytest.raises(DataError, match="科技局"):
        load_bodies(file)
    other = tmp_path / "other.yaml"
    other.write_text("name:\n  科学技术局: []\n", "utf-8")
    with pytest.raises(DataError, match="names"):
        load_bodies(other)
