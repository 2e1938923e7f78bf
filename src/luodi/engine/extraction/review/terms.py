"""Words that decide who gets how much, and are nowhere defined: 投入, 投资额, 头部企业, 重点项目, 地方贡献."""

from __future__ import annotations

import re
from collections.abc import Iterator

from luodi.engine.documents.model import Span
from luodi.engine.extraction.review.model import Remark
from luodi.engine.extraction.review.reading import Passage, Reading, figures

#: What a rate is taken of, by the words that leave room; the tax return and the invoice of one thing leave none.
_BASES = re.compile(
    r"(?:年度|实际|总|项目|研发|建设|软硬件|平台|固定资产|活动|企业|地方|财政|经济|产业|核算|服务|测试|本地|新增|设备(?=投资)|技改)*"
    r"(?:(?:地方|财政|经济|产业|发展)+贡献(?:额|度)?|总投入|投入费用|总投资额?|投入|投资额|投资|贡献额?|总成本|活动成本|成本|服务总费用|总费用|相关费用|测试费用|总奖金额?|交易额|合同额|销售额)(?:度)?"
)
_ANCHORED = re.compile(
    r"加计扣除|纳税申报|发票|国家(?:实际)?(?:拨付|到位)|到账|购置[^，。；]{0,8}(?:设备|办公用房)|审计报告|统计部门"
)
_SPENT = re.compile(r"投入|投资")
_CONTRIBUTION = re.compile(r"(?:本[区市县]|地方|财政)(?:财政|地方|经济|发展)*贡献(?:额|度)?")
_MEASURES = re.compile("标准|不超过|按照?|根据")
#: A list of what is paid for stands before the rate: 设备采购、软件许可、测试服务等费用，按30%.
_ITEMISED = re.compile(r"、[^，。；、]{2,14}(?:、|和|及)[^，。；、]{2,16}(?:费|费用|支出|投入|方面的相关费用)[，（]?$")
_BESIDE = 8
_ROOTS: tuple[tuple[str, str, str], ...] = (
    ("贡献", "“贡献”可以是全部税收、地方留成、也可以含就业和产值，每种口径相差几倍，而且企业自己查不到地方留成。",
     "“{term}”按哪几个税种、哪一级留成、哪一年度计算？数据由哪个部门出具？"),
    ("交易额", "是成交总额、平台佣金还是已结算金额，差一个数量级。", "“{term}”指成交额、结算额还是平台收入？以什么凭证为准？"),
    ("合同额", "签了没有履行的、分年履行的、含税与不含税的，都可以叫合同额。", "“{term}”按签订额还是已履行额？含不含税？"),
    ("销售额", "含税与不含税相差13%，内部关联销售算不算也会有争议。", "“{term}”含不含税？关联企业之间的销售算不算？"),
    ("奖金", "不知道是谁的奖金、哪一年的奖金，照着算不出来。", "“{term}”是哪一笔奖金、由谁发放、哪一年的？"),
    ("", "人力、软件、场地、内部开发、税款算不算，哪几年的算，没有写；同一个项目可以算出相差一倍的数，审计时被核减的部分要退。",
     "“{term}”包括哪些支出（设备、软件、人力、场地、委托）？含不含税？从哪一天到哪一天？要不要专项审计？"),
)  # fmt: skip
_KINDS = re.compile(
    r"(?:人工智能|智能制造业?|大数据|数字经济|新一代|核心|行业|产业链?|产业|领域|制造业|创新型?)*"
    r"(?:头部|龙头|领军|骨干|特别重大|重大|重点|优质|高端|顶尖|标杆|链主|规模以上|优秀)"
    r"(?:人工智能|创新|中小型|制造业|投资|科技|示范|产业)*(?:企业|项目|人才|团队|活动|平台|机构|总部)"
)
_NAMED_ELSEWHERE = re.compile(
    r"(?:经|被|获|入选|列入|纳入|评为|评定|认定|上述|该|获批|目录|名单)[^，。；]{0,10}$|(?:国家|省级?|科技部|工信部|国际公认)[^，。；]{0,20}$"
)
_AI_COMPANIES = re.compile(r"人工智能企业(?!家)")
_EXPLAINS = (
    r"[”\"]?(?:（[^）]{0,20}）)?(?:[，。：])?(?:是指|系指|特指|指的是|指(?![导标引向定出南数令挥])|"
    r"的(?:认定|界定|范围|标准)|认定(?:标准|条件|办法)|包括|不包括|仅限)"
)
_APPLIES = re.compile(
    r"(?:本[政办措意细方][策法施见则案]|本规定)[^。；]{0,12}适用[^。；]{0,80}企业|企业(?:（机构）)?库|所称[^。；]{0,30}企业|企业认定"
)


def bases_without_definition(reading: Reading) -> Iterator[Remark]:
    """按投入的30%: what counts as 投入. Several words for what is spent are one remark: they may mean one thing."""
    uses: dict[str, list[Span]] = {}
    for term, span in (*_bases(reading), *_contributions(reading)):
        if not _defined(reading, term):
            uses.setdefault(term, []).append(span)
    spent = [term for term in uses if _SPENT.search(term)]
    if len(spent) > 1:
        yield _many(reading, spent, [span for term in spent for span in uses.pop(term)])
    for term, spans in uses.items():
        _, why, question = next(row for row in _ROOTS if row[0] in term)
        yield Remark(
            spans[0], f"按“{term}”算钱，全文没有定义“{term}”", why, question.format(term=term), places=tuple(spans[1:]),
            severity="low" if reading.leaves_to_rules or "固定资产" in term else None,
        )  # fmt: skip


def _many(reading: Reading, terms: list[str], spans: list[Span]) -> Remark:
    said = "".join(f"“{term}”" for term in terms)
    return Remark(
        spans[0], f"算钱用了{len(terms)}个说法：{said}，全文都没有定义", _ROOTS[-1][1],
        f"{said}是不是一回事？各包括哪些支出（设备、软件、人力、场地、委托），含不含税，从哪一天到哪一天？",
        places=tuple(spans[1:]), severity="low" if reading.leaves_to_rules else None,
    )  # fmt: skip


def _bases(reading: Reading) -> Iterator[tuple[str, Span]]:
    """Return the words that rates are taken of, where the words around them do not fix them."""
    for support in reading.paying:
        held = reading.grant(support)
        for rate in figures(support, "rate"):
            place = held.find(rate.quantity.span.start)
            head = held.value[:place]
            segment = re.split("[，。；：]", head)[-1]
            found = [match for match in _BASES.finditer(segment) if match.end() >= len(segment) - _BESIDE]
            if found and not (
                _ANCHORED.search(segment) or "（不" in segment or _ITEMISED.search(head[: place - len(segment)])
            ):
                start = place - len(segment)
                yield _core(found[-1][0]), held.span(start + found[-1].start(), start + found[-1].end())


def _contributions(reading: Reading) -> Iterator[tuple[str, Span]]:
    """Return 地方贡献 and the like where a grant is limited or measured by it, and no rate is named."""
    for support in reading.supports:
        if figures(support, "rate") and not figures(support, "cap"):
            continue
        held = reading.grant(support)
        for found in _CONTRIBUTION.finditer(held.value):
            if support.figures or _MEASURES.search(held.value[: found.end() + 12]):
                yield found[0], held.span(*found.span())


def _core(term: str) -> str:
    """Return the word without what only says whose it is."""
    return re.sub("^(?:企业|平台|其)", "", term)


def _defined(reading: Reading, term: str) -> bool:
    """Whether the words say what it is: the term, or the noun that it ends with, followed by 是指, 包括, 不含税."""
    root = re.sub("^(?:实际|项目|总|年度|建设)+", "", term)
    for name in {term, root, "项目" + root, "实际" + root}:
        if re.search(
            re.escape(name)
            + rf"额?(?:{_EXPLAINS}|不含|（不?含税|按照?[^，。；]{{2,30}}(?:核定|核算|认定|计算)|以[^，。；]{{2,30}}为准)",
            reading.text,
        ):
            return True
    return False


def kinds_without_definition(reading: Reading) -> Iterator[Remark]:
    """对头部企业给予500万元: who is one."""
    uses: dict[str, list[Span]] = {}
    for support in reading.paying:
        held = reading.grant(support)
        if figures(support, "threshold"):
            continue
        head = held.value[: held.find(support.figures[0].span.start)]
        for found in _KINDS.finditer(head):
            if not _NAMED_ELSEWHERE.search(head[: found.start()]) and _addressed(head, found.start(), found.end()):
                uses.setdefault(found[0], []).append(held.span(*found.span()))
    for term, spans in uses.items():
        if not re.search(re.escape(term) + _EXPLAINS, reading.text):
            yield Remark(
                spans[0], f"“{term}”能拿钱，全文没有写什么算“{term}”、由谁认定",
                "够不够格全看解释：企业花时间准备了材料才知道不算，落选的会要求说明依据。",
                f"什么算“{term}”：看规模、排名、名单，还是由哪个部门按什么办法认定？",
                places=tuple(spans[1:]), severity="low" if reading.leaves_to_rules else None,
            )  # fmt: skip


def _addressed(head: str, start: int, end: int) -> bool:
    """Whether the noun is the one that is paid: it stands behind 对 in the last address, or closes it."""
    mark = max(head.rfind(word, 0, start) for word in ("对", "支持", "鼓励"))
    return mark >= 0 and bool(re.match(r"(?:的|，|等|给予|、|将|和|按|$|[^，。；]{0,6}(?:给予|，))", head[end:]))


def companies_without_definition(reading: Reading) -> Iterator[Remark]:
    """A policy for 人工智能企业 that nowhere says which company is one."""
    if not reading.pays or _APPLIES.search(reading.text) or re.search("人工智能企业" + _EXPLAINS, reading.text):
        return
    paid = [(support, reading.grant(support)) for support in reading.paying]
    found = [(held, match) for _, held in paid if (match := _AI_COMPANIES.search(held.value))]
    if found:
        spans = [_span(held, match) for held, match in found]
        yield Remark(
            spans[0], f"{len(spans)}项支持给“人工智能企业”，全文没有写什么企业算",
            "买来模型装进产品的、做数据标注的、集成商算不算，决定几百家企业有没有资格；没有定义就只能靠每年的申报通知临时划线。",
            "“人工智能企业”按主营业务占比、行业代码、产品目录，还是按入库名单认定？由谁认定？", places=tuple(spans[1:]),
            severity="low" if reading.leaves_to_rules or reading.is_rules else None,
        )  # fmt: skip


def _span(held: Passage, match: re.Match[str]) -> Span:
    return held.span(*match.span())
