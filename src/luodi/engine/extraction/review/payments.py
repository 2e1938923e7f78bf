"""When and in what the money comes: over how many years, in which parts, in which currency, from which purse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from luodi.engine.extraction.model import Quantity
from luodi.engine.extraction.review.model import Remark
from luodi.engine.extraction.review.reading import Passage, Reading, figures, money

_EACH_OR_ALL = re.compile(r"每年|年度|年均|累计|合计|总额|总计|总共|分[0-9一二三四五]年|逐年|当年|每一年")
_GOES_ON = re.compile(r"连续(?:支持|资助|补助|补贴|奖励|给予)?(?:不超过|最多|最长)?[0-9一二三四五六七八九十两]{1,2}年")
_PARTS = re.compile(
    r"分(?:[0-9一二三四五]{1,2}(?:年|期|次|批)|年度|期|批)(?:予以|给予)?(?:拨付|兑付|兑现|支付|发放|到位)"
)
_SHARED = re.compile(
    r"[0-9.]+%|平均|均等|等额|等比例|[0-9]:[0-9]|首期|首批|余款|尾款|剩余|其余|每年(?:拨付|兑付|支付)?[0-9一二三]"
)
_RATE_OF_DAY = re.compile(r"汇率|折算|等值|中间价")
_CURRENCIES = {"usd": "美元", "eur": "欧元", "hkd": "港元", "jpy": "日元"}
_YUAN_LEFT_OUT = re.compile(r"[0-9]+(?:\.[0-9]+)?[十百千]?[万亿]$")
_NO_SUM = re.compile(r"级|规模|[人次个家台套辆吨亩名件平米公千步家户项种]|美|欧|港|日元|、|和|或|至|到|—|-|~|/|／|及")


def years_without_total(reading: Reading) -> Iterator[Remark]:
    """最高1000万元 … 连续支持三年: a thousand a year, or in all."""
    for support in reading.paying:
        words = reading.grant(support)
        went_on = _GOES_ON.search(words.value)
        sums = [
            f for f in figures(support, "cap", "amount") if f.unit == "yuan" and not (f.per or "").endswith("_year")
        ]
        if not went_on or not sums or _EACH_OR_ALL.search(words.value):
            continue
        years = next((f for f in figures(support, "years") if f.value > 1), None)
        if years is None:
            continue
        least, most = sums[0].value, sums[0].value * years.value
        yield Remark(
            words.span(*went_on.span()), f"{money(least)}与“{went_on[0]}”放在一起，没有写是每年还是合计",
            f"两种读法相差{money(most - least)}（合计{money(least)}，或每年{money(least)}共{money(most)}）；中期预算和企业的资金计划都定不下来。",
            f"{money(least)}是每年的上限，还是{years.quantity.text}合计的上限？每年要不要重新申报、考核？",
        )  # fmt: skip


def instalments_without_shares(reading: Reading) -> Iterator[Remark]:
    """奖励资金分3年拨付: how much in each."""
    for support in reading.supports:
        held = reading.grant(support)
        found = _PARTS.search(held.value)
        if found and not _SHARED.search(
            held.value[found.end() : found.end() + 40] + held.value[max(0, found.start() - 12) : found.start()]
        ):
            yield Remark(
                held.span(*found.span()), f"“{found[0]}”没有写每次拨多少、凭什么拨下一次",
                "企业贷款和账期都按到账时间安排，差一年就是一年的利息；财政也排不出各年预算。",
                "每年（期）各拨百分之几？后一期要不要考核，没通过怎么办？",
            )  # fmt: skip


def shares_that_do_not_add_up(reading: Reading) -> Iterator[Remark]:
    """市级承担60%，区级承担30%: who pays the rest."""
    for support in reading.supports:
        shares = [f for f in figures(support, "share") if f.unit == "ratio" and not f.quantity.parts]
        total = sum((f.value for f in shares), Decimal(0))
        if (
            len(shares) < 2
            or total == 1
            or ("分别承担" in reading.grant(support).value and len({f.value for f in shares}) == 1)
        ):
            continue
        percent = f"{(total * 100).normalize():f}%"
        yield Remark(
            shares[0].quantity.span, f"各份之和是{percent}，不是100%",
            "少的那一份没有人出，兑现时市、区互相等；多的那一份重复列支。",
            "、".join(f.quantity.text for f in shares) + f"加起来是{percent}，哪一个写错了？余下的由谁承担？",
        )  # fmt: skip


def currencies_without_rate(reading: Reading) -> Iterator[Remark]:
    """估值10亿美元以上: at the rate of which day."""
    if _RATE_OF_DAY.search(reading.text):
        return
    for support in reading.supports:
        for figure in support.figures:
            if figure.unit in _CURRENCIES:
                yield Remark(
                    figure.quantity.whole, f"用{_CURRENCIES[figure.unit]}定{figure.quantity.text}，没有写按哪一天的汇率折算",
                    "汇率一年的波动就能让同一家企业上半年符合、下半年不符合；估值又没有指明由谁出具。",
                    "按申报日、认定日还是交割日的汇率？估值（金额）以什么文件为准？",
                )  # fmt: skip


def sums_without_unit(reading: Reading) -> Iterator[Remark]:
    """不低于500万的项目: of yuan."""
    for support in reading.paying:
        held = reading.grant(support)
        for quantity in reading.quantities(held):
            if _lacks_yuan(held, quantity):
                yield Remark(
                    quantity.span, f"“{quantity.text}”后面没有“元”",
                    "门槛和金额是兑现的硬条件，缺计量单位（也可能缺币种）在合规审查和审计时都要补说明。",
                    f"“{quantity.text}”是否为“{quantity.text}元”？",
                )  # fmt: skip


def _lacks_yuan(held: Passage, quantity: Quantity) -> bool:
    if quantity.kind not in {"money", "bare"} or quantity.list_size > 1 or not _YUAN_LEFT_OUT.search(quantity.text):
        return False
    after = held.value[held.find(quantity.span.end) :][:2]
    return not _NO_SUM.match(after) and not after.startswith("元")
