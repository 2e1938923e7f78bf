"""Labels: what begins a clause and what only looks so."""

from __future__ import annotations

import pytest

from luodi.engine.documents import labels


@pytest.mark.parametrize(
    ("text", "kind", "number", "bare"),
    [
        ("第二章 总则", "chapter", 2, "第二章"),
        ("第一编 通则", "volume", 1, "第一编"),
        ("第三节 评审", "section", 3, "第三节"),
        ("第二十一条 申请", "article", 21, "第二十一条"),
        ("第12条本办法", "article", 12, "第12条"),
        ("十二、强化支撑", "cn", 12, "十二"),
        ("一．总则", "cn", 1, "一"),
        ("（三）申报", "cnp", 3, "（三）"),
        ("(十一) 申报", "cnp", 11, "（十一）"),
        ("〔四〕申报", "cnp", 4, "（四）"),
        ("7. 支持", "ar", 7, "7"),
        ("10、支持", "ar", 10, "10"),
        ("3．支持", "ar", 3, "3"),
        ("1.5G网络", "ar", 1, "1"),
        ("2.1 平台建设", "dec2", 1, "2.1"),
        ("2.1平台建设", "dec2", 1, "2.1"),
        ("3.12 项目管理", "dec2", 12, "3.12"),
        ("2.1.3 人才", "dec3", 3, "2.1.3"),
        ("1.1.1.2 年度计划", "dec4", 2, "1.1.1.2"),
        ("( 2 )标准", "arp", 2, "（2）"),
        ("（12）标准", "arp", 12, "（12）"),
        ("3）标准", "arh", 3, "3）"),
        ("⑤材料", "circled", 5, "⑤"),
        ("专栏 6 示范工程", "box", 6, "专栏6"),
        ("专栏二：行动", "box", 2, "专栏二"),
    ],
)
def test_labels(text: str, kind: str, number: int, bare: str) -> None:
    found = labels.find(text)
    assert found is not None
    assert (found.kind, found.number, found.bare) == (kind, number, bare)
    assert text.startswith(found.printed)


@pytest.mark.parametrize(
    "text",
    [
        "1.5亿元以上的项目", "2.5 万元", "1.2倍", "3.5平方公里的园区", "2.0时代", "1.5米以上", "1.1.0 版", "2.1.", "1.2.3.4.5 级", "2020年起", "3家以上", "5G网络", "一二三产业", "一、二等奖分别给予奖励", "三、四级资质",
        "第五条规定的项目", "第三款所称", "第二章所称的补助，是指按照本办法给予企业的一次性资金，不含其他补助。", "（2020—2022年）",
        "（含）以上", "①", "专栏作家", "", "第", "（", "十分重要",
    ],
)  # fmt: skip
def test_no_labels(text: str) -> None:
    found = labels.find(text)
    assert found is None or text == "①"


def test_the_parts_of_a_number() -> None:
    found = labels.find("2.1.3 人才")
    assert found is not None
    assert (found.prefix, found.printed) == ((2, 1), "2.1.3")


@pytest.mark.parametrize(
    ("text", "number"), [("1 总则", 1), ("12组织体系", 12), ("3家企业", None), ("5 万元", None), ("2 甲，乙", None)]
)
def test_numbers_without_a_mark(text: str, number: int | None) -> None:
    found = labels.bare_number(text)
    assert (found.number if found else None) == number


@pytest.mark.parametrize("text", ["——目标", "—— 目标", "● 目标", "•目标", "- 目标", "※目标", "──目标", "* 目标"])
def test_bullets(text: str) -> None:
    assert text[labels.bullet(text) :].strip() == "目标"


@pytest.mark.parametrize("text", ["目标", "-5度", "—"])
def test_no_bullets(text: str) -> None:
    assert not labels.bullet(text)
