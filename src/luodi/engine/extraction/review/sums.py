"""What the figures of one grant say together: a ceiling needs a way to a sum, a rate needs a base and an end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from difflib import SequenceMatcher
from fractions import Fraction
from itertools import combinations

from luodi.engine.core.money import WAN, round_to
from luodi.engine.extraction.model import Figure, FigureRole, Support
from luodi.engine.extraction.review.model import Remark
from luodi.engine.extraction.review.reading import Passage, Reading, figures, money

_COSTS = (
    r"投入|投资|费|金额|总额|额度|额|价|成本|支出|开支|经费|租金|利息|利率|收入|工资|薪酬|贡献|增量|部分|资金|贷款|奖金|"
    r"税|款|产值|利润|销售|交易|合同|保费|拨付|到账|购买|采购"
)
_COST_BEFORE = re.compile(_COSTS)
_COST_AFTER = re.compile(
    r"的?(?:比例|标准)?[^，。；给予奖补]{0,10}(?:费用?|投入|投资|租金|支出|成本|利息|经费|价款|保费|税)"
)
_ACCORDING = re.compile(
    r"(?:按照?|根据|依据)([^，。；：0-9（）]{2,16}?)(?:情况)?(?:市本级|给予|予以|最高|不超过|分级|分类)"
)
_CUMULATED = re.compile(r"(?:累计|合计|总计|年度总额|同一企业)[^，。；]{0,12}$")
_GRADED = re.compile(r"分(?:级|类|档|等次|层次)")
_CASE = re.compile(r"一事一议|一企一策|一项一议|个案")
_CAPPED = re.compile(r"最高|不超过|不高于|上限|封顶|以内|限额|总额|控制在")
_SHARE_SAID = re.compile(r"占|比例|比重|率|增|提高|提升|下降|降低|减少|股|控制|达标|满意|同比|环比|完成")
_PART_OF_ALL = re.compile(r"(?:覆盖|普及|完成|合格|准确|占比|比重|占有|化)率?$")
_WHOLE = re.compile(r"全额(?:给予|予以)?(?:奖励|补助|补贴|资助|返还)")
_NUMBERING = re.compile(r"^(?:[（]?[0-9一二三四五六七八九十]{1,3}[）.、．])*(?:支持|鼓励|引导|对于?)?")
#: Two subjects are one when all but a character or two are the same; a class or a kind that changes makes them two.
_SUBJECT_FROM, _ALIKE, _SMALL_CHANGE = 12, 0.9, 2
_CLASS = re.compile(r"[国省市区县级一二三四五六首甲乙丙ABC0-9高中初]|以上|以下|其他")
_OTHER_GRANT = re.compile(r"其中|另外|另行|再给|再按|同时|并给|一次性|此外|叠加|额外")
_BASE_NOUN = re.compile(r"(投入|投资|收入|销售额?|产值|合同额?|交易额?|租金|费用|支出|成本|贷款|融资)")
_NEVER = (
    "申报的人会先按比例算账、配材料、做审计，最后发现比例从不起作用；起草时多半是门槛、比例、封顶三个数中有一个写错了。"
)


def ceilings_without_rate(reading: Reading) -> Iterator[Remark]:
    """最高300万元, and no rate, standard or tier that leads to a sum."""
    for support in reading.paying:
        caps = figures(support, "cap")
        words = reading.grant(support).value
        if not caps or figures(support, "rate", "amount", "floor") or support.instrument == "fund":
            continue
        largest = max(caps, key=lambda figure: figure.value)
        settled = _graded_below(reading, support) or _limits_others(reading, support, largest)
        if settled or _CASE.search(words) or _goes_on_from_rate(reading, support):
            continue
        yield Remark(
            largest.quantity.whole, _ceiling_says(words, largest),
            f"从1元到{_sum(largest)}都不违反条文：企业无法估算，窗口无法解释，两个条件相同的申请人可能差出{_sum(largest)}，"
            "审计和复议时也没有依据。",
            "具体数额怎样得出：按哪一项费用的百分之几，还是分几档、每档多少？由细则规定的，请写明是哪份细则。",
            severity="low" if reading.leaves_to_rules else None,
        )  # fmt: skip


def _ceiling_says(words: str, cap: Figure) -> str:
    said = _ACCORDING.search(words)
    if "视情况" in words:
        return f"写了“视情况”，没有写看什么情况；只有最高{_sum(cap)}"
    if _GRADED.search(words):
        return f"写了分级（分类）给予，却只有最高{_sum(cap)}，没有各级各给多少"
    if said and not said[1].endswith(("规定", "要求", "有关")):
        return f"写了按“{said[1]}”，没有写按多少；只有最高{_sum(cap)}"
    return f"只有最高{_sum(cap)}，没有比例、标准或分档"


def _limits_others(reading: Reading, support: Support, cap: Figure) -> bool:
    """Whether it is a limit over sums that the clause has named before: 五年内累计最高不超过1亿元."""
    held = reading.grant(support)
    before = [other for other in reading.paying if other.clause == support.clause and other.span < support.span]
    return bool(_CUMULATED.search(held.before(cap.quantity))) and any(
        figures(other, "amount", "rate") for other in before
    )


def _graded_below(reading: Reading, support: Support) -> bool:
    """Whether the clauses below say how the sum is found."""
    return any(other.clause.startswith(support.clause + ".") for other in reading.paying)


def _sum(figure: Figure) -> str:
    words = money(figure.value) if figure.unit == "yuan" else figure.quantity.text
    return words + {"person_term": "/人/期"}.get(figure.per or "", "")


def rates_without_base(reading: Reading) -> Iterator[Remark]:
    """给予20%的奖励: of what."""
    for support in reading.paying:
        held = reading.grant(support)
        for rate in (*figures(support, "rate"), *_bare_thresholds(held, support)):
            if rate.quantity.list_place or (rate.role == "rate" and _base_said(held, rate)):
                continue
            printed = rate.quantity.text
            yield Remark(
                rate.quantity.whole,
                _rate_says(rate),
                "同一个项目按批复总额、到账金额、实际支出算出来的数可以差几倍；申报单位和审核单位各按各的算，材料要返工。",
                f"{printed}的基数是哪一项：总投资、实际投入、新增部分，还是上级拨付到账的资金？",
            )


def _rate_says(rate: Figure) -> str:
    printed = rate.quantity.text
    if rate.role == "threshold":
        return f"门槛写了{printed}，没有写是数量、金额还是别的什么的{printed}"
    return f"{printed}配套，没有写与哪一笔钱比" if rate.quantity.parts else f"写了{printed}，没有写是什么的{printed}"


def _bare_thresholds(held: Passage, support: Support) -> Iterator[Figure]:
    """购置本地产品超过50%的: of the number, or of the sum."""
    for figure in figures(support, "threshold"):
        segment = re.split("[，。；]", held.before(figure.quantity))[-1]
        if figure.unit == "ratio" and not _SHARE_SAID.search(segment + figure.quantity.cue):
            yield figure


def _base_said(held: Passage, rate: Figure) -> bool:
    head = held.value[: held.find(rate.quantity.whole.start)]
    sentence = re.split("[。；]", head)[-1]
    cue = held.value[held.find(rate.quantity.whole.start) : held.find(rate.quantity.span.start)]
    return bool(
        _COST_BEFORE.search(sentence + cue) or _COST_AFTER.match(held.value[held.find(rate.quantity.span.end) :])
    )


def rates_without_cap(reading: Reading) -> Iterator[Remark]:
    """A rate of what others spend, without an end to it."""
    for support in reading.paying:
        rates = figures(support, "rate")
        if not rates or figures(support, "cap", "amount") or support.instrument in {"tax", "interest"}:
            continue
        if _capped_nearby(reading, support, rates[-1]):
            continue
        printed = rates[-1].quantity.text
        yield Remark(
            rates[-1].quantity.whole, f"按{printed}给予，没有封顶",
            "一个特别大的项目就可能用掉全年的预算，排在后面的申请人无钱可兑；先到先得会变成争议。",
            "单个申请人最多得多少？全年总额多少？确实不封顶的，请写明“不设上限”和资金不够时怎么办。",
        )  # fmt: skip
    yield from _whole_sums(reading)


def _whole_sums(reading: Reading) -> Iterator[Remark]:
    """给予全额奖励: the whole of a sum that is not known, without an end."""
    for support in reading.supports:
        held = reading.grant(support)
        whole = _WHOLE.search(held.value)
        if whole and not figures(support, "cap", "amount", "rate"):
            yield Remark(
                held.span(*whole.span()), f"“{whole[0]}”没有封顶",
                "基数有多大就要付多少，签约时谁也不知道是多少；几家大户就能用完全年预算。",
                "全额的上限是多少、哪几年的？资金不够时按什么次序付？",
            )  # fmt: skip


def _capped_nearby(reading: Reading, support: Support, rate: Figure) -> bool:
    clause = reading.document.clause(support.clause)
    rest = reading.document.text[rate.quantity.span.end : clause.end][:120]
    return bool(re.search(rf"(?:{_CAPPED.pattern})[^。；]{{0,24}}[0-9]", "".join(rest.split())))


def rates_beside_fixed_sums(reading: Reading) -> Iterator[Remark]:
    """按支出的50%给予补助，每家每年补助50万元: the share or the sum."""
    for support in reading.paying:
        rates, sums = figures(support, "rate"), figures(support, "amount")
        if len(rates) != 1 or len(sums) != 1 or figures(support, "cap", "floor"):
            continue
        rate, fixed = rates[0], sums[0]
        held = reading.grant(support)
        between = held.value[held.find(rate.quantity.span.end) : held.find(fixed.quantity.span.start)]
        if fixed.span < rate.span or fixed.quantity.list_size > 1 or _OTHER_GRANT.search(between):
            continue
        yield Remark(
            fixed.quantity.whole, f"前面说按{rate.quantity.text}补，后面说补{fixed.quantity.text}：不知道以哪个为准",
            f"支出达不到{_needed(fixed, rate)}的单位，按比例拿不到{fixed.quantity.text}，按定额能拿到；一字之差（少写“最高”）就是真金白银。",
            f"{fixed.quantity.text}是最高额，还是不论支出多少都给的定额？",
        )  # fmt: skip


def _needed(fixed: Figure, rate: Figure) -> str:
    """Return how much must be spent for the rate to come to the sum; 约 where it does not divide evenly."""
    if not rate.value:
        return fixed.quantity.text
    spent = Fraction(fixed.value) / Fraction(rate.value)
    rounded = round_to(spent, WAN)
    return (
        money(rounded)
        if spent == Fraction(rounded)
        else "约" + money(round_to(spent, WAN if spent > WAN else Decimal(1)))
    )


def floors_against_rates(reading: Reading) -> Iterator[Remark]:
    """按支出不超过50%，最低1万元: below twice the floor both cannot hold."""
    for support in reading.paying:
        rates = [rate for rate in figures(support, "rate") if rate.unit == "ratio" and not rate.quantity.parts]
        floors = [floor for floor in figures(support, "floor") if floor.quantity.upper is None]
        if len(rates) != 1 or not floors or not rates[0].value:
            continue
        rate, floor = rates[0], floors[0]
        yield Remark(
            floor.quantity.whole,
            f"{rate.quantity.text}与最低{money(floor.value)}在支出低于{_needed(floor, rate)}时不能同时成立",
            f"支出不到{_needed(floor, rate)}的，按比例不足{money(floor.value)}，按最低额又超过了比例，甚至超过实际支出；"
            "一边是多付的财政资金，一边是被退回的小企业。",
            f"支出低于{_needed(floor, rate)}的，是补到{money(floor.value)}，还是不受理？",
        )


def rates_that_are_ceilings(reading: Reading) -> Iterator[Remark]:
    """不超过投入的30%，最高500万元: nothing in it is certain."""
    for support in reading.paying:
        if _graded_below(reading, support):
            continue
        rates, caps = figures(support, "rate"), figures(support, "cap")
        if (
            not rates
            or not caps
            or figures(support, "amount", "floor")
            or any(rate.bound != "at_most" for rate in rates)
        ):
            continue
        printed = rates[0].quantity.text
        yield Remark(
            rates[0].quantity.whole, f"{printed}是“不超过”，{caps[0].quantity.text}是“最高”：没有一个数是定的",
            f"符合条件的企业可以得到1%，也可以得到{printed}；同一年里前松后紧，最容易引来投诉。",
            "是一律按这个比例，还是分档？评分与比例怎样对应？", severity="low",
        )  # fmt: skip


def rates_after_a_rate(reading: Reading) -> Iterator[Remark]:
    """按投入的20%，最高500万元；其中，对重大项目最高2000万元: does the 20 % still hold."""
    for support in reading.paying:
        caps = figures(support, "cap")
        first = _goes_on_from_rate(reading, support)
        if first is not None and caps and not figures(support, "rate", "amount"):
            yield _rate_left_out(figures(first, "rate")[-1], caps[0])
        elif later := _later_cap(reading.grant(support), support):
            yield _rate_left_out(figures(support, "rate")[-1], later)


def _rate_left_out(rate: Figure, cap: Figure) -> Remark:
    return Remark(
        cap.quantity.whole, f"前一句按{rate.quantity.text}，“其中”这一类只写最高{_sum(cap)}，没有写比例还算不算",
        f"按比例，投入要达到{_needed(cap, rate)}才能拿满；不按比例，投入多少都可以要到{_sum(cap)}。",
        f"“其中”这一类是否仍按{rate.quantity.text}计算，只是提高封顶？",
    )  # fmt: skip


def _later_cap(held: Passage, support: Support) -> Figure | None:
    """Return the ceiling of a grant that stands behind 其中，对…, when the rate and a ceiling stand before it."""
    rates, caps = figures(support, "rate"), figures(support, "cap")
    if not rates or len(caps) < 2 or rates[-1].span > caps[0].span:
        return None
    between = held.value[held.find(caps[0].span.end) : held.find(caps[1].span.start)]
    return caps[1] if re.search("其中，?对", between) else None


def _goes_on_from_rate(reading: Reading, support: Support) -> Support | None:
    """Return the grant with a rate that this one is a part of: 按投入的20%…，其中，对…."""
    lead = reading.document.text[max(0, support.span.start - 8) : support.span.start + 4]
    if "其中" not in "".join(lead.split()):
        return None
    before = [other for other in reading.paying if other.clause == support.clause and other.span < support.span]
    return before[-1] if before and figures(before[-1], "rate") else None


def grants_with_two_sums(reading: Reading) -> Iterator[Remark]:
    """The same grant in two places, with two sums."""
    told = [(support, _subject(reading, support)) for support in reading.paying]
    told = [(support, subject) for support, subject in told if len(subject) >= _SUBJECT_FROM]
    for (one, first), (other, second) in combinations(told, 2):
        if first != second and (figures(one, "threshold") or figures(other, "threshold")):
            continue  # tiers of one grant
        if _same_subject(first, second) and (pair := _differs(one, other)):
            before, after = pair
            yield Remark(
                after.quantity.whole, f"同一件事写了两处：一处{before.quantity.text}，另一处{after.quantity.text}",
                "申请人拿高的一处来要，窗口拿低的一处来答；两处都是条文，复议时没有理由不按高的给。",
                f"以{before.quantity.text}还是{after.quantity.text}为准？不是一件事的，对象要写出区别。",
                places=(before.quantity.whole,),
            )  # fmt: skip


def _differs(one: Support, other: Support) -> tuple[Figure, Figure] | None:
    """Return the first figure of each that does the same thing with another number."""
    roles: tuple[FigureRole, ...] = ("rate", "cap", "amount")
    for role in roles:
        before, after = figures(one, role), figures(other, role)
        if before and after and {f.value for f in before}.isdisjoint(f.value for f in after):
            return before[0], after[0]
    return None


def _subject(reading: Reading, support: Support) -> str:
    """Return the words before the first sum: whom the grant is for."""
    paying = figures(support, "rate", "cap", "amount", "floor")
    held = reading.grant(support)
    return _NUMBERING.sub("", held.value[: held.find(paying[0].quantity.whole.start)])


def _same_subject(first: str, second: str) -> bool:
    """Whether both say the same but for a word that tells no class: 国家级 and 省级 are two things."""
    if first == second:
        return True
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < _ALIKE or matcher.ratio() < _ALIKE:
        return False
    changed = [(first[a:b], second[c:d]) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]
    return all(len(a) + len(b) <= _SMALL_CHANGE and not _CLASS.search(a + b) for a, b in changed)


def percentages_over_100(reading: Reading) -> Iterator[Remark]:
    """A rate, a share or a goal above 100 %."""
    for support in reading.supports:
        deducted = "加计" in reading.grant(support).value  # 加计扣除 120% is a tax rule
        for figure in figures(support, "rate", "share"):
            if figure.unit == "ratio" and not figure.quantity.parts and figure.value > 1 and not deducted:
                yield Remark(
                    figure.quantity.span, f"{figure.quantity.text}超过了100%",
                    "照字面执行，补的比花的还多；多半是小数点或百分号写错，发出去以后只能另行发文更正。",
                    f"{figure.quantity.text}是不是笔误？应是多少？",
                )  # fmt: skip
    for target in reading.targets:
        quantity = target.quantity
        if quantity.unit == "ratio" and quantity.value > 1 and _PART_OF_ALL.search(target.indicator):
            yield Remark(
                quantity.span, f"“{target.indicator}”{quantity.text}，超过了100%",
                "这样的指标无法统计，年底考核时责任单位报不出数。", f"“{target.indicator}”应是多少？",
            )  # fmt: skip


def rates_that_never_apply(reading: Reading) -> Iterator[Remark]:
    """投资1亿元以上的按10%给予最高500万元: the ceiling is reached at the threshold, so the rate says nothing."""
    for support in reading.paying:
        rates, caps = figures(support, "rate"), figures(support, "cap")
        least = [f for f in figures(support, "threshold") if f.unit == "yuan" and f.bound in {"at_least", "more_than"}]
        if len(rates) != 1 or len(caps) != 1 or len(least) != 1 or (caps[0].per or "").endswith("_year"):
            continue
        rate, cap, threshold = rates[0], caps[0], least[0]
        held = reading.grant(support)
        if rate.unit != "ratio" or threshold.value * rate.value < cap.value or not _same_base(held, threshold, rate):
            continue
        yield Remark(
            rate.quantity.span,
            f"门槛{money(threshold.value)}的{rate.quantity.text}已是{money(threshold.value * rate.value)}，达到封顶{money(cap.value)}：比例用不上",
            _NEVER, f"是人人都得{money(cap.value)}，还是比例、门槛或封顶有一个写错了？",
        )  # fmt: skip


def _same_base(held: Passage, threshold: Figure, rate: Figure) -> bool:
    """Whether threshold and rate are of the same kind of sum."""
    first = _BASE_NOUN.findall(held.value[: held.find(threshold.quantity.span.start)][-16:])
    second = _BASE_NOUN.findall(held.value[: held.find(rate.quantity.span.start)][-16:])
    return bool(first and second and first[-1][:2] == second[-1][:2])


def ranges_without_measure(reading: Reading) -> Iterator[Remark]:
    """给予500—1000万元: by what is it 500 or 1000."""
    for support in reading.paying:
        for figure in figures(support, "floor"):
            if figure.quantity.upper is None or figures(support, "rate"):
                continue
            low, high = figure.quantity.value, figure.quantity.upper
            yield Remark(
                figure.quantity.whole, f"给予{figure.quantity.text}，没有写区间内怎样定",
                f"同样符合条件，最少和最多相差{money(high - low)}；没有尺度，经办人不敢给高，申请人不服给低。",
                f"什么情况给{money(low)}，什么情况给{money(high)}？由评审定的，评审按什么打分？",
            )  # fmt: skip
