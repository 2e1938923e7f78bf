"""From the shape of a policy file to the policy the engines evaluate: names resolved, units checked, nothing left unused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

from luodi.engine.core.errors import DataError, FormulaError, LuodiError, Place, Problems
from luodi.engine.core.ids import clause_id
from luodi.engine.core.period import DateSpan, Period
from luodi.engine.core.provisions import Target, Task
from luodi.engine.core.strict_yaml import Key, Source
from luodi.engine.library import schema
from luodi.engine.library.plan import Plan
from luodi.engine.rules import grammar
from luodi.engine.rules.grammar import Formula, Scope, Value, did_you_mean
from luodi.engine.rules.model import (
    Application,
    Citation,
    ClaimLimit,
    Commitment,
    Condition,
    Contact,
    Group,
    Kind,
    Limit,
    Policy,
    Question,
    Quota,
    Rounding,
    Support,
    Validity,
    Window,
)  # fmt: skip
from luodi.engine.rules.tree import Node, Payload, Type, ValueOf
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary

_TERM = re.compile(r"(issue|from)(?:\+(\d+[ymd]))?")
_DAY = re.compile(r"(\d{2})-(\d{2})")
_NAME = re.compile(r"[^\W\d]\w*")
_START = "start"


def lower(source: Source, shape: schema.PolicyShape, policy_id: str, vocabulary: Vocabulary) -> Policy:
    """Turn a policy file into a policy; Problems lists everything wrong in it, each with its line."""
    return _Lowering(source, shape, policy_id, vocabulary).policy()


class _Lowering:
    """One policy file being lowered; collects problems so that a person sees all of them at once."""

    def __init__(self, source: Source, shape: schema.PolicyShape, policy_id: str, vocabulary: Vocabulary) -> None:
        self.source, self.shape, self.id, self.vocabulary = source, shape, policy_id, vocabulary
        self.problems: list[LuodiError] = []
        self.used_definitions: set[str] = set()
        self.citations: list[Citation] = []

    # -- small things ---------------------------------------------------------------------------------------------

    def problem(self, what: str, key: Key, why: str = "", fix: str = "") -> None:
        self.problems.append(DataError(what, place=self.source.place(key), why=why, fix=fix))

    def clause(self, printed: list[str], key: Key) -> tuple[str, ...]:
        """Check that each clause can be read, and keep it as printed."""
        for one in printed:
            try:
                clause_id(one)
            except DataError as error:
                self.problem(error.what, key, error.why, error.fix)
        return tuple(printed)

    def entity(self, name: str, key: Key) -> str:
        if name not in self.vocabulary.entities:
            known = self.vocabulary.entities
            self.problem(f"没有“{name}”这种实体", key, fix=did_you_mean(name, known) or "可用：" + "、".join(known))
            return ENTERPRISE
        return name

    def cite(
        self,
        clause: tuple[str, ...],
        of: str,
        figures: tuple[tuple[str, Decimal | date], ...] = (),
        words: tuple[str, ...] = (),
    ) -> None:
        if clause:
            self.citations.append(Citation(clause, figures, words, of))

    # -- the policy -----------------------------------------------------------------------------------------------

    def policy(self) -> Policy:
        shape = self.shape
        try:
            self.vocabulary.regions.check(shape.region)
        except DataError as error:
            self.problem(error.what, ("region",), error.why, error.fix)
        self.vocabulary_names()
        scope_clause = self.clause(shape.scope.clause, ("scope",)) if shape.scope else ()
        groups = {name: self.group(name, g) for name, g in shape.groups.items()}
        supports = [s for i, given in enumerate(shape.supports) if (s := self.support(i, given)) is not None]
        plan = Plan(self, self.id, draft=shape.status == "draft")
        targets, tasks = plan.targets(shape.targets), plan.tasks(shape.tasks)
        self.ids(supports, "支持")
        self.ids(targets, "目标", "-target")
        self.ids(tasks, "任务", "-task")
        limits = tuple(m for i, g in enumerate(shape.limits) if (m := self.limit(g, ("limits", i), {}, ())) is not None)
        claim_limits = tuple(self.claim_limit(g, ("claim_limits", i)) for i, g in enumerate(shape.claim_limits))
        self.references(supports, limits)
        conditions = self.scope(scope_clause)
        validity = self.validity()
        combining = shape.combining or schema.Combining(rule="not_stated")
        rounding = self.rounding()
        self.rest_of_citations()
        if len(supports) == len(shape.supports):
            self.unused_definitions()
        if self.problems:
            raise Problems(self.problems)
        return Policy(
            id=self.id,
            title=shape.title,
            region=shape.region,
            validity=validity,
            supports=tuple(supports),
            issuer=shape.issuer or "",
            number=shape.number or "",
            draft=shape.status == "draft",
            checked=shape.checked,
            implements=shape.implements or "",
            lead=shape.lead or "",
            bodies=tuple(shape.bodies),
            scope=conditions,
            combining=combining.rule,
            combining_clause=self.clause(combining.clause, ("combining",)),
            rounding=rounding,
            groups=groups,
            limits=limits,
            claim_limits=claim_limits,
            citations=tuple(self.citations),
            open_questions=self.questions(shape.open_questions, shape.to_decide, (), draft=shape.status == "draft"),
            targets=targets,
            tasks=tasks,
        )

    def vocabulary_names(self) -> None:
        owner: dict[str, str] = {}
        for name, definition in self.shape.definitions.items():
            for figure in (*definition.values, *definition.assume):
                if figure in owner or figure in self.shape.definitions:
                    self.problem(
                        f"“{figure}”在两个口径里",
                        ("definitions", name),
                        why=f"先在“{owner.get(figure, figure)}”",
                        fix="换一个名字",
                    )
                owner[figure] = name
        taken = {*self.shape.definitions} & {f.name for f in self.vocabulary.all()}
        for name in taken:
            self.problem(f"口径“{name}”与一个事实同名", ("definitions", name), fix="换一个名字")

    def scope(self, clause: tuple[str, ...]) -> tuple[Condition, ...]:
        formulas = self.conditions(self.shape.when_all, ("when_all",), clause)
        self.cite(clause, "适用范围")
        scope = Scope(self.vocabulary, ENTERPRISE, cuts=self.cuts)
        nodes = self.build([f for f, _ in formulas], scope)
        return (
            tuple(Condition(n, f.clause, note) for n, (f, note) in zip(nodes, formulas, strict=True)) if nodes else ()
        )

    def conditions(self, given: Any, key: Key, clause: tuple[str, ...]) -> list[tuple[Formula, str]]:
        """Return the formulas of a `when`, each with its clause and note."""
        made = []
        many = isinstance(given, list)
        for i, one in enumerate(given if many else [given] if given is not None else []):
            place = self.source.place((*key, i) if many else key)
            if isinstance(one, str):
                made.append((Formula(one, place, Type.BOOLEAN, clause), ""))
            else:
                own = self.clause(one.clause, (*key, i)) or clause
                if one.clause:
                    self.cite(own, "条件", words=(one.note,))
                made.append((Formula(one.if_, place, Type.BOOLEAN, own), one.note))
        return made

    def build(self, formulas: list[Formula], scope: Scope) -> list[Node]:
        try:
            return grammar.build(formulas, scope)
        except FormulaError as error:
            self.problems.append(error)
            return []

    @cached_property
    def cuts(self) -> Mapping[str, Decimal]:
        """To what each fact is cut down before it is read."""
        rounding = self.shape.rounding
        if rounding is None:
            return {}
        for name, cut in rounding.facts.items():
            if cut.how != "down":
                self.problem(
                    f"“{name}”只能舍尾", ("rounding", "facts", name), fix="写 how: down；四舍五入的事实请先取整再填"
                )
            if not any(f.name == name for f in self.vocabulary.all()):
                names = [f.name for f in self.vocabulary.all()]
                self.problem(f"不认识事实“{name}”", ("rounding", "facts", name), fix=did_you_mean(name, names))
        return {name: cut.to for name, cut in rounding.facts.items()}

    def rounding(self) -> Rounding:
        given = self.shape.rounding
        if given is None or given.sum is None:
            return Rounding()
        return Rounding(given.sum.to, given.sum.how, tuple(given.clause))

    def group(self, name: str, given: schema.GroupShape) -> Group:
        key = ("groups", name)
        clause = self.clause(given.clause, key)
        self.cite(clause, f"互斥组 {name}")
        return Group(name, given.rule, self.entity(given.per, key), clause)

    # -- validity -------------------------------------------------------------------------------------------------

    def validity(self) -> Validity:
        given = self.shape.in_force or schema.InForce.model_construct(clause=[], from_=None, until=None)
        clause = self.clause(given.clause, ("in_force", "clause"))
        issued = self.issued()
        start = self.term(given.from_, issued, DateSpan(), ("in_force", "from"))
        same_as = given.until.same_as if isinstance(given.until, schema.SameAs) else ""
        end = DateSpan() if same_as else self.term(given.until, issued, start, ("in_force", "until"), last=True)
        if start.known and end.known and start.earliest > end.latest:
            self.problem("终止日早于施行日", ("in_force",), fix="核对两个日期")
        figures: list[tuple[str, Decimal | date]] = [
            ("日期", d) for d in (given.from_, given.until) if isinstance(d, date)
        ]
        terms = [str(t) for t in (given.from_, given.until) if isinstance(t, str)]
        words = [f"{Period.parse(m[2])}" for t in terms if (m := _TERM.fullmatch(t)) and m[2]]
        self.cite(clause, "有效期", tuple(figures), tuple(words))
        stated = [
            t.isoformat() if isinstance(t, date) else str(t or "")
            for t in (given.from_, "" if same_as else given.until)
        ]
        return Validity(start, end, clause, stated[0], stated[1], same_as, issued)

    def issued(self) -> DateSpan:
        given = self.shape.issued
        if given is None:
            return DateSpan()
        try:
            if isinstance(given, schema.IssuedBetween):
                low = DateSpan.parse(str(given.not_before)) if given.not_before is not None else DateSpan()
                high = DateSpan.parse(str(given.not_after)) if given.not_after is not None else DateSpan()
                if low.earliest > high.latest:
                    raise ValueError("not_after 早于 not_before")
                return DateSpan(low.earliest, high.latest)
            return DateSpan.parse(str(given))
        except ValueError as error:
            self.problem(str(error), ("issued",))
            return DateSpan()

    def term(self, given: Any, issued: DateSpan, start: DateSpan, key: Key, *, last: bool = False) -> DateSpan:
        """Compute a day that is given as a date, or from the day of issue, or from the first day in force."""
        if given is None:
            # Nothing is in force before it is issued.
            return DateSpan() if last else DateSpan(issued.earliest, date.max)
        if isinstance(given, date):
            return DateSpan(given, given)
        match = _TERM.fullmatch(str(given))
        if match is None or (match[1] == "from" and not last):
            self.problem(f"看不懂“{given}”", key, fix="写日期，或 issue、issue+30d；until 还可写 from+4y")
            return DateSpan()
        base = issued if match[1] == "issue" else start
        if match[2] is None:
            return base
        moved = base.shift(Period.parse(match[2]))
        # A term of four years from 1 March ends on the last day of February: the day itself belongs to the next term.
        return moved.shift(Period(days=1), -1) if last else moved

    # -- figures --------------------------------------------------------------------------------------------------

    def value(self, name: str, given: Any, key: Key, *, assumed: bool = False) -> Value | Formula | None:
        """Read one entry of `values`: a figure, a table, a list of words, each perhaps dated, or a sub-formula."""
        place = self.source.place(key)
        if isinstance(given, str):
            return Formula(given, place)
        history = []
        for since, raw in self.dated(given):
            payload = self.payload(raw, key)
            if payload is None:
                return None
            if isinstance(payload, str):
                self.problem("按日期变化的只能是数或表", key, fix="数按日期写，公式写一个：a if on >= 日期 else b")
                return None
            history.append((since, payload))
        history.sort(key=lambda entry: entry[0] or date.min)
        value = Value(name, tuple(history), place, assumed)
        if isinstance(history[0][1], date):
            value.type = Type.DATE
        if value.type is Type.RATIO and any(isinstance(p, Decimal) and p > 1 for _, p in history):
            self.problem(f"比率“{name}”大于 1", key, fix="比率写 0.2，不写 20；不是比率就换个不带 rate、share 的名字")
        return value

    def dated(self, given: Any) -> list[tuple[date | None, Any]]:
        if (
            isinstance(given, dict)
            and given
            and all(k == _START or re.fullmatch(r"\d{4}-\d{2}-\d{2}", k) for k in given)
        ):
            try:
                return [(None if k == _START else date.fromisoformat(k), raw) for k, raw in given.items()]
            except ValueError:
                return [(None, None)]  # no such day: refused as no figure
        return [(None, given)]

    def payload(self, raw: Any, key: Key) -> Payload | None:
        if isinstance(raw, bool) or raw is None:
            self.problem("这里要写一个数或一张表", key)
            return None
        if isinstance(raw, Decimal | date | str):
            return raw
        if isinstance(raw, dict) and raw and all(isinstance(v, Decimal) for v in raw.values()):
            return tuple(raw.items())
        if isinstance(raw, list) and raw and all(isinstance(w, str) for w in raw):
            return tuple(raw)
        if (
            isinstance(raw, list)
            and raw
            and all(isinstance(r, list) and len(r) == 2 and all(isinstance(x, Decimal) for x in r) for r in raw)
        ):
            if any(a[0] >= b[0] for a, b in pairwise(raw)):
                self.problem("档位表要由低到高、不重复", key)
            return tuple((r[0], r[1]) for r in raw)
        self.problem(
            "看不懂这个值", key, fix="写数、[[门槛, 结果], …]、{类别: 结果, …}、[词, …]，或 {start: 值, 日期: 值}"
        )
        return None

    def support_scope(self, given: schema.SupportShape, key: Key, entity: str) -> Scope:
        """Collect every name a formula of the support may use."""
        scope = Scope(self.vocabulary, entity, cuts=self.cuts, last_year=given.year == "last")
        entries = [(n, v, (*key, "values", n), False) for n, v in given.values.items()]
        for i, question in enumerate(given.open_questions):
            entries += [(n, v, (*key, "open_questions", i, "assume", n), True) for n, v in question.assume.items()]
        for name, raw, where, assumed in entries:
            if self.taken(name, scope, entity):
                self.problem(f"“{name}”已经另有所指", where, fix="换一个名字")
                continue
            made = self.value(name, raw, where, assumed=assumed)
            if isinstance(made, Value):
                scope.values[name] = made
            elif made is not None:
                scope.formulas[name] = made
        for name, definition in self.shape.definitions.items():
            self.definition(name, definition, scope)
        return scope

    def taken(self, name: str, scope: Scope, entity: str) -> bool:
        definitions = self.shape.definitions
        figures = {figure for d in definitions.values() for figure in (*d.values, *d.assume)}
        known = {*scope.values, *scope.formulas, *definitions, *figures, *grammar.BUILTINS, *grammar.FUNCTIONS}
        return name in known or self.vocabulary.find(name, entity) is not None

    def definition(self, name: str, given: schema.Definition, scope: Scope) -> None:
        key: Key = ("definitions", name)
        for entries, assumed in ((given.values, False), (given.assume, True)):
            for figure, raw in entries.items():
                made = self.value(figure, raw, (*key, "assume" if assumed else "values", figure), assumed=assumed)
                if isinstance(made, Value) and figure not in scope.values:
                    made.used = True  # its own check is made once, over all supports that use the definition
                    scope.values[figure] = made
                elif isinstance(made, Formula):
                    scope.formulas[figure] = made
                    scope.used_formulas.add(figure)
        scope.formulas[name] = Formula(
            given.formula, self.source.place((*key, "formula")), None, tuple(given.clause), given.title
        )

    # -- one support ----------------------------------------------------------------------------------------------

    def support(self, index: int, given: schema.SupportShape) -> Support | None:
        key: Key = ("supports", index)
        before = len(self.problems)
        clause = self.clause(given.clause, (*key, "clause"))
        entity = self.entity(given.for_, (*key, "for"))
        kind = self.kind(given, key)
        scope = self.support_scope(given, key, entity)
        conditions = self.conditions(given.when, (*key, "when"), clause)
        sums = [self.sum_formula(getattr(given, name), (*key, name)) for name in ("amount", "at_most", "at_least")]
        wanted = [f for f in sums if f is not None]
        nodes = self.build([*[f for f, _ in conditions], *wanted], scope)
        if len(nodes) != len(conditions) + len(wanted) or kind is None:
            return None
        limits = tuple(
            m
            for i, g in enumerate(given.limits)
            if (m := self.limit(g, (*key, "limits", i), scope.values, clause)) is not None
        )
        for i, g in enumerate(given.limits):
            self.counted_per(g, (*key, "limits", i), [given])
            if g.supports:
                self.problem("支持里的上限只管本项", (*key, "limits", i), fix="几项合计的上限写在全文的 limits 里")
        limits = tuple(Limit((given.id,), m.per, m.window, m.cap, m.clause) for m in limits)
        self.unused(given, scope, key)
        self.used_definitions |= scope.used_formulas
        self.cite_support(given, clause, scope)
        if len(self.problems) > before:
            return None
        tail = nodes[len(conditions) :]
        shares = given.funded_by if given.funded_by is not None else self.shape.funded_by
        return Support(
            id=given.id,
            policy=self.id,
            title=given.title,
            clause=clause,
            instrument=given.instrument,
            entity=entity,
            kind=kind,
            conditions=tuple(Condition(n, f.clause, note) for n, (f, note) in zip(nodes, conditions, strict=False)),
            sum=tail[0] if kind is not Kind.DISCRETION else None,
            least=tail[1] if len(tail) > 1 else None,
            discretion=given.discretion or "",
            last_year=given.year == "last",
            implements=self.implements(given, key),
            once=given.once or "",
            years_paid=int(given.years_paid) if given.years_paid else None,
            groups=tuple(given.group),
            stacks=given.stacks,
            limits=limits,
            pays=self.pays(given, key),
            funded_by=self.shares(shares, key),
            quota=Quota(int(given.quota.count), given.quota.per) if given.quota else None,
            bodies=tuple(given.bodies if given.bodies is not None else self.shape.bodies),
            application=self.application(given.application, key),
            commitments=tuple(self.commitment(c, clause) for c in [*self.shape.commitments, *given.commitments]),
            unmodelled=(*given.unmodelled, *self.shape.unmodelled),
            open_questions=self.questions(
                given.open_questions, given.to_decide, key, draft=(given.status or self.shape.status) == "draft"
            ),
            checked=given.checked or self.shape.checked,
            draft=(given.status or self.shape.status) == "draft",
            values=tuple(
                ValueOf(v.type or Type.NUMBER, v.name, v.history, v.assumed)
                for v in scope.values.values()
                if v.name in given.values
            ),
            line=self.source.place(key).line,
        )

    def kind(self, given: schema.SupportShape, key: Key) -> Kind | None:
        written = [k for k in Kind if getattr(given, k.value) is not None]
        if len(written) != 1:
            self.problem(
                f"“{given.id}”写了 {len(written)} 种金额", key, why="amount（确定）、at_most（上限）、discretion（不计算）三者取一",
                fix="原文有最高、不超过就写 at_most",
            )  # fmt: skip
            return None
        if given.at_least is not None and written[0] is not Kind.AT_MOST:
            self.problem("at_least 只能与 at_most 同写", (*key, "at_least"))
        return written[0]

    def sum_formula(self, given: str | Decimal | None, key: Key) -> Formula | None:
        if isinstance(given, Decimal):
            self.problem(f"这里直接写了数字 {given}", key, fix="把数字写进 values，起个名字，这里写名字")
            return None
        return None if given is None else Formula(given, self.source.place(key), Type.MONEY)

    def implements(self, given: schema.SupportShape, key: Key) -> tuple[str, ...]:
        for target in given.implements:
            if "#" not in target:
                self.problem(f"implements “{target}”缺少 #", (*key, "implements"), fix="写 政策id#支持id")
        return tuple(given.implements)

    def pays(self, given: schema.SupportShape, key: Key) -> tuple[Decimal, ...]:
        if given.pays and sum(given.pays) != 1:
            self.problem(f"分期比例合计是 {sum(given.pays)}，不是 1", (*key, "pays"))
        return tuple(given.pays)

    def shares(self, given: dict[str, Any] | None, key: Key) -> tuple[tuple[str, Decimal], ...]:
        if not given:
            return ()
        shares = {k: v for k, v in given.items() if k != "clause"}
        wrong = [k for k, v in shares.items() if not isinstance(v, Decimal)]
        if wrong or sum(shares.values()) != 1:
            self.problem("各级财政分担合计要是 1", (*key, "funded_by"), fix="例如 {city: 0.5, district: 0.5}")
            return ()
        return tuple(shares.items())

    def application(self, given: schema.ApplicationShape | None, key: Key) -> Application:
        common = self.shape.application
        layers = [layer for layer in (common, given) if layer is not None]
        merged: dict[str, Any] = {}
        for layer in layers:
            merged |= {k: v for k, v in layer.model_dump().items() if v}
        clause = tuple(dict.fromkeys(c for layer in layers for c in layer.clause))
        contacts = tuple(Contact(c["office"], tuple(c["phone"])) for c in merged.get("contact") or [])
        return Application(
            merged.get("window", ""), self.month_day(merged.get("opens"), key), self.month_day(merged.get("closes"), key),
            merged.get("where", ""), tuple(merged.get("steps") or ()), tuple(merged.get("materials") or ()), contacts, clause,
        )  # fmt: skip

    def month_day(self, given: str | None, key: Key) -> tuple[int, int] | None:
        if not given:
            return None
        match = _DAY.fullmatch(given)
        try:
            if match is None:
                raise ValueError
            date(2000, int(match[1]), int(match[2]))
        except ValueError:
            self.problem(f"“{given}”不是月-日", (*key, "application"), fix='例如 "03-31"，加引号')
            return None
        return int(match[1]), int(match[2])

    def commitment(self, given: schema.CommitmentShape, clause: tuple[str, ...]) -> Commitment:
        return Commitment(given.text, tuple(given.clause) or clause, int(given.years) if given.years else None)

    def questions(
        self, given: list[schema.OpenQuestion], undecided: list[schema.ToDecide], key: Key, *, draft: bool
    ) -> tuple[Question, ...]:
        """Return what the text leaves open and, of a draft, what a person still has to decide."""
        if undecided and not draft:
            self.problem(
                f"还有 {len(undecided)} 处待定", (*key, "to_decide"), why="待定的不能算已核对",
                fix="逐条定下并删去 to_decide，或写 status: draft",
            )  # fmt: skip
        asked = tuple(Question(q.ask, tuple((k, _shown(v)) for k, v in q.assume.items())) for q in given)
        return (*asked, *(Question(q.ask, undecided=True) for q in undecided))

    def limit(
        self, given: schema.LimitShape, key: Key, values: Mapping[str, Value], clause: tuple[str, ...]
    ) -> Limit | None:
        own, window = self.clause(given.clause, key) or clause, _window(given.period)
        if isinstance(given.cap, str):
            value = values.get(given.cap)
            if value is None:
                self.problem(
                    f"values 里没有“{given.cap}”",
                    (*key, "cap"),
                    fix=did_you_mean(given.cap, values) or "写数，或先在 values 里写出这个数",
                )
                return None
            value.used, history = True, value.history
            if value.type in {None, Type.NUMBER}:  # no formula gave it a unit: a limit is money
                value.type = Type.MONEY
        else:
            raw: Any = given.cap
            entries = sorted(self.dated(raw), key=lambda entry: entry[0] or date.min)
            history = tuple((since, cap) for since, cap in entries if isinstance(cap, Decimal))
            self.cite(own, "合计上限", tuple(("cap", p) for _, p in history if isinstance(p, Decimal)))
        if not history or not all(isinstance(cap, Decimal) and cap > 0 for _, cap in history):
            self.problem(
                "上限要是大于 0 的数", (*key, "cap"), fix="写数、values 里一个数的名字，或 {start: 数, 日期: 数}"
            )
            return None
        if window.years not in {None, 1}:
            self.cite(own, "合计上限", words=(f"{window.years}年",))
        per = given.per if given.per == "entity" else self.entity(given.per, (*key, "per"))
        return Limit(tuple(given.supports), per, window, ValueOf(Type.MONEY, "cap", history), own)

    def claim_limit(self, given: schema.ClaimLimitShape, key: Key) -> ClaimLimit:
        """Read a limit on how many claims may be made; refuses one that would never apply."""
        own, window, count = self.clause(given.clause, key), _window(given.period), int(given.count)
        per = given.per if given.per == "entity" else self.entity(given.per, (*key, "per"))
        ids = [s.id for s in self.shape.supports]
        for name in given.supports:
            if name not in ids:
                self.problem(f"没有支持“{name}”", (*key, "supports"), fix=did_you_mean(name, ids))
        meant = [s for s in self.shape.supports if not given.supports or s.id in given.supports]
        if per not in {ENTERPRISE, "entity"} and meant and all(s.for_ != per for s in meant):
            self.problem(
                f"申报项数按 {per} 计，这几项支持却都不按它计", (*key, "per"), why="这个限制不会用上",
                fix=f"写 {meant[0].for_}、entity 或 enterprise",
            )  # fmt: skip
        words = f"{count}项 {count}个 {count}次" + (f" {window.years}年" if window.years not in {None, 1} else "")
        self.cite(own, "申报项数", words=(words,))
        return ClaimLimit(tuple(s.id for s in meant), per, window, count, own)

    def counted_per(self, given: schema.LimitShape, key: Key, supports: list[schema.SupportShape]) -> None:
        """Refuse a limit that would never apply, unless the support says in words what it cannot compute."""
        for s in supports:
            if (
                given.per not in {ENTERPRISE, "entity", s.for_}
                and given.per in self.vocabulary.entities
                and not s.unmodelled
            ):
                self.problem(
                    f"上限按 {given.per} 计，支持“{s.id}”却按 {s.for_} 计", (*key, "per"), why="这个上限不会用上",
                    fix=f"写 {s.for_}、entity 或 enterprise；算不出的写进 unmodelled",
                )  # fmt: skip

    # -- checks over the whole file -------------------------------------------------------------------------------

    def unused(self, given: schema.SupportShape, scope: Scope, key: Key) -> None:
        asked = {name for question in given.to_decide for name in question.about}
        for name, value in scope.values.items():
            if not value.used and name not in asked:
                self.problem(
                    f"“{name}”写了却没有用到", (*key, "values", name) if not value.assumed else key, why="没有用到的数字多半是漏写了条件",
                    fix="用进公式；不能计算的写进 unmodelled",
                )  # fmt: skip
        for question in given.to_decide:
            for name in question.about:
                if name not in given.values:
                    self.problem(
                        f"values 里没有“{name}”",
                        (*key, "to_decide"),
                        fix=did_you_mean(name, given.values) or "定下之后删去这一问",
                    )
        for name in given.values:
            if name in scope.formulas and name not in scope.used_formulas and name not in asked:
                self.problem(f"子公式“{name}”没有用到", (*key, "values", name), fix="用进公式或删去")

    def unused_definitions(self) -> None:
        for name, given in self.shape.definitions.items():
            if name not in self.used_definitions and self.shape.supports:
                self.problem(
                    f"口径“{name}”没有支持用到", ("definitions", name), fix="在支持的公式里用它，或移到 also_read"
                )
            figures = {**given.values, **given.assume}
            written = " ".join([given.formula, *(v for v in figures.values() if isinstance(v, str))])
            for figure in figures.keys() - set(_NAME.findall(written)):
                where = "values" if figure in given.values else "assume"
                self.problem(f"“{figure}”写了却没有用到", ("definitions", name, where, figure), fix="用进公式或删去")

    def ids(self, held: Sequence[Support | Target | Task], called: str, mark: str = "") -> None:
        """Refuse an id that is given twice, or that is not of a clause that its item cites."""
        seen: dict[str, int | None] = {}
        for s in held:
            if s.id in seen:
                self.problems.append(
                    DataError(
                        f"{called} id“{s.id}”写了两次",
                        place=Place(self.source.file, s.line),
                        why=f"第一次在第{seen[s.id]}行",
                    )
                )
            seen[s.id] = s.line
            try:
                cited = [clause_id(c) for c in s.clause]
            except DataError:
                continue  # told where the clause was read
            own = s.id.partition("-")[0]
            if not any(own == c or c.startswith(own + ".") for c in cited):
                self.problems.append(
                    DataError(
                        f"{called} id“{s.id}”与条款“{'、'.join(s.clause)}”不符", place=Place(self.source.file, s.line),
                        fix=f"id 应是 {cited[0]}{mark}（一条几项时加 -1、-2）",
                    )
                )  # fmt: skip

    def references(self, supports: list[Support], limits: tuple[Limit, ...]) -> None:
        ids = [s.id for s in self.shape.supports]
        for i, g in enumerate(self.shape.limits):
            self.counted_per(g, ("limits", i), [s for s in self.shape.supports if s.id in g.supports])
        for i, limit in enumerate(limits):
            for name in limit.supports:
                if name not in ids:
                    self.problem(f"没有支持“{name}”", ("limits", i, "supports"), fix=did_you_mean(name, ids))
            if not limit.supports:
                self.problem("全文的合计上限要写明 supports", ("limits", i))
        grouped = {g for s in supports for g in s.groups}
        for i, s in enumerate(self.shape.supports):
            for name in s.group:
                if name not in self.shape.groups:
                    self.problem(
                        f"没有互斥组“{name}”",
                        ("supports", i, "group"),
                        fix=did_you_mean(name, self.shape.groups) or "先写进 groups",
                    )
        for name in self.shape.groups:
            if name not in grouped and not self.problems:
                self.problem(f"互斥组“{name}”没有支持用到", ("groups", name))

    # -- what verification needs ----------------------------------------------------------------------------------

    def cite_support(self, given: schema.SupportShape, clause: tuple[str, ...], scope: Scope) -> None:
        figures = tuple(f for name in given.values if name in scope.values for f in _figures(scope.values[name]))
        extra = [("pays", p) for p in given.pays]
        words = [*given.unmodelled, *given.notes, given.discretion or ""]
        words += [*(q.ask for q in given.open_questions), *(q.ask for q in given.to_decide)]
        if given.years_paid:
            words.append(f"{given.years_paid}年")
        if given.quota:
            words.append(f"{given.quota.count}个 {given.quota.count}项 {given.quota.count}家")
        for shares in (given.funded_by,):
            words += [f"{Decimal(v) * 100}%" for v in (shares or {}).values() if isinstance(v, Decimal)]
        words += [c.text for c in given.commitments]
        words += [c.note for c in _conditions(given.when)]
        self.cite(clause, given.id, (*figures, *extra), tuple(words))
        if given.application:
            self.cite(
                tuple(given.application.clause) or clause,
                f"{given.id} 申报",
                words=_application_words(given.application),
            )
        for c in given.commitments:
            self.cite(tuple(c.clause), f"{given.id} 承诺", words=(c.text, f"{c.years}年" if c.years else ""))

    def rest_of_citations(self) -> None:
        shape = self.shape
        for name, given in shape.definitions.items():
            clause = self.clause(given.clause, ("definitions", name))
            made = [self.value(k, v, ("definitions", name, "values", k)) for k, v in given.values.items()]
            self.cite(clause, f"口径 {name}", tuple(f for m in made if isinstance(m, Value) for f in _figures(m)))
        if shape.combining:
            self.cite(self.clause(shape.combining.clause, ("combining",)), "合并享受")
        if shape.rounding:
            self.cite(self.clause(shape.rounding.clause, ("rounding",)), "取整")
        if shape.boundary_words:
            self.cite(self.clause(shape.boundary_words.clause, ("boundary_words",)), "含本数的词")
        if shape.application:
            self.cite(
                self.clause(shape.application.clause, ("application",)),
                "申报",
                words=_application_words(shape.application),
            )
        if shape.funded_by and isinstance(shape.funded_by.get("clause"), str):
            shares = [v for v in shape.funded_by.values() if isinstance(v, Decimal)]
            percent = " ".join(f"{v * 100}%" for v in shares)
            even = "1:1" if len(set(shares)) == 1 and len(shares) == 2 else ""
            self.cite(self.clause([shape.funded_by["clause"]], ("funded_by",)), "财政分担", words=(percent, even))
        for i, c in enumerate(shape.commitments):
            self.cite(
                self.clause(c.clause, ("commitments", i)), "承诺", words=(c.text, f"{c.years}年" if c.years else "")
            )
        for i, item in enumerate(shape.also_read):
            self.cite(self.clause(item.clause, ("also_read", i)), "其他条款", words=(item.holds,))
        for i, q in enumerate(shape.open_questions):
            self.cite(self.clause(q.clause, ("open_questions", i)), "问题", words=(q.ask,))


def _window(period: str | schema.Years) -> Window:
    return Window({"year": 1, "lifetime": None}[period] if isinstance(period, str) else int(period.years))


def _conditions(given: Any) -> list[schema.ConditionShape]:
    """Return the conditions that are written out with a note or a clause of their own."""
    many = given if isinstance(given, list) else [given]
    return [c for c in many if isinstance(c, schema.ConditionShape)]


def _shown(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _figures(value: Value) -> list[tuple[str, Decimal | date]]:
    """Return every figure of a value that must stand in its clause; assumed ones need not."""
    if value.assumed:
        return []
    found: list[tuple[str, Decimal | date]] = []
    for _, payload in value.history:
        if isinstance(payload, Decimal | date):
            found.append((value.name, payload))
        elif isinstance(payload, tuple):
            for row in payload:
                if isinstance(row, tuple):
                    found += [(value.name, cell) for cell in row if isinstance(cell, Decimal)]
    return found


def _application_words(given: schema.ApplicationShape) -> tuple[str, ...]:
    return tuple(
        w for w in [given.window or "", given.where or "", *(given.steps or []), *(given.materials or [])] if w
    )
