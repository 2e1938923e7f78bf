"""Read what a person wrote about an enterprise into a `Situation`: every fact known, in its unit, or refused with its line.

A fact file has `on`, `enterprise`, one section per kind of entity, `received`, and `in_force` for what the person knows
of a policy's validity. What is not written is unknown; an empty list says that there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from luodi.engine.core.errors import DataError, LuodiError, Problems
from luodi.engine.core.money import round_to
from luodi.engine.core.strict_yaml import Key, Source
from luodi.engine.rules.grammar import did_you_mean
from luodi.engine.rules.situation import FactValue, Receipt, Situation, Thing
from luodi.engine.rules.tree import NUMERIC, Type
from luodi.engine.rules.vocabulary import ENTERPRISE, Fact, Vocabulary

#: Days that follow each other in the life of an entity.
IN_ORDER = (
    ("signed_on", "started_on"), ("started_on", "ended_on"), ("disbursed_on", "repaid_on"), ("disbursed_on", "due_on"),
)  # fmt: skip
_YEARS = range(1949, 2101)
_RECEIPT_KEYS = {"support", "date", "amount", "entity"}


def read_situation(
    source: Source,
    vocabulary: Vocabulary,
    *,
    on: date | None = None,
    supports: Iterable[str] = (),
    policies: Iterable[str] = (),
) -> Situation:
    """Read a fact file; `on` wins over the file's own. Problems lists every fault with its line."""
    if not isinstance(source.data, dict):
        raise DataError(
            "事实文件的最外层要是 键: 值", place=source.place(), fix=_colon(source.data) or "照 examples/ 里的例子写"
        )
    return Reader(source, vocabulary, set(supports), set(policies)).situation(source.data, (), on)


class Reader:
    """Reads the facts of one file, collecting every fault."""

    def __init__(self, source: Source, vocabulary: Vocabulary, supports: set[str], policies: set[str]) -> None:
        self.source, self.vocabulary, self.supports, self.policies = source, vocabulary, supports, policies
        self.problems: list[LuodiError] = []

    def situation(self, data: Mapping[str, Any], key: Key, on: date | None) -> Situation:
        """Read one set of facts; `key` is where it stands in the file."""
        day = self.day(data, key, on)
        enterprise = data.get(ENTERPRISE)
        facts = (
            self.facts(enterprise or {}, ENTERPRISE, (*key, ENTERPRISE)) if isinstance(enterprise, dict | None) else {}
        )
        if not isinstance(enterprise, dict | None):
            self.problem("enterprise 要写成 键: 值", (*key, ENTERPRISE))
        things = {}
        for name, given in data.items():
            if name in {"on", ENTERPRISE, "received", "in_force", "name", "note"}:
                continue
            if name not in self.vocabulary.entities:
                known = ["on", "received", "in_force", *self.vocabulary.entities]
                self.problem(
                    f"不认识“{name}”",
                    (*key, name),
                    fix=_colon(name) or did_you_mean(name, known) or "可用：" + "、".join(known),
                )
                continue
            things[name] = self.things(given, name, (*key, name))
        received = (
            self.received(data["received"], (*key, "received"), day) if data.get("received") is not None else None
        )
        in_force = self.in_force(data.get("in_force"), (*key, "in_force"))
        if self.problems:
            raise Problems(self.problems)
        return Situation(day, facts, things, received, in_force, self.source.file)

    def problem(self, what: str, key: Key, why: str = "", fix: str = "") -> None:
        """Note a fault and go on."""
        self.problems.append(DataError(what, place=self.source.place(key), why=why, fix=fix))

    def day(self, data: Mapping[str, Any], key: Key, on: date | None) -> date:
        """Return the day of the question."""
        given = on or data.get("on")
        if isinstance(given, date) and given.year in _YEARS:
            return given
        self.problem(
            "没有写问题的日期" if given is None else f"on 要写日期，写成了“{given}”", (*key, "on") if given is not None else key,
            why="资格和金额都随日期而变，Luodi 从不自己取今天", fix="在文件里写 on: 2021-06-01，或用 --on 2021-06-01",
        )  # fmt: skip
        return date.min

    def facts(self, given: Mapping[str, Any], entity: str, key: Key) -> dict[str, Any]:
        """Read the facts of one entity."""
        known = self.vocabulary.facts.get(entity, {})
        made: dict[str, Any] = {}
        for name, raw in given.items():
            if name == "id" and entity != ENTERPRISE:
                continue
            fact = known.get(name)
            if fact is None:
                other = [f.key for f in self.vocabulary.all() if f.name == name]
                hint = _colon(name) or did_you_mean(name, known) or "luodi facts 可查全部事实"
                self.problem(f"不认识事实“{name}”", (*key, name), fix=f"它属于 {'、'.join(other)}" if other else hint)
            elif raw is not None:
                value = self.yearly(fact, raw, (*key, name)) if fact.by_year else self.fact(fact, raw, (*key, name))
                if value is not None:
                    made[name] = value
        return made

    def yearly(self, fact: Fact, raw: Any, key: Key) -> dict[int, FactValue] | None:
        """Read a fact that changes by year."""
        if not isinstance(raw, dict):
            self.problem(
                f"“{fact.label}”按年填写，写成了 {_show(raw)}", key, fix=f"写 {fact.name}: {{2020: …, 2021: …}}"
            )
            return None
        made: dict[int, FactValue] = {}
        for year, value in raw.items():
            if not (year.isdecimal() and int(year) in _YEARS):
                self.problem(f"“{year}”不是年份", (*key, year), fix="写四位年份")
            elif value is not None and (read := self.fact(fact, value, (*key, year))) is not None:
                made[int(year)] = read
        return made

    def fact(self, fact: Fact, raw: Any, key: Key) -> FactValue | None:
        """Read one value of a fact; None after a fault was noted."""
        wrong = _wrong(fact, raw)
        if not wrong and fact.type is Type.REGION:
            try:
                self.vocabulary.regions.check(raw)
            except DataError as error:
                wrong = (error.what, error.fix)
        if wrong:
            self.problem(f"“{fact.label}”（{fact.name}）{wrong[0]}", key, fix=wrong[1])
            return None
        value: FactValue = raw
        return value

    def things(self, given: Any, entity: str, key: Key) -> tuple[Thing, ...]:
        """Read the entities of one kind; one may be written without a list."""
        label = self.vocabulary.entities[entity].label
        rows = [given] if isinstance(given, dict) else given
        if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
            self.problem(f"“{label}”要写成列表", key, fix=f"写 {entity}: [{{id: 1号, …}}]；一个也没有写 {entity}: []")
            return ()
        made: list[Thing] = []
        for i, row in enumerate(rows):
            where = key if isinstance(given, dict) else (*key, i)
            own = str(row["id"]) if row.get("id") is not None else entity if len(rows) == 1 else f"{entity}{i + 1}"
            if own in {t.id for t in made}:
                self.problem(f"“{label}”的 id“{own}”写了两次", (*where, "id"), fix="每个实体一个 id")
            thing = Thing(entity, own, self.facts(row, entity, where))
            self.order_of_dates(thing, where)
            made.append(thing)
        return tuple(made)

    def order_of_dates(self, thing: Thing, key: Key) -> None:
        """Refuse an end before its start: such days would silently count as none."""
        for first, last in IN_ORDER:
            a, b = thing.facts.get(first), thing.facts.get(last)
            if isinstance(a, date) and isinstance(b, date) and b < a:
                labels = [self.vocabulary.facts[thing.entity][n].label for n in (first, last)]
                self.problem(f"“{labels[1]}”{b}早于“{labels[0]}”{a}", (*key, last), fix="核对两个日期")

    def received(self, given: Any, key: Key, day: date) -> tuple[Receipt, ...]:
        """Read what was received before."""
        if not isinstance(given, list):
            self.problem("received 要写成列表", key, fix="写 [{support: …, date: …, amount: …}]；没有领过写 []")
            return ()
        made = []
        for i, row in enumerate(given):
            if (receipt := self.receipt(row, (*key, i))) is not None:
                made.append(receipt)
                if receipt.date > day != date.min:
                    self.problem(f"领取日期 {receipt.date} 晚于问题的日期 {day}", (*key, i, "date"), fix="核对日期")
        return tuple(made)

    def receipt(self, row: Any, key: Key) -> Receipt | None:
        """Read one payment; None after a fault was noted."""
        if not isinstance(row, dict) or not {"support", "date", "amount"} <= set(row) <= _RECEIPT_KEYS:
            self.problem("领取记录要写 support、date、amount（和 entity）", key)
            return None
        support, when, amount = row["support"], row["date"], row["amount"]
        if not isinstance(support, str) or (self.supports and support not in self.supports):
            self.problem(f"没有支持“{support}”", (*key, "support"), fix=did_you_mean(str(support), self.supports))
            return None
        if not isinstance(when, date):
            self.problem(f"date 要写日期，写成了 {_show(when)}", (*key, "date"))
            return None
        if not isinstance(amount, Decimal) or amount < 0:
            self.problem(f"amount 要写不小于 0 的数（元），写成了 {_show(amount)}", (*key, "amount"))
            return None
        return Receipt(str(support), when, amount, str(row.get("entity") or ""))

    def in_force(self, given: Any, key: Key) -> dict[str, bool]:
        """Read what the person knows of the validity of policies."""
        if given is None:
            return {}
        if not isinstance(given, dict) or not all(isinstance(v, bool) for v in given.values()):
            self.problem("in_force 要写成 政策id: true 或 false", key)
            return {}
        for name in given:
            if self.policies and name not in self.policies:
                self.problem(f"没有政策“{name}”", (*key, name), fix=did_you_mean(name, self.policies))
        return dict(given)


def _wrong(fact: Fact, raw: Any) -> tuple[str, str] | None:
    """Return what is wrong with a value of a fact and what to do, or None."""
    kind = fact.type
    if kind in NUMERIC:
        return _wrong_number(fact, raw)
    if kind is Type.BOOLEAN:
        return None if isinstance(raw, bool) else (
            f"要写 true 或 false，写成了 {_show(raw)}", "是写 true，否写 false；不知道就删去这一行"
        )  # fmt: skip
    if kind is Type.DATE:
        return None if isinstance(raw, date) else (f"要写日期，写成了 {_show(raw)}", "例如 2020-01-13，不加引号")
    if kind is Type.CATEGORY:
        words = dict(fact.words)
        if isinstance(raw, str) and raw in words:
            return None
        by_label = next((w for w, label in fact.words if label == raw), None)
        known = "、".join(f"{w}（{label}）" for w, label in fact.words)
        return f"没有{_show(raw)}这个类别", f"写 {by_label}" if by_label else did_you_mean(
            str(raw), words
        ) or f"可用：{known}"
    if kind is Type.REGION:
        return (
            None
            if isinstance(raw, str)
            else (
                f"要写加引号的六位代码，写成了 {_show(raw)}",
                f'GB/T 2260，写 "{raw if isinstance(raw, Decimal) else 510100}"',
            )
        )
    return None if isinstance(raw, str) else (f"要写文字，写成了 {_show(raw)}", "加引号")


def _wrong_number(fact: Fact, raw: Any) -> tuple[str, str] | None:
    unit = {Type.MONEY: "元", Type.RATIO: "小数，如 0.2"}.get(fact.type, fact.unit or "数")
    if not isinstance(raw, Decimal):
        advice = (
            f"写数字，单位是{unit}，不带单位和逗号，例如 12_000_000"
            if fact.type is Type.MONEY
            else f"写数字（{unit}）；不知道就删去这一行"
        )
        return f"要写数（{unit}），写成了 {_show(raw)}", advice
    low, high = fact.range
    if raw < low:
        return f"是 {raw}，不能小于 {low}", "核对正负号"
    if raw > high:
        return f"是 {raw}，不能大于 {high}", "比率写 0.2，不写 20" if fact.type is Type.RATIO else "核对这个数"
    if fact.type is Type.COUNT and raw != raw.to_integral_value():
        return f"是 {raw}，要写整数", "个数没有小数"
    if fact.type is Type.MONEY and raw != round_to(raw):
        return f"是 {raw}，精确到分就够了", "最多两位小数"
    return None


def _colon(text: Any) -> str:
    """Advise the half-width colon where someone typed the Chinese one, which YAML takes for a letter."""
    return "冒号用半角，后面空一格（键: 值）" if isinstance(text, str) and "：" in text else ""


def _show(raw: Any) -> str:
    if isinstance(raw, dict):
        return "键: 值"
    if isinstance(raw, list):
        return "列表"
    return f"“{raw}”"
