"""Draft one support: its values by role, a formula where the words leave one reading, and what a person must decide."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from luodi.engine.core.ids import citable
from luodi.engine.core.money import plain
from luodi.engine.documents.model import Document
from luodi.engine.extraction.model import Figure, Support
from luodi.engine.library.draft.bases import fact_named, offered
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary

#: What the text counts for, as an entity of the vocabulary; what is not here is counted for the enterprise and asked.
_ENTITIES = {
    "enterprise": ENTERPRISE, "organisation": ENTERPRISE, "institution": ENTERPRISE, "school": ENTERPRISE,
    "project": "project", "platform": "platform", "incubator": "platform", "base": "platform", "park": "platform",
    "person": "hire", "team": "hire", "activity": "activity", "loan": "loan",
}  # fmt: skip
_CLASSES = {"国家级": "national", "国家": "national", "省级": "provincial", "省": "provincial", "市级": "municipal",
            "市": "municipal", "区级": "district", "区": "district"}  # fmt: skip
_WORDS = {"reward": "奖励", "grant": "补助", "matching": "配套", "interest": "贴息", "voucher": "发券", "rent": "租金补贴",
          "tax": "税收", "guarantee": "担保", "equity": "股权投资", "in_kind": "实物支持", "priority": "优先支持", "fund": "基金"}  # fmt: skip
_SPECIAL = {"一事一议": "一事一议", "视情况": "视情况给予", "酌情": "酌情给予", "优先": "优先对待，没有数额",
            "首购": "政府采购支持，没有数额", "参照": "按另一份文件", "按照": "按另一份文件", "按规定": "按规定，文件没有写明"}  # fmt: skip
_LAST_YEAR = re.compile(r"上一?年度?")
CURRENCIES = {"yuan": "元", "usd": "美元", "eur": "欧元", "hkd": "港元", "jpy": "日元"}
_TITLE, _SAID = 24, 24


@dataclass(slots=True)
class Block:
    """One support as it will be written, with the digest of the text it came from."""

    id: str
    clause: str
    source: str
    keys: dict[str, Any]
    ask: list[dict[str, Any]] = field(default_factory=list)

    def asks(self, words: str, about: tuple[str, ...] = ()) -> None:
        """Leave a question to a person; `about` are the values that no formula uses until it is answered."""
        self.ask.append({"ask": words, **({"about": list(about)} if about else {})})


def block_of(document: Document, support: Support, own_id: str, title: str, vocabulary: Vocabulary) -> Block:
    """Draft the block of a support."""
    text = "".join(document.text[support.span.start : support.span.end].split())
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    entity, sure = _entity(support)
    instrument = "equity" if support.instrument == "fund" else support.instrument
    keys: dict[str, Any] = {
        "id": own_id,
        "title": _titled(title, support),
        "clause": citable(support.path),
        "instrument": instrument,
    }
    if entity != ENTERPRISE:
        keys["for"] = entity
    block = Block(own_id, citable(support.path), digest, keys)
    _Sum(block, document, support, entity, text, vocabulary).write()
    if support.bodies:
        keys["bodies"] = list(support.bodies)
    if not sure:
        block.asks("一笔钱按什么计：企业、项目、平台还是别的实体（for）")
    block.asks("谁可以享受、要满足什么条件（when）：" + _addressed(document, support) + _place(document, support))
    return block


def _titled(title: str, support: Support) -> str:
    return (
        f"{title[:_TITLE]}{_WORDS[support.instrument]}" if title else f"{support.path} 的{_WORDS[support.instrument]}"
    )


def _place(document: Document, support: Support) -> str:
    line = document.line(document.cleaned.span(support.span.start, support.span.end).start)
    return f"见原文 {support.path}（第 {line} 行）"


def _addressed(document: Document, support: Support) -> str:
    """Say the first words of who is addressed, so that a person finds the place."""
    if support.beneficiary is None:
        return ""
    words = "".join(document.text[support.beneficiary.start : support.beneficiary.end].split())
    return f"“{words[:_SAID]}{'…' if len(words) > _SAID else ''}”，"


def _entity(support: Support) -> tuple[str, bool]:
    named = [figure.per for figure in support.figures if figure.per]
    if not named:
        return ENTERPRISE, not any(figure.role in {"cap", "amount"} for figure in support.figures)
    plain_names = [re.sub("_(?:year|month|term)$", "", name) for name in named]
    return _ENTITIES.get(plain_names[0], ENTERPRISE), plain_names[0] in _ENTITIES


class _Sum:
    """Writes the values, the sum and the limits of one support."""

    def __init__(
        self, block: Block, document: Document, support: Support, entity: str, text: str, vocabulary: Vocabulary
    ) -> None:
        self.block, self.document, self.support = block, document, support
        self.entity, self.text, self.vocabulary = entity, text, vocabulary
        self.values: dict[str, Any] = {}
        self.notes: list[str] = []

    def write(self) -> None:
        keys = self.block.keys
        keys["values"] = self.values
        sums = self._tiers() or self._classes() or self._rated() or self._flat() or self._none()
        self._years()
        self._left()
        if not self.values:
            del keys["values"]
        keys.update(sums)
        if limits := list(self._limits()):
            keys["limits"] = limits
        if self.notes:
            keys["notes"] = self.notes

    def of(self, *roles: str) -> list[Figure]:
        return [figure for figure in self.support.figures if figure.role in roles]

    def _limits(self) -> Iterator[dict[str, Any]]:
        """The yearly limits that can apply; of one that counts something else than the support does, a person says how."""
        for name, figure in self.yearly.items():
            per = _ENTITIES.get((figure.per or "").removesuffix("_year"), ENTERPRISE)
            if name in self.values and per in {ENTERPRISE, self.entity}:
                yield {"per": per, "period": "year", "cap": name}
            elif name in self.values:
                self.block.asks(f"{name} 按 {per} 计，这一项按 {self.entity} 计：怎样用", (name,))

    @property
    def yearly(self) -> dict[str, Figure]:
        """The yearly limits beside the sum of one grant: the cap itself when there is no other."""
        caps = [figure for figure in self.of("cap") if (figure.per or "").endswith("_year")]
        others = [figure for figure in self.of("cap", "rate", "amount") if figure not in caps]
        if not others:
            return {}
        return {f"{(figure.per or '').removesuffix('_year')}_year_cap": figure for figure in caps}

    # -- the ways a sum is given, the most definite first ---------------------------------------------------------

    def _tiers(self) -> dict[str, str]:
        """达到A、B、C的，分别给予a、b、c: a table that goes up."""
        steps, sums = self.of("threshold"), self.of("amount")
        if len(steps) < 2 or len(steps) != len(sums) or len({step.unit for step in steps}) > 1:
            return {}
        rows = sorted(zip((s.value for s in steps), (a.value for a in sums), strict=True))
        self.values["tiers"] = [list(row) for row in rows]
        found = fact_named(self._before(steps[0]), self.entity, self.vocabulary, _type(steps[0]))
        if found.fact is None:
            self._ask_base("分档按哪个事实", found.near, ("tiers",))
            return {"discretion": "分档所按的事实待定"}
        function = "step_above" if steps[0].bound == "more_than" else "step"
        return {"amount": f"{function}({found.fact.name}, tiers)"}

    def _classes(self) -> dict[str, str]:
        """国家级、省级、市级分别给予: a table by class."""
        sums = [figure for figure in self.of("amount", "cap") if figure.when in _CLASSES]
        if len(sums) < 2:
            return {}
        self.values["classes"] = {_CLASSES[figure.when]: figure.value for figure in sums}
        kind = "at_most" if sums[0].role == "cap" else "amount"
        if self.vocabulary.find("level", self.entity) is None:
            self._ask_base("级别按哪个事实", (), ("classes",))
            return {"discretion": "级别所按的事实待定"}
        return {kind: "pick(level, classes)"}

    def _rated(self) -> dict[str, str]:
        """按…的20%给予最高300万元: rate × base, up to the cap, when the base is one fact."""
        rates, caps = self.of("rate"), self._caps()
        if not rates:
            return {}
        if len(rates) > 1 or len(caps) > 1:
            return {}
        self.values["rate"] = rates[0].value
        if caps:
            self.values["cap"] = caps[0].value
        base = self._words(self.support.base)
        found = fact_named(base, self.entity, self.vocabulary)
        kind = "at_most" if caps or rates[0].bound == "at_most" else "amount"
        if not base or found.fact is None:
            self._ask_base(f"比例的基数“{base}”是哪个事实" if base else "比例的基数是什么", found.near, ("rate",))
            return {"at_most": "cap"} if caps else {"discretion": "比例的基数待定"}
        if _LAST_YEAR.search(base) and found.fact.by_year:
            self.block.keys["year"] = "last"
        whole = f"{found.fact.name} * rate"
        return {kind: f"min({whole}, cap)" if caps else whole}

    def _flat(self) -> dict[str, str]:
        """给予20万元, or 最高500万元 alone."""
        amounts, caps, floors = self.of("amount"), self._caps(), self.of("floor")
        if len(amounts) == 1 and not caps and not self.of("rate"):
            self.values["amount_paid"] = amounts[0].value
            return {"amount": "amount_paid"}
        if len(caps) == 1 and not amounts and not self.of("rate"):
            self.values["cap"] = caps[0].value
            if len(floors) == 1:
                self.values["floor"] = floors[0].value
                return {"at_most": "cap", "at_least": "floor"}
            return {"at_most": "cap"}
        return {}

    def _none(self) -> dict[str, str]:
        """Nothing that leaves one reading: a case-by-case promise, or several figures a person must put together."""
        paying = self.of("rate", "cap", "floor", "amount")
        if not paying:
            why = next((said for word, said in _SPECIAL.items() if word in self.text), "没有写明数额")
            return {"discretion": why}
        names = []
        for number, figure in enumerate(paying, 1):
            name = f"{figure.role if figure.role != 'amount' else 'amount_paid'}_{number}"
            self.values[name] = figure.value
            names.append(name)
        said = "；".join(
            f"{name} {_shown(figure)}{f'（{figure.when[:12]}）' if figure.when else ''}"
            for name, figure in zip(names, paying, strict=True)
        )
        self.block.asks(f"几个数怎样合成一个金额：{said}", tuple(names))
        return {"discretion": "金额的算法待定"}

    # -- the rest -------------------------------------------------------------------------------------------------

    def _caps(self) -> list[Figure]:
        return [figure for figure in self.of("cap") if figure not in self.yearly.values()]

    def _years(self) -> None:
        for name, figure in self.yearly.items():
            if figure.value not in self.values.values():
                self.values[name] = figure.value
        years = self.of("years")
        if len(years) == 1 and years[0].unit == "year" and self._beside_a_sum(years[0]):
            self.block.keys["years_paid"] = years[0].value
        elif len(years) == 1:
            self.block.asks(f"{_shown(years[0])}是谁的年限，怎样用")
        quotas = self.of("quota")
        if len(quotas) == 1 and quotas[0].quantity.upper is None:
            self.block.keys["quota"] = {"count": quotas[0].value}

    def _beside_a_sum(self, years: Figure) -> bool:
        """Tell whether the years stand in the sentence of the sum: 对特别重大的可连续支持三年 is about fewer."""
        paid = [figure.span.start for figure in self.of("rate", "cap", "amount")]
        between = (self.document.text[min(place, years.span.start) : max(place, years.span.start)] for place in paid)
        return any(not re.search("[。；;]", words) for words in between)

    def _left(self) -> None:
        """Ask about every figure that has not found its place."""
        tiered = "tiers" in self.values
        for figure in self.of("threshold"):
            if not tiered:
                words = self._before(figure)
                found = fact_named(words, self.entity, self.vocabulary, _type(figure))
                self.block.asks(
                    f"门槛 {_shown(figure)} 是哪个事实的条件"
                    + _offer(found.near if found.fact is None else (found.fact,))
                )
        for figure in self.of("fund", "share", "other"):
            self.notes.append(f"原文另有数字 {_shown(figure)}，不是给一家的钱")
        if len(self.of("years")) > 1 or len(self.of("quota")) > 1:
            figures = self.of("years", "quota")
            self.block.asks("年限、名额怎样用：" + "、".join(map(_shown, figures)))

    def _ask_base(self, words: str, near: Any, about: tuple[str, ...]) -> None:
        self.block.asks(words + _offer(near), about)

    def _words(self, span: Any) -> str:
        return "" if span is None else "".join(self.document.text[span.start : span.end].split())

    def _before(self, figure: Figure) -> str:
        """Return the words of the clause right before a figure."""
        head = self.document.text[self.support.span.start : figure.quantity.whole.start]
        return re.split("[，,；;。：:、]", "".join(head.split()))[-1]


def _type(figure: Figure) -> Type:
    return {"yuan": Type.MONEY, "ratio": Type.RATIO}.get(figure.unit, Type.COUNT)


def _offer(near: Any) -> str:
    return f"；相近的事实：{offered(near)}" if near else "；词汇里没有相近的事实，要先加"


def _shown(figure: Figure) -> str:
    """Say a figure in plain numbers: 20%, 300万元."""
    value = figure.value
    if figure.unit == "ratio":
        return f"{plain(value * 100)}%"
    if figure.unit in CURRENCIES:
        for word, size in (("亿", Decimal(10**8)), ("万", Decimal(10**4))):
            if value >= size and value % (size / 100) == 0:
                return f"{plain(value / size)}{word}{CURRENCIES[figure.unit]}"
        return f"{plain(value)}{CURRENCIES[figure.unit]}"
    return f"{plain(value)}{ {'year': '年', 'month': '个月', 'day': '日'}.get(figure.unit, figure.quantity.measure) }"
