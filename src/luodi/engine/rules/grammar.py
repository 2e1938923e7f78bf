"""Formulas: text in a small closed grammar -> the typed core tree.

Python's own parser reads the text; everything outside the list is refused with the place and the nearest right word.
Figures of the clause are named in `values`, so a formula holds no number but 0 and 1. Units are inferred and checked:
money is not added to a count, a ratio is not compared with 20.

The types of named values are found by use: all formulas of a support are built several times, each time knowing more,
until nothing changes; the last round is strict.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from luodi.engine.core.errors import DataError, FormulaError, Place
from luodi.engine.core.period import Period
from luodi.engine.rules import tree
from luodi.engine.rules.tree import NUMERIC, Node, Payload, Type
from luodi.engine.rules.vocabulary import Fact, Vocabulary

BUILTINS = {
    "on": Type.DATE,
    "year": Type.COUNT,
    "year_start": Type.DATE,
    "year_end": Type.DATE,
    "received": Type.MONEY,
    "received_here": Type.MONEY,
}
FUNCTIONS = {
    "min": "min(a, b, …) 取小",
    "max": "max(a, b, …) 取大",
    "step": "step(x, 档位表) 达到某档取该档结果",
    "step_above": "step_above(x, 档位表) 超过某档取该档结果",
    "pick": "pick(类别, 分类表) 按类别取结果",
    "within": 'within(地区事实, "510100") 地区在其内',
    "days": "days(n) n日",
    "months": "months(n) n个月",
    "years": "years(n) n年",
    "days_between": "days_between(a, b) 两日之间的天数，算头不算尾",
    "overlap_days": "overlap_days(a1, a2, b1, b2) 两段日期重合的天数",
}
YEARS_BACK = {"this_year": 0, "last_year": 1, "year_before_last": 2}
_COMPARE = {ast.GtE: ">=", ast.Gt: ">", ast.LtE: "<=", ast.Lt: "<", ast.Eq: "==", ast.NotEq: "!="}
_ARITH = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
#: How deep a formula may be, its sub-formulas included, so that every engine can follow it.
MAX_DEPTH = 120
#: How large a formula may be with its sub-formulas spelt out: thirty that each name the next one twice would never end.
MAX_SIZE = 5_000
_RATIO_WORDS = ("rate", "share", "ratio", "percent")


def nearest(word: str, words: Iterable[str]) -> str:
    """Return the nearest of the words, or an empty text when none is near."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415  (only a mistake needs it)

    found = process.extractOne(word, list(words), scorer=fuzz.WRatio, score_cutoff=60)
    return str(found[0]) if found else ""


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """Return the advice 是不是想写…, or an empty text."""
    near = nearest(word, words)
    return f"是不是想写“{near}”？" if near else ""


@dataclass
class Value:
    """A named figure of a support or a definition, while its unit is being found."""

    name: str
    history: tuple[tuple[date | None, Payload], ...]
    place: Place
    assumed: bool = False
    type: Type | None = None  # of the value, or of the results of its table
    key_type: Type | None = None  # of the thresholds of a tier table
    used: bool = False

    def __post_init__(self) -> None:
        if self.type is None and self.name.split("_")[-1] in _RATIO_WORDS:
            self.type = Type.RATIO

    def payloads(self) -> list[Payload]:
        """Return what the value was and is, oldest first."""
        return [payload for _, payload in self.history]


@dataclass
class Formula:
    """A formula as written and where; `wants` is the unit it must have."""

    text: str
    place: Place
    wants: Type | None = None
    clause: tuple[str, ...] = ()
    title: str = ""


@dataclass
class Scope:
    """What the names in a formula can mean: values, sub-formulas, definitions, facts of one entity, builtins."""

    vocabulary: Vocabulary
    entity: str
    values: dict[str, Value] = field(default_factory=dict)
    formulas: dict[str, Formula] = field(default_factory=dict)  # sub-formulas and definitions, by name
    cuts: Mapping[str, Decimal] = field(default_factory=dict)
    last_year: bool = False
    used_formulas: set[str] = field(default_factory=set)
    _open: list[str] = field(default_factory=list)
    _changed: bool = False
    _built: dict[tuple[str, Type | None, int], Node] = field(default_factory=dict)  # sub-formulas, by what was known
    _known: int = 0  # how many units have been found: what was built while knowing less is built again
    _strict: bool = False

    def learn(self) -> None:
        """Note that the unit of a value was found."""
        self._changed, self._known = True, self._known + 1

    def names(self) -> list[str]:
        """Return every name that a formula here may use."""
        facts = self.vocabulary.facts
        own = [*facts.get(self.entity, {}), *facts.get("enterprise", {})]
        return [*self.values, *self.formulas, *own, *BUILTINS, *FUNCTIONS]


def build(formulas: list[Formula], scope: Scope) -> list[Node]:
    """Build all formulas of one scope together; FormulaError names the place, the fault and what to write instead."""
    parsed = [(formula, _parse(formula)) for formula in formulas]
    for _ in range(8):
        scope._changed = False
        for formula, body in parsed:
            _Builder(scope, formula).shallow(body)
        if not scope._changed:
            break
    scope._strict = True
    for value in scope.values.values():
        value.type = value.type or Type.NUMBER
    scope._known += 1
    return [_Builder(scope, formula).whole(body) for formula, body in parsed]


def _parse(formula: Formula) -> ast.expr:
    try:
        return ast.parse(" ".join(formula.text.split()), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        column = getattr(error, "offset", None)
        where = f"第{column}个字符附近" if column else ""
        raise FormulaError(
            f"公式读不通：{formula.text[:120]}", place=formula.place, why=f"{where}不合公式的写法",
            fix="比较、and/or/not、+ - * /、min、max、a if 条件 else b、step、pick；用半角符号",
        ) from None  # fmt: skip


class _Builder:
    """Builds one formula within a scope; short-lived."""

    def __init__(self, scope: Scope, formula: Formula) -> None:
        self.scope, self.formula = scope, formula
        self._made: dict[tuple[int, Type | None, int], Node] = {}

    def shallow(self, body: ast.expr) -> Node:
        """Build the formula, or refuse it when engines could not follow it down."""
        try:
            node = self.build(body, self.formula.wants)
        except RecursionError:
            node = None
        if node is None or tree.depth(node) > MAX_DEPTH:
            raise self.error("公式嵌套太深", fix="拆成几个有名字的子公式，或把并列的几项合成一个事实") from None
        if tree.size(node) > MAX_SIZE:
            raise self.error("公式连同子公式展开后太大", fix="子公式不要一层层成倍地用到别的子公式")
        return node

    def whole(self, body: ast.expr) -> Node:
        node = self.shallow(body)
        if self.formula.wants is not None and not _fits(node.type, self.formula.wants):
            raise self.error(f"公式的结果应是{self.formula.wants.label}，写成了{node.type.label}", body)
        return node

    def error(self, what: str, node: ast.AST | None = None, fix: str = "") -> FormulaError:
        part = ast.unparse(node) if isinstance(node, ast.expr) else self.formula.text
        return FormulaError(what, place=self.formula.place, why=f"在“{part[:120]}”", fix=fix)

    def build(self, node: ast.expr, wants: Type | None) -> Node:
        """Build a part; a part that was built with the same knowledge is not built again."""
        key = (id(node), wants, self.scope._known)
        if key not in self._made:
            made = self.part(node, wants)
            self._made[key] = self._made[id(node), wants, self.scope._known] = made
        return self._made[key]

    def part(self, node: ast.expr, wants: Type | None) -> Node:
        match node:
            case ast.Constant():
                return self.constant(node, wants)
            case ast.Name():
                return self.name(node, wants)
            case ast.BoolOp(op=op, values=parts):
                made = tuple(self.boolean(part) for part in parts)
                return tree.All(_flat(made, tree.All)) if isinstance(op, ast.And) else tree.Some(_flat(made, tree.Some))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return tree.Not(self.boolean(operand))
            case ast.BinOp(op=ast.MatMult()):
                return self.fact_of_year(node)
            case ast.BinOp(op=op) if type(op) in _ARITH:
                return self.arith(node, _ARITH[type(op)], wants)
            case ast.Compare(ops=[_], comparators=[_]):
                return self.compare(node)
            case ast.IfExp():
                then, otherwise = self.alike([node.body, node.orelse], wants, node)
                return tree.Choose(then.type, self.boolean(node.test), then, otherwise)
            case ast.Call(func=ast.Name(id=name)) if name in FUNCTIONS and not node.keywords:
                return self.call(node, name, wants)
            case ast.Call(func=ast.Name(id=name)) if name in FUNCTIONS:
                raise self.error("参数不写名字", node, FUNCTIONS[name])
            case ast.Call(func=ast.Name(id=name)):
                raise self.error(
                    f"没有“{name}”这个函数", node, did_you_mean(name, FUNCTIONS) or "可用：" + "、".join(FUNCTIONS)
                )
            case ast.Compare():
                raise self.error("连写的比较要拆开", node, "写 a <= x and x <= b")
            case _:
                raise self.error(
                    f"公式里不能用 {type(node).__name__}",
                    node,
                    "只有比较、and/or/not、+ - * /、min、max、条件与几个函数",
                )

    def constant(self, node: ast.Constant, wants: Type | None) -> Node:
        value = node.value
        if isinstance(value, bool):
            raise self.error("不要写 True/False", node, "是否类的事实直接写名字，否定写 not")
        if isinstance(value, int) and value in {0, 1}:
            kind = wants if wants in NUMERIC else Type.NUMBER
            assert kind is not None
            return tree.Literal(kind, Decimal(value))
        if isinstance(value, str):
            return tree.Literal(wants if wants in {Type.REGION, Type.TEXT} else Type.CATEGORY, value)
        raise self.error(
            f"公式里不写数字 {ast.unparse(node)}",
            node,
            "条款里的数字放进 values，起个说明它是什么的名字；条款里没有的放进 open_questions 的 assume",
        )

    def name(self, node: ast.Name, wants: Type | None) -> Node:
        name, scope = node.id, self.scope
        if name in scope.values:
            return self.value(scope.values[name], wants, node)
        if name in scope.formulas:
            return self.named(name, wants)
        if fact := scope.vocabulary.find(name, scope.entity):
            return self.fact(fact, 1 if scope.last_year else 0)
        if name in BUILTINS:
            return tree.Builtin(BUILTINS[name], name)
        raise self.error(
            f"不认识“{name}”",
            node,
            did_you_mean(name, scope.names()) or "先在 vocabulary/facts/ 里登记这个事实，或在 values 里写出这个数",
        )

    def value(self, value: Value, wants: Type | None, node: ast.expr) -> Node:
        value.used = True
        if any(isinstance(p, tuple) for p in value.payloads()):
            raise self.error(
                f"“{value.name}”是一张表", node, "档位表用 step(x, 表)，分类表用 pick(类别, 表)，词表用 x in 表"
            )
        if value.type is None and wants in NUMERIC:
            value.type = wants
            self.scope.learn()
        kind = value.type or Type.NUMBER
        if wants is not None and not _fits(kind, wants):
            raise self.error(f"“{value.name}”是{kind.label}，这里要的是{wants.label}", node)
        return self.figure(value, kind)

    def figure(self, value: Value, kind: Type) -> tree.ValueOf:
        """The figure as a node of the tree, with the label people read."""
        label = self.scope.vocabulary.figures.get(value.name, value.name)
        return tree.ValueOf(kind, value.name, value.history, value.assumed, label)

    def named(self, name: str, wants: Type | None) -> Node:
        scope, formula = self.scope, self.scope.formulas[name]
        if name in scope._open:
            raise self.error(f"“{name}”绕回了自己", fix="子公式不能直接或间接用到自己")
        scope.used_formulas.add(name)
        wants, known = formula.wants or wants, scope._known
        if (name, wants, known) not in scope._built:
            scope._open.append(name)
            try:
                body = _Builder(scope, formula).build(_parse(formula), wants)
            finally:
                scope._open.pop()
            label = formula.title or scope.vocabulary.figures.get(name, name)
            made = tree.Named(body.type, name, label, formula.clause, body)
            scope._built[name, wants, known] = scope._built[name, wants, scope._known] = made
        return scope._built[name, wants, known]

    def fact(self, fact: Fact, back: int) -> tree.FactOf:
        cut = self.scope.cuts.get(fact.name)
        return tree.FactOf(
            fact.type, fact.name, fact.label, fact.entity, fact.by_year, back if fact.by_year else 0,
            fact.judged, fact.unit, cut, fact.words, *fact.range,
        )  # fmt: skip

    def fact_of_year(self, node: ast.BinOp) -> Node:
        if not (isinstance(node.left, ast.Name) and isinstance(node.right, ast.Name)):
            raise self.error("@ 左边写事实，右边写年", node, "例如 main_revenue@last_year")
        fact = self.scope.vocabulary.find(node.left.id, self.scope.entity)
        if fact is None or not fact.by_year:
            raise self.error(
                f"“{node.left.id}”不是按年填写的事实", node, did_you_mean(node.left.id, self.scope.names())
            )
        if node.right.id not in YEARS_BACK:
            raise self.error(f"不认识“@{node.right.id}”", node, "可写 @this_year、@last_year、@year_before_last")
        return self.fact(fact, YEARS_BACK[node.right.id] + (1 if self.scope.last_year else 0))

    def boolean(self, node: ast.expr) -> Node:
        made = self.build(node, Type.BOOLEAN)
        if made.type is not Type.BOOLEAN:
            raise self.error(f"这里要的是一个条件，写成了{made.type.label}", node, "写出和什么比较")
        return made

    def open(self, node: ast.expr) -> bool:
        """Whether the expression is a named value whose unit is not known yet, or a bare number."""
        if isinstance(node, ast.Constant):
            return not isinstance(node.value, str)
        return isinstance(node, ast.Name) and node.id in self.scope.values and self.scope.values[node.id].type is None

    def alike(self, nodes: list[ast.expr], wants: Type | None, whole: ast.expr) -> list[Node]:
        """Build parts that must have one unit."""
        kind = wants
        for node in nodes:
            if kind is None and not self.open(node):
                found = self.build(node, None).type
                kind = found if found is not Type.NUMBER else None
        made = [self.build(node, kind) for node in nodes]
        kinds = {m.type for m in made}
        if kinds <= NUMERIC:
            kinds = {m.type for m in made if not _bare(m)} or kinds
        if len(kinds) > 1 and (
            not kinds <= NUMERIC
            or self.scope._strict
            or not any(self.open(n) for n in ast.walk(whole) if isinstance(n, ast.expr))
        ):
            raise self.error("单位不同不能放在一起：" + "、".join(sorted(k.label for k in kinds)), whole)
        return made

    def arith(self, node: ast.BinOp, op: str, wants: Type | None) -> Node:
        if op in "+-":
            return self.sum(node, op, wants)
        left_open, right_open = self.open(node.left), self.open(node.right)
        left = self.build(node.left, None)
        right = self.build(node.right, None)
        if op == "*" and wants is Type.MONEY:
            if left_open and not right_open and right.type in {Type.COUNT, Type.RATIO}:
                left = self.build(node.left, Type.MONEY)
            elif right_open and not left_open and left.type in {Type.COUNT, Type.RATIO}:
                right = self.build(node.right, Type.MONEY)
        return tree.Arith(self.product_type(op, left, right, node), op, left, right)

    def product_type(self, op: str, left: Node, right: Node, node: ast.expr) -> Type:
        kinds = (left.type, right.type)
        if any(k not in NUMERIC for k in kinds):
            raise self.error(f"{kinds[0].label}与{kinds[1].label}不能相乘除", node)
        if op == "*":
            if kinds == (Type.MONEY, Type.MONEY):
                raise self.error("金额不能乘金额", node)
            if Type.MONEY in kinds:
                return Type.MONEY
            return kinds[0] if kinds[0] is kinds[1] and kinds[0] in {Type.RATIO, Type.COUNT} else Type.NUMBER
        if kinds[0] is kinds[1]:
            return Type.NUMBER if kinds[0] is Type.NUMBER else Type.RATIO
        if kinds[1] is Type.MONEY:
            raise self.error(f"{kinds[0].label}不能除以金额", node)
        return kinds[0]

    def sum(self, node: ast.BinOp, op: str, wants: Type | None) -> Node:
        left = self.build(node.left, None if self.open(node.left) else wants if wants is not Type.PERIOD else None)
        if left.type is Type.DATE:
            right = self.build(node.right, Type.PERIOD)
            if right.type is not Type.PERIOD:
                raise self.error("日期只能加减期间", node, "写 日期 + years(n)；两日之差写 days_between(a, b)")
            return tree.ShiftDate(left, right, 1 if op == "+" else -1)
        made = self.alike([node.left, node.right], wants if wants in NUMERIC else None, node)
        kinds = [m.type for m in made if not _bare(m)] or [made[0].type]
        if any(k not in NUMERIC for k in kinds):
            raise self.error(f"{kinds[0].label}不能加减", node)
        return tree.Arith(kinds[0], op, made[0], made[1])

    def compare(self, node: ast.Compare) -> Node:
        op, right_node = node.ops[0], node.comparators[0]
        if isinstance(op, ast.In | ast.NotIn):
            inside = self.one_of(node.left, right_node)
            return tree.Not(inside) if isinstance(op, ast.NotIn) else inside
        if type(op) not in _COMPARE:
            raise self.error("不能这样比较", node, "可用 >= > <= < == != in")
        left, right = self.alike([node.left, right_node], None, node)
        if left.type in {Type.BOOLEAN, Type.REGION, Type.PERIOD}:
            raise self.error(
                f"{left.type.label}不用比较", node, "是否类的事实直接写名字；地区写 within(…)；期间加到日期上再比"
            )
        symbol = _COMPARE[type(op)]
        if left.type in {Type.CATEGORY, Type.TEXT} and symbol not in {"==", "!="}:
            raise self.error("类别只能用 == 或 !=", node)
        for one, other in ((left, right), (right, left)):
            self.check_range(one, other, node)
        self.check_words_in_common(left, right, node)
        return tree.Compare(symbol, left, right)

    def check_range(self, fact: Node, other: Node, node: ast.expr) -> None:
        """Refuse a comparison that no honest fact could decide: a ratio with 20, a category with an unknown word."""
        if isinstance(fact, tree.FactOf) and isinstance(other, tree.Literal) and fact.type is Type.CATEGORY:
            self.check_word(str(other.value), fact, node)
        if self.scope._strict and isinstance(other, tree.ValueOf):
            self.check_ratio(fact, other.name, [p for _, p in other.history if isinstance(p, Decimal)], node)

    def check_words_in_common(self, left: Node, right: Node, node: ast.expr) -> None:
        """Refuse to compare two categories that have no word in common: they could never be equal."""
        if isinstance(left, tree.FactOf) and isinstance(right, tree.FactOf) and left.type is Type.CATEGORY:
            words = [dict(fact.words) for fact in (left, right)]
            if right.type is Type.CATEGORY and not words[0].keys() & words[1].keys():
                raise self.error(
                    f"“{left.label}”与“{right.label}”没有共同的类别",
                    node,
                    f"各有：{'、'.join(words[0])}；{'、'.join(words[1])}",
                )

    def check_ratio(self, fact: Node, name: str, figures: list[Decimal], node: ast.expr) -> None:
        """Refuse a figure that a ratio never reaches."""
        if fact.type is not Type.RATIO:
            return
        found = self.scope.vocabulary.find(fact.name, self.scope.entity) if isinstance(fact, tree.FactOf) else None
        top = found.maximum if found and found.maximum is not None else Decimal(1)
        if any(figure > top for figure in figures):
            raise self.error(f"比率“{name}”超过了 {top}", node, "比率写 0.2，不写 20")

    def check_word(self, word: str, fact: tree.FactOf, node: ast.expr) -> None:
        words = dict(fact.words)
        if word not in words:
            raise self.error(
                f"“{fact.label}”没有“{word}”这个类别", node, did_you_mean(word, words) or "可用：" + "、".join(words)
            )

    def one_of(self, item_node: ast.expr, list_node: ast.expr) -> tree.OneOf:
        item = self.build(item_node, None)
        if item.type not in {Type.CATEGORY, Type.TEXT}:
            raise self.error(f"in 的左边要是类别，写成了{item.type.label}", item_node)
        source, words = self.word_list(list_node)
        if isinstance(item, tree.FactOf) and item.type is Type.CATEGORY:
            for word in words:
                self.check_word(word, item, list_node)
        return tree.OneOf(item, words, source)

    def word_list(self, node: ast.expr) -> tuple[tree.ValueOf | None, tuple[str, ...]]:
        if isinstance(node, ast.List | ast.Tuple):
            words = [e.value for e in node.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)]
            if words and len(words) == len(node.elts):
                return None, tuple(words)
        if isinstance(node, ast.Name) and node.id in self.scope.values:
            value = self.scope.values[node.id]
            value.used = True
            words = [w for p in value.payloads() if isinstance(p, tuple) for w in p if isinstance(w, str)]
            if words:
                return self.figure(value, Type.CATEGORY), tuple(dict.fromkeys(words))
        raise self.error("in 的右边写词的列表", node, 'x in ["national", "provincial"]')

    def call(self, node: ast.Call, name: str, wants: Type | None) -> Node:
        args, expected = (
            node.args,
            {"min": None, "max": None, "overlap_days": 4, "days": 1, "months": 1, "years": 1}.get(name, 2),
        )
        if (expected is not None and len(args) != expected) or not args:
            raise self.error(f"“{name}”的参数个数不对", node, FUNCTIONS[name])
        if name in {"min", "max"}:
            made = self.alike(args, wants, node)
            kind = next((m.type for m in made if not _bare(m)), made[0].type)
            if kind not in NUMERIC | {Type.DATE}:
                raise self.error(f"{kind.label}不能比大小", node)
            return tree.Extreme(kind, name, tuple(made))
        if name in {"step", "step_above"}:
            return self.tiered(node, inclusive=name == "step", wants=wants)
        if name == "pick":
            return self.classed(node, wants)
        if name == "within":
            return self.within(node)
        if name in {"days", "months", "years"}:
            return self.period(node, name)
        days = [self.build(arg, Type.DATE) for arg in args]
        if any(d.type is not Type.DATE for d in days):
            raise self.error(f"“{name}”的参数都要是日期", node, FUNCTIONS[name])
        return (
            tree.DaysBetween(days[0], days[1])
            if name == "days_between"
            else tree.OverlapDays((days[0], days[1], days[2], days[3]))
        )

    def period(self, node: ast.Call, unit: str) -> Node:
        count = self.build(node.args[0], Type.COUNT)
        if count.type not in {Type.COUNT, Type.NUMBER}:
            raise self.error(f"{unit} 里要写个数，写成了{count.type.label}", node, FUNCTIONS[unit])
        if isinstance(count, tree.ValueOf) and any(isinstance(p, Decimal) and p % 1 for _, p in count.history):
            raise self.error(f"“{count.name}”不是整数", node, "期间写整数；半年写 months(n)")
        return tree.MakePeriod(unit, count)

    def table(self, node: ast.expr, call: ast.Call, wants: Type | None) -> Value:
        if not (isinstance(node, ast.Name) and node.id in self.scope.values):
            raise self.error("第二个参数要是 values 里的一张表", call)
        value = self.scope.values[node.id]
        value.used = True
        if value.type is None and wants in NUMERIC:
            value.type = wants
            self.scope.learn()
        return value

    def tiered(self, node: ast.Call, *, inclusive: bool, wants: Type | None) -> Node:
        value = self.table(node.args[1], node, wants)
        x = self.build(node.args[0], value.key_type)
        value.key_type = value.key_type or x.type
        if x.type not in NUMERIC:
            raise self.error(f"按档位取的要是数，写成了{x.type.label}", node, "按类别取写 pick(类别, 表)")
        for payload in value.payloads():
            rows = payload if isinstance(payload, tuple) else ()
            if not rows or not all(isinstance(r, tuple) and isinstance(r[0], Decimal) for r in rows):
                raise self.error(f"“{value.name}”不是档位表", node, "写成 [[门槛, 结果], …]，由低到高")
            self.check_ratio(x, value.name, [r[0] for r in rows if isinstance(r[0], Decimal)], node)
        return tree.Tiered(value.type or Type.NUMBER, x, self.figure(value, value.type or Type.NUMBER), inclusive)

    def classed(self, node: ast.Call, wants: Type | None) -> Node:
        value = self.table(node.args[1], node, wants)
        level = self.build(node.args[0], None)
        if level.type is not Type.CATEGORY:
            raise self.error(f"pick 的第一个参数要是类别，写成了{level.type.label}", node)
        for payload in value.payloads():
            rows = payload if isinstance(payload, tuple) else ()
            if not rows or not all(isinstance(r, tuple) and isinstance(r[0], str) for r in rows):
                raise self.error(f"“{value.name}”不是分类表", node, "写成 {类别: 结果, …}")
            if isinstance(level, tree.FactOf):
                for row in rows:
                    self.check_word(str(row[0]), level, node)
        return tree.Classed(value.type or Type.NUMBER, level, self.figure(value, value.type or Type.NUMBER))

    def within(self, node: ast.Call) -> Node:
        place = self.build(node.args[0], None)
        code = node.args[1]
        if place.type is not Type.REGION or not (isinstance(code, ast.Constant) and isinstance(code.value, str)):
            raise self.error("within 的写法不对", node, FUNCTIONS["within"])
        regions = self.scope.vocabulary.regions
        try:
            regions.check(code.value)
        except DataError as error:
            raise self.error(error.what, node, error.fix) from None
        return tree.Within(place, code.value, regions.name(code.value))


def _bare(node: Node) -> bool:
    """A number that takes the unit of its neighbour: a literal, or a product of which nothing is known yet."""
    return node.type is Type.NUMBER or isinstance(node, tree.Literal)


def _fits(kind: Type, wants: Type) -> bool:
    return kind is wants or (kind in NUMERIC and wants in NUMERIC and Type.NUMBER in {kind, wants})


def _flat(parts: tuple[Node, ...], kind: type[tree.All] | type[tree.Some]) -> tuple[Node, ...]:
    return tuple(p for part in parts for p in (part.parts if isinstance(part, kind) else (part,)))


def period_of(payload: Payload) -> Period | None:
    """Return the period of a payload that is one."""
    return payload if isinstance(payload, Period) else None
