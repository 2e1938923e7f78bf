"""What may follow a number, with what it measures: 元, %, 家, 平方米, 个工作日, …

`kind` is what the number is, `unit` its base unit, `factor` what one of it is in the base unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from luodi.engine.extraction.model import QuantityKind


@dataclass(frozen=True, slots=True)
class Unit:
    """A measure word."""

    word: str
    kind: QuantityKind
    unit: str
    factor: Decimal = Decimal(1)


def _table() -> dict[str, Unit]:
    rows: list[tuple[str, QuantityKind, str, str]] = [
        ("元人民币 元 块钱 人民币", "money", "yuan", "1"), ("美元", "money", "usd", "1"), ("欧元", "money", "eur", "1"),
        ("港元 港币", "money", "hkd", "1"), ("日元", "money", "jpy", "1"),
        ("%", "ratio", "ratio", "0.01"), ("‰", "ratio", "ratio", "0.001"), ("个百分点", "ratio", "percentage_point", "0.01"),
        ("成", "ratio", "ratio", "0.1"), ("倍", "ratio", "times", "1"),
        ("年 周年", "duration", "year", "1"), ("个月", "duration", "month", "1"), ("个季度", "duration", "quarter", "1"),
        ("个工作日 工作日", "duration", "working_day", "1"), ("日 天 个自然日 自然日", "duration", "day", "1"),
        ("小时 个小时", "duration", "hour", "1"), ("分钟", "duration", "minute", "1"), ("秒", "duration", "second", "1"),
        ("毫秒 ms", "measure", "millisecond", "1"), ("微秒", "measure", "microsecond", "1"),
        ("平方米 平米 ㎡ m²", "measure", "square_metre", "1"), ("平方公里 平方千米 km²", "measure", "square_kilometre", "1"),
        ("亩", "measure", "mu", "1"), ("公顷", "measure", "hectare", "1"),
        ("公里 千米 km", "measure", "kilometre", "1"), ("米", "measure", "metre", "1"), ("厘米", "measure", "centimetre", "1"),
        ("毫米", "measure", "millimetre", "1"), ("纳米 nm", "measure", "nanometre", "1"), ("英寸", "measure", "inch", "1"),
        ("Gbps G", "measure", "gbps", "1"), ("Tbps", "measure", "gbps", "1000"), ("Mbps 兆", "measure", "mbps", "1"),
        ("吨", "measure", "tonne", "1"), ("公斤 千克", "measure", "kilogram", "1"), ("千瓦时 度电", "measure", "kwh", "1"),
        ("千瓦 KW kW", "measure", "kilowatt", "1"), ("兆瓦 MW", "measure", "megawatt", "1"), ("标准煤", "measure", "tce", "1"),
        ("PFlops PFLOPS Pflops P", "measure", "pflops", "1"), ("EFlops EFLOPS EFlop E", "measure", "pflops", "1000"),
        ("TFlops TFLOPS", "measure", "tflops", "1"), ("TB", "measure", "terabyte", "1"), ("PB", "measure", "petabyte", "1"),
        ("EB", "measure", "exabyte", "1"), ("GB", "measure", "gigabyte", "1"), ("字节", "measure", "byte", "1"),
        ("人次", "count", "person_time", "1"), ("岁", "measure", "year_of_age", "1"), ("分", "measure", "point", "1"),
        (
            "家 个 项 名 人 所 种 条 件 套 座 处 场 次 门 篇 部 册 台 辆 架 艘 颗 枚 类 批 期 户 只 款 批次 位 支 片 例 块 张 节 站 组 对 大类 "
            "万人次 场次 家次 台套 台(套) 台/套 台/万人 件/万人 个/万人 项次 标箱 单 盏 根 幅 本 届 区 机架 标准机架 卡 人月 课时 学时",
            "count", "count", "1",
        ),
    ]  # fmt: skip
    return {
        word: Unit(word, kind, unit, Decimal(factor)) for words, kind, unit, factor in rows for word in words.split()
    }


_UNITS = _table()
#: Single letters only where no word goes on: 1260G, not 5GHz.
_LETTERS = {word for word in _UNITS if re.fullmatch("[A-Za-z]+", word)}
#: 个 of 个性化, 次 of 次新: words that only begin like a measure word.
_NOT_AFTER = {
    "年": "级|轮|货|画|会(?=[展议])", "个": "性|体(?!工商)|人(?=所得|收入|信息)", "家": "庭|电|具|长|居", "项": "目(?=[、，])",
    "名": "称|录|单", "人": "工|才|均|脸|机|形|行", "种": "子|植|业", "条": "件|例|款", "件": "套", "部": "分|门|级|署|委|件|省|属",
    "场": "景|所|地|馆", "次": "性|序|日|要|年|新|月", "类": "型|似|别", "批": "准|发|复", "期": "间|限|货|望", "户": "外|籍|均",
    "位": "于|置|居", "支": "持|付|撑|援", "片": "区(?=[是为和])", "例": "如|行|外", "块": "链", "节": "点|能|约", "站": "位",
    "组": "织|建|成|合|件", "对": "于|应|接|口|外|照", "区": "块|域|县|级|间|两级", "单": "位|个|一|项|元|证", "本": "地|市|省|区|科|级",
    "分": "别|类|级|布|析|工|享|期|批|之|为|层|配|步|散|行|公|支|钟|拨|担|档", "成": "立|果|为|功|本|都|长|员|熟|效|交|套|品|渝",
    "所": "有|得|在|属|需|述", "处": "理|于|置|室", "门": "户|类|槛", "套": "餐", "日": "常|益|本|前|起施", "天": "津|府|然|使|元|河|数|地",
    "元": "器|素|件|宇|年", "台": "湾|阶|风", "座": "谈", "卡": "口|车", "张": "江|家", "根": "据|本", "倍": "增|速", "届": "满", "秒": "批|级",
    "只": "有|能|需|要", "款": "项", "幅": "度|员", "颗": "粒", "架": "构", "篇": "章",
}  # fmt: skip


def _alternatives() -> str:
    parts = []
    for word in sorted(_UNITS, key=len, reverse=True):
        part = re.escape(word)
        if word in _LETTERS:
            part += "(?![A-Za-z0-9])"
        elif _NOT_AFTER.get(word):
            part += f"(?!{_NOT_AFTER[word]})"
        parts.append(part)
    return "|".join(parts)


#: Any measure word, longest first.
PATTERN = f"(?:{_alternatives()})"
_SPELLED_COUNTS = frozenset("家个项名人所种条件座处")
_MONEY_AFTER = re.compile(
    r"(?:级|规模|[^\u4e00-\u9fff]|的?(?:资金|投资|产业|产值|收入|营收|企业|奖励|补助|补贴|支持|资助|基金|以上|以下|左右))|$"
)
_YUAN_SCALE = re.compile("[十百千]?(?:万亿|[万亿])")
#: An index or an efficiency has no measure word: 指数达到72, 能效比降到1.2以下.
_INDEX_BEFORE = re.compile(
    r"(?:(?:PUE|指数|系数|效率|得分|比值|密度|能效比)[^,，。；、\d]{0,10}|[降提][低升高]?(?:控制)?[到至])$",
    re.IGNORECASE,
)
_INDEX_AFTER = re.compile(r"[以之][下上内]|左右|[,，。；、;)）\n]|$")
#: 用户超过2亿: people and devices, no money.
_COUNTED_BEFORE = re.compile(
    r"(?:用户|人口|人次|[户次件辆台个人条]数|量|连接|终端|下载量|参数|访问量|活跃)[总]?[数量规模]{0,2}[^,，。；、\d元]{0,8}$"
)


def of(word: str | None) -> Unit | None:
    """Return the unit of a measure word."""
    return _UNITS.get(word) if word else None


def may_be_spelled(unit: Unit, text: str, found: re.Match[str]) -> bool:
    """Tell whether a number in Chinese numerals is meant as a number: 三年, 百名; not 一个, 一批, 三大."""
    number = found["n1"]
    if unit.kind == "money":
        return bool(found["s1"]) or len(number) > 1
    if unit.kind == "duration":
        return unit.word in {"年", "个月", "个工作日", "工作日", "天", "日", "周年", "个季度"} and not text.startswith(
            ("一度", "行动"), found.end()
        )
    if unit.kind == "ratio":
        return unit.word in {"个百分点", "倍", "成"} and (unit.word != "成" or number != "一")
    return (
        unit.kind == "count"
        and unit.word in _SPELLED_COUNTS
        and number not in {"一", "两"}
        and bool(found["f1"] or found["s1"] or number[-1] in "十百千" or number not in set("三四五六七八九"))
    )


def bare_allowed(text: str, start: int, end: int, *, spelled: bool, scaled: bool, ranged: bool) -> bool:
    """Tell whether a number without a measure word may stand: 千亿规模, 500亿, 1-2应用试点项目, 100、50万元, 300+场景."""
    if scaled:
        return True
    follows = text[end : end + 1]
    if spelled:
        return False
    if ranged:
        return follows not in {"月", "日", "号", "级", "班"}
    return follows in {"、", "/", "和", "或"} or _is_more(text, end) or is_index(text, start, end)


def is_index(text: str, start: int, end: int) -> bool:
    """Tell the value of an index or of an efficiency, which has no measure word."""
    return bool(_INDEX_AFTER.match(text, end) and _INDEX_BEFORE.search(text[max(0, start - 24) : start]))


def _is_more(text: str, end: int) -> bool:
    """Tell 300+场景: a round number, a plus, a noun."""
    return text[end - 1] == "+" and "\u4e00" <= text[end : end + 1] <= "\u9fff"


def bare(scaled: str | None, text: str, start: int, end: int) -> Unit:
    """Return what a number without a measure word counts: 亿 and 万 are money where the words say so."""
    if scaled and _YUAN_SCALE.fullmatch(scaled):
        if text.startswith(("级", "级以上"), end):
            return Unit("", "grade", "yuan")
        if _COUNTED_BEFORE.search(text[max(0, start - 24) : start]):
            return Unit("", "count", "count")
        if scaled.endswith("亿") or _MONEY_AFTER.match(text, end):
            return Unit("", "money", "yuan")
    return Unit("", "bare", "index" if not scaled and is_index(text, start, end) else "count")
