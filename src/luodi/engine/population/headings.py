"""What a person's column names mean: which fact, of which year, in which unit.

A name is matched by the fact's name, its Chinese label, the words people use for it, and at last by likeness; what is only
alike is used and reported, so that a person confirms it with `--map`. Units stand in the name (万元, %), above the table
(单位：万元), or are given once for all; money without a unit is read in yuan and reported.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from luodi.engine.core.errors import DataError
from luodi.engine.population.findings import Heading, Unit
from luodi.engine.population.layout import ENTERPRISE_ID, ID, SYNTHETIC, Column, column_name
from luodi.engine.population.numbers import units
from luodi.engine.rules.grammar import did_you_mean
from luodi.engine.rules.tree import NUMERIC, Type
from luodi.engine.rules.vocabulary import ENTERPRISE, Fact, Vocabulary

#: Words people use, by the key of the fact they mean.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "name": ("企业名称", "单位名称", "公司名称", "机构名称", "企业全称", "申报单位"),
    "credit_code": (
        "信用代码",
        "社会信用代码",
        "统一信用代码",
        "统一社会信用代码证号",
        "组织机构代码(统一社会信用代码)",
    ),
    "kind": ("单位类型", "机构类型", "组织类型"),
    "registered_region": (
        "注册地区",
        "注册区县",
        "所在区县",
        "注册地行政区划",
        "行政区划代码",
        "注册地代码",
        "所属区县",
    ),
    "tax_region": ("纳税地", "税务所在地"),
    "registered_on": ("成立日期", "成立时间", "注册时间", "设立日期", "登记日期"),
    "sector": ("所属行业", "行业类别", "行业分类"),
    "main_revenue": ("营收", "年营业收入", "销售收入", "营业总收入", "营业额"),
    "core_revenue": ("主营收入", "主营业务营收"),
    "rd_expense": ("研发投入", "研发经费", "研究开发费用", "研发支出", "RD经费", "R&D经费"),
    "employees": ("职工人数", "员工人数", "员工数", "从业人员", "从业人员数", "职工总数", "在职人数", "人数"),
    "local_contribution": ("地方贡献", "地方财政贡献", "经济贡献"),
    "paid_in_cash_capital": ("实缴资本", "实缴货币资本"),
    "project.total_investment": ("项目总投资", "投资总额"),
    "loan.principal": ("贷款金额", "贷款本金", "放款金额"),
    "loan.disbursed_on": ("放款日期", "放款日", "贷款日期"),
    "loan.due_on": ("到期日", "还款日期"),
}
_IDS = {
    ID: ("id", "编号", "代码", "主键"),
    ENTERPRISE_ID: ("enterprise_id", "企业编号", "企业id", "所属企业", "所属企业编号", "所属企业信用代码",
                    "企业信用代码", "统一社会信用代码", "信用代码", "企业统一社会信用代码"),
}  # fmt: skip
_OWN_COLUMNS = ("行号", "问题", "错在哪里")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:年度|年末|年底|年)?(?!\d)")
_BRACKET = re.compile(r"[(\[【〔{]([^)\]】〕}]*)[)\]】〕}]")
_RELATIVE = re.compile(r"^(上一年度?|上年度?|去年|前一年)|^(本年度?|当年|今年|年度|全年)")
_ALIKE, _NEAR, _MARGIN = 85, 60, 6
#: No table of enterprises has more; a file that claims more is damaged or made to hurt.
MOST_COLUMNS = 2000
#: What a money column can say that is not yuan.
_FOREIGN = re.compile(r"(美元|欧元|日元|港元|港币|英镑|USD|EUR|HKD|JPY)", re.IGNORECASE)


@dataclass(frozen=True)
class Wishes:
    """What a person said about the columns: names to facts (empty: do not use), a unit for money, a year, the years."""

    columns: Mapping[str, str] = field(default_factory=dict)
    money: Unit | None = None
    year: int | None = None


class Matcher:
    """Matches the names of columns to the facts of one kind of entity."""

    def __init__(self, vocabulary: Vocabulary, entity: str, wishes: Wishes) -> None:
        self.vocabulary, self.entity, self.wishes = vocabulary, entity, wishes
        self.facts = vocabulary.facts.get(entity, {})
        self.named: dict[str, tuple[Fact, str]] = {}
        for fact in self.facts.values():
            for alias in ALIASES.get(fact.key, ()):
                self.named.setdefault(folded(alias), (fact, "别名"))
        for fact in self.facts.values():
            self.named[folded(fact.label)] = (fact, "中文名")
        for fact in self.facts.values():
            self.named[fact.name] = (fact, "名称")
        self._wished = {folded(text): target for text, target in wishes.columns.items()}
        for target in wishes.columns.values():
            if target and target not in (*self.facts, ID, ENTERPRISE_ID):
                raise DataError(
                    f"--map 里没有事实“{target}”", fix=did_you_mean(target, self.facts) or "luodi facts 可查全部事实"
                )

    def score(self, cells: Sequence[str]) -> int:
        """Return how many cells of a row are known column names: the row of names has the most."""
        return sum(1 for cell in cells[:MOST_COLUMNS] if cell and self.heading(0, cell, exactly=True).used)

    def headings(self, cells: Sequence[str], scales: Mapping[str, Unit] | None = None) -> list[Heading]:
        """Match a row of names; a fact that is named twice is used once, and said so."""
        made: list[Heading] = []
        taken: dict[str, str] = {}
        for place, cell in enumerate(cells):
            heading = self.heading(place, cell)
            if scales and cell in scales:
                heading.unit = scales[cell]
            key = heading.role or (heading.column.name if heading.column else "")
            if key and key in taken:
                heading.problems = [f"与“{taken[key]}”是同一个事实，没有读；改列名或用 --map 说明"]
                heading.role, heading.column = "", None
            elif key:
                taken[key] = cell
                self._unit_of_money(heading)
            made.append(heading)
        return made

    def heading(self, place: int, cell: str, *, exactly: bool = False) -> Heading:
        """Match one name; `exactly` leaves out what is only alike."""
        plain = " ".join(unicodedata.normalize("NFKC", cell).split())
        heading = Heading(place, plain)
        if not plain or plain in _OWN_COLUMNS or plain == SYNTHETIC:
            heading.how = "不是事实"
            return heading
        wished = self._wished.get(folded(plain))
        if wished == "":
            heading.how = "按 --map 不用"
            return heading
        name, years, unit, foreign = _parts(plain)
        if wished in {ID, ENTERPRISE_ID}:
            heading.role, heading.how = wished, "--map"
        elif wished:
            self._fact(heading, self.facts[wished], "--map", name, years, unit, foreign)
        elif role := self._id(folded(name)):
            heading.role, heading.how = role, "编号"
        else:
            self._look_up(heading, name, years, unit, foreign, exactly)
        return heading

    def _id(self, name: str) -> str:
        roles = [ID] if self.entity == ENTERPRISE else [ENTERPRISE_ID, ID]
        return next((role for role in roles if name in {folded(word) for word in _IDS[role]}), "")

    def _look_up(self, heading: Heading, name: str, years: list[int], unit: str, foreign: str, exactly: bool) -> None:
        for way in _ways(name, heading.text):
            if way in self.named:
                fact, how = self.named[way]
                self._fact(heading, fact, how, name, years, unit, foreign)
                return
        if not exactly:
            self._likest(heading, name, years, unit, foreign)

    def _likest(self, heading: Heading, name: str, years: list[int], unit: str, foreign: str) -> None:
        from rapidfuzz import fuzz, process  # noqa: PLC0415  (most names are matched without)

        found = process.extract(folded(name), list(self.named), scorer=fuzz.ratio, limit=8)
        facts = {self.named[way][0].key: (score, way) for way, score, _ in reversed(found)}
        best = sorted(facts.items(), key=lambda item: -item[1][0])
        if not best or best[0][1][0] < _NEAR:
            heading.how = "没有对应的事实"
            return
        fact, (score, _) = self.facts[best[0][0].partition(".")[2] or best[0][0]], best[0][1]
        if score < _ALIKE or (len(best) > 1 and score - best[1][1][0] < _MARGIN):
            heading.how = f"没有对应的事实；最近的是“{fact.label}”（{fact.name}）"
            return
        self._fact(heading, fact, "相近", name, years, unit, foreign)
        heading.problems.append(f"按最近的“{fact.label}”读，请确认：--map {heading.text}={fact.name}")

    def _fact(
        self, heading: Heading, fact: Fact, how: str, name: str, years: list[int], unit: str, foreign: str
    ) -> None:
        heading.how = how
        year = self._year(heading, name, years) if fact.by_year else None
        if fact.by_year and year is None:
            return
        if foreign and fact.type is Type.MONEY:
            heading.problems.append(f"单位是{foreign}，没有读；先换算成人民币")
            return
        heading.column = Column(column_name(fact.name, year), fact, year)
        if unit and fact.type in NUMERIC:
            heading.unit = units(fact.type).get(unit)
            if heading.unit is None:
                heading.problems.append(
                    f"单位“{unit}”不合“{fact.label}”（{fact.type.label}），没有读；可用：{'、'.join(units(fact.type))}"
                )
                heading.column = None

    def _year(self, heading: Heading, name: str, years: list[int]) -> int | None:
        relative = _RELATIVE.match(name)
        if len(years) == 1:
            return years[0]
        if len(years) > 1:
            heading.problems.append("列名里有几个年份，没有读；一列只写一年")
        elif self.wishes.year is None:
            heading.problems.append("按年的事实没有写年份，没有读；列名写成“2021年…”，或用 --year 2021")
        else:
            return self.wishes.year - (1 if relative and relative[1] else 0)
        return None

    def _unit_of_money(self, heading: Heading) -> None:
        column = heading.column
        if column is None or column.fact.type is not Type.MONEY or heading.unit is not None:
            return
        heading.unit = self.wishes.money
        if heading.unit is None:
            heading.unit = Unit("元", Decimal(1))
            heading.problems.append("没有写单位，按元读；在列名里写（万元），或用 --unit 万元")


def folded(text: str) -> str:
    """Return a name without spaces, case and signs, for comparing."""
    return re.sub(r"[\s_:：*＊、,，.。·]+", "", unicodedata.normalize("NFKC", text)).lower()


def unit_above(cells: Iterable[str]) -> Unit | None:
    """Return the unit of money that a line above the table gives: 单位：万元."""
    for cell in cells:
        found = re.search(
            r"(?:^|[\s(,;。]|金额|货币|计量)单位\s*:\s*(?:人民币)?\s*(千元|百万元|万元|亿元|元)(?![\w])",
            unicodedata.normalize("NFKC", cell),
        )
        if found:
            return units(Type.MONEY)[found[1]]
    return None


def _parts(text: str) -> tuple[str, list[int], str, str]:
    """Take a name apart: the words, the years, the unit, a foreign currency."""
    years = [int(year) for year in _YEAR.findall(text.replace("_", " "))]
    name = _YEAR.sub("", text.replace("_", " ") if years else text)
    known = {word for kind in NUMERIC for word in units(kind)}
    unit = ""
    for found in _BRACKET.finditer(name):
        told = re.sub(r"^单位\s*:?\s*", "", found[1]).strip().removeprefix("人民币")
        if told in known:
            unit, name = told, name.replace(found[0], "", 1)
    if not unit and (match := re.search(r"[/,:\s]?\s*(千元|百万元|万元|亿元|万人|(?<=[^美欧日港])元|%|‰)$", name)):
        unit, name = match[1], name[: match.start()]
    foreign = _FOREIGN.search(text)
    return re.sub(r"[(\[【〔{]\s*[)\]】〕}]", "", name).strip(" -:_/"), years, unit, foreign[1] if foreign else ""


def _ways(name: str, text: str) -> list[str]:
    """The ways a name may stand for a fact: as it is, without brackets, without whose or when it is."""
    bare = _BRACKET.sub("", name)
    short = _RELATIVE.sub("", bare)
    own = re.sub(r"^(企业|公司|单位|机构|本企业|是否|是不是)(?:为|是)?", "", short)
    ways = [text.strip(), name.replace(" ", "_").strip("_"), *(folded(way) for way in (name, bare, short, own))]
    return [way for way in dict.fromkeys(ways) if way]
