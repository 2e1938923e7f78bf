"""Which comments propose the same: pairs of our own, and what holds for any sequence of comments."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.service.consultations import alike

CLAUSE = "对企业自建算力站，按实际投资额的20%给予补助，最高不超过300万元，其中设备补助20%。"
SAME = [
    ("add", "给予最高100万元补贴。", "建议给予最高１００万元的补贴"),
    ("add", "设立专项资金，每年安排预算", "设立专项资金，每年安排财政预算"),
    (
        "add",
        "鼓励高校开放实验室，向中小企业提供设备共享服务",
        "鼓励高校和科研院所开放实验室，向中小企业提供设备共享服务",
    ),
    ("add", "对首次采购的企业给予补助", "对首次采购的企业给予补贴"),
    ("change", CLAUSE.replace("企业自建", "企业和科研机构自建"), CLAUSE.replace("企业自建", "企业、科研机构自建")),
    ("change", CLAUSE.replace("自建", "自建或者租用"), CLAUSE.replace("自建", "自建或租用")),
    ("change", CLAUSE.replace("最高不超过300万元", "不设上限"), CLAUSE.replace("，最高不超过300万元", "，不设上限")),
]
OTHER = [
    ("add", "给予最高100万元补贴", "给予最高200万元补贴"),
    ("add", "给予最高一百万元补贴", "给予最高三百万元补贴"),
    ("add", "由市财政承担全部费用并按年结算", "由区财政承担全部费用并按年结算"),
    ("add", "鼓励企业开放应用场景并给予资金支持", "鼓励政府开放应用场景并给予资金支持"),
    ("add", "申报企业应当提供担保材料", "申报企业不应当提供担保材料"),
    ("add", "受理后30日内拨付", "受理后30年内拨付"),
    ("add", "提高场景奖励标准并简化材料", "降低场景奖励标准并简化材料"),
    ("change", CLAUSE.replace("20%", "30%", 1), CLAUSE.replace("设备补助20%", "设备补助30%")),
    ("change", CLAUSE.replace("20%", "30%"), CLAUSE.replace("20%", "25%")),
    ("change", CLAUSE.replace("实际投资额", "设备投资额"), CLAUSE.replace("实际投资额", "设备采购额")),
    ("change", CLAUSE.replace("企业自建", "高校自建"), CLAUSE.replace("企业自建", "医院自建")),
]


def _key(kind: str, proposed: str) -> alike.Key:
    return alike.key(kind, proposed, "理由", CLAUSE)


@pytest.mark.parametrize(("kind", "one", "other"), SAME)
def test_the_same_in_other_words(kind: str, one: str, other: str) -> None:
    assert alike.same(_key(kind, one), _key(kind, other))


@pytest.mark.parametrize(("kind", "one", "other"), OTHER)
def test_something_else(kind: str, one: str, other: str) -> None:
    assert not alike.same(_key(kind, one), _key(kind, other))


def test_a_deletion_counts_its_words_and_its_reason() -> None:
    def key(words: str, reason: str) -> alike.Key:
        return alike.key("delete", words, reason, CLAUSE)

    assert alike.same(key("", "与上位法重复，没有必要再写"), key("", "和上位法重复，没有必要再写。"))
    assert not alike.same(key("", "与上位法重复"), key("", "增加企业负担"))
    assert not alike.same(key("最高", "与上位法重复"), key("其中设备补助20%", "与上位法重复"))


def test_examples_of_the_module() -> None:
    assert doctest.testmod(alike).failed == 0


TEXTS = st.text(st.sampled_from("给予补助企业不超过2030%万元，。 市区"), max_size=24)


@given(TEXTS, TEXTS)
def test_a_difference_is_whole(before: str, after: str) -> None:
    runs = alike.difference(before, after)
    assert "".join(text for mark, text in runs if mark != "+") == before
    assert "".join(text for mark, text in runs if mark != "-") == after


@given(st.lists(TEXTS, max_size=12))
def test_a_new_comment_moves_no_other(texts: list[str]) -> None:
    """The clusters of a beginning are those of the whole, cut off there; the same comments give the same clusters."""

    def placed(some: list[str]) -> list[int]:
        founded: list[tuple[int, alike.Key]] = []
        found = []
        for number, text in enumerate(some):
            key = _key("add", text)
            near = alike.nearest(key, founded)
            if near is None:
                founded.append((number, key))
            found.append(number if near is None else near)
        return found

    whole = placed(texts)
    assert all(placed(texts[:n]) == whole[:n] for n in range(len(texts) + 1))


@given(TEXTS)
def test_equal_is_the_same(one: str) -> None:
    assert alike.similarity(_key("change", one), _key("change", one)) == 100
