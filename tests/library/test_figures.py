"""Figures in running text are read with their kind and value; what is a name is no figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.engine.library.figures import figures, squeeze


def found(text: str) -> list[tuple[str, object]]:
    return [(f.kind, f.value) for f in figures(text)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("给予20万元的补助", "money", Decimal(200_000)),
        ("不超过1,500万元", "money", Decimal(15_000_000)),
        ("最高1.5亿元", "money", Decimal(150_000_000)),
        ("奖励5000元", "money", Decimal(5000)),
        ("按20%给予", "ratio", Decimal("0.2")),
        ("按２０％给予", "ratio", Decimal("0.2")),
        ("利率的5‰", "ratio", Decimal("0.005")),
        ("超过100家企业", "count", Decimal(100)),
        ("连续3年", "period", Decimal(3)),
        ("三年内", "period", Decimal(3)),
        ("自2020年1月13日起", "date", date(2020, 1, 13)),
        ("一百万元", "money", Decimal(1_000_000)),
        ("最高 300 万\n元", "money", Decimal(3_000_000)),
    ],
)
def test_a_figure_is_read_with_its_kind_and_value(text: str, kind: str, value: object) -> None:
    assert found(text) == [(kind, value)]


def test_a_share_has_its_parts() -> None:
    for text in ("按4:3:3拨付", "按4∶3∶3拨付", "按4：3：3拨付"):
        (figure,) = figures(text)
        assert (figure.kind, figure.values) == ("share", (Decimal(4), Decimal(3), Decimal(3)))


def test_so_many_working_days_say_the_same_as_so_many_days() -> None:
    (one,), (other,) = figures("10个工作日内"), figures("10日内")
    assert one.same(other)


@pytest.mark.parametrize("text", ["示政办〔2019〕15号", "5G网络", "第三条", "GB/T 12345—2020", "2020年", "没有数字"])
def test_a_name_is_no_figure(text: str) -> None:
    assert found(text) == []


def test_several_figures_come_in_their_order() -> None:
    assert [v for _, v in found("按投资额的20%，最高300万元，连续3年，不超过10家")] == [
        Decimal("0.2"),
        Decimal(3_000_000),
        Decimal(3),
        Decimal(10),
    ]


@given(st.integers(1, 99_999))
def test_every_sum_in_ten_thousands_is_read_back(number: int) -> None:
    assert found(f"给予{number:,}万元") == [("money", Decimal(number) * 10_000)]


@given(st.text(alphabet="0123456789.,%‰万亿元年月日家个第条〔〕号：:一二三十百 \n甲乙GB", max_size=40))
def test_no_text_breaks_the_reader_and_every_figure_is_where_it_says(text: str) -> None:
    squeezed = squeeze(text).replace("∶", ":").replace("：", ":")
    for figure in figures(text):
        assert squeezed[figure.start : figure.start + len(figure.text)] == figure.text
