"""The tests of formulas once more: whatever the reference evaluates, DuckDB evaluates to the same ends.

Each formula is tried twice: with a column for every fact, NULL where it was not told; and with no column for what was not.
"""

from __future__ import annotations

import importlib.util
import inspect
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from luodi.engine.rules import tree
from luodi.engine.rules.engines.python import Env, Step, evaluate
from luodi.engine.rules.situation import Situation, Thing
from luodi.engine.rules.tree import NUMERIC, Node, Type

duckdb = pytest.importorskip("duckdb", reason="缺少 tables 扩展")
pytest.importorskip("sqlglot", reason="缺少 tables 扩展")

from luodi.engine.rules.engines.tables import sql  # noqa: E402
from luodi.engine.rules.engines.tables.dialects import written  # noqa: E402
from luodi.engine.rules.engines.tables.exact import Exact, Num  # noqa: E402
from luodi.engine.rules.engines.tables.formulas import Formulas, Reading  # noqa: E402
from luodi.engine.rules.engines.tables.layers import Layers  # noqa: E402
from luodi.engine.rules.engines.tables.layout import column_of, parts_of, sql_type  # noqa: E402
from luodi.engine.rules.engines.tables.spans import fixed  # noqa: E402
from luodi.engine.rules.engines.tables.truths import as_sql  # noqa: E402

RULES = Path(__file__).parents[1] / "rules"
FILES = ("evaluation",)
#: Why the table engine may refuse a formula of these tests.
DECLARED = ("期间的长短取自事实", "按条件取类别", "可能为负", "中间结果可能超出", "平移超过")
tried: Counter[str] = Counter()


def again() -> dict[str, Callable[..., Any]]:
    found = {}
    for name in FILES:
        spec = importlib.util.spec_from_file_location(f"formulas_{name}", RULES / f"test_{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for key, test in vars(module).items():
            if key.startswith("test_") and "formulas" in inspect.signature(test).parameters:
                found[f"test_{name}__{key.removeprefix('test_')}"] = test
    return found


globals().update(again())


def test_the_formulas_were_really_asked_of_both() -> None:
    assert tried["agreed"] > 150
    assert tried["declared"] < tried["agreed"] / 20


@pytest.fixture(scope="session")
def connection() -> Iterator[Any]:
    with duckdb.connect() as made:
        yield made


@pytest.fixture(scope="session")
def formulas(formulas: Any, connection: Any) -> Any:
    """Formulas that both engines evaluate."""

    class Both(type(formulas)):  # type: ignore[misc]
        def step(self, text: str, facts: Any = None, entity: str = "enterprise", on: str = "2024-06-30", units: Any = None, **values: Any) -> Step:  # fmt: skip
            step = super().step(text, facts, entity, on, units, **values)
            node = self.build(text, entity=entity, units=units, **values)
            env = self.env(facts, entity, on)
            assert_alike(connection, node, env, step, absent=False)
            assert_alike(connection, node, env, step, absent=True)
            return step

        def env(self, facts: Any, entity: str, on: str) -> Env:
            exactly = __import__("sys").modules[type(formulas).__module__].exactly
            held = {name: exactly(value) for name, value in (facts or {}).items()}
            own = self.vocabulary.facts.get(entity, {})
            thing = None if entity == "enterprise" else Thing(entity, "x", {k: v for k, v in held.items() if k in own})
            enterprise = {k: v for k, v in held.items() if k in self.vocabulary.facts["enterprise"]}
            return Env(
                Situation(date.fromisoformat(on), enterprise, received=()),
                self.vocabulary.regions,
                "north/town/plan#1",
                thing,
            )

    return Both(formulas.vocabulary)


def assert_alike(connection: Any, node: Node, env: Env, step: Step, *, absent: bool) -> None:
    """Both engines say the same of a formula."""
    columns: dict[str, tuple[str, Any]] = {}

    def read(fact: tree.FactOf) -> Any:
        value = evaluate(fact, env).lo if evaluate(fact, env).known else None
        held = raw(fact, env)
        if value is None and absent:
            return None
        name = f"{fact.entity[0]}_{column_of(fact, env.situation.on.year)}"
        columns[name] = (
            sql_type(fact.type),
            parts_of(fact.type, held) if fact.type in NUMERIC and held is not None else held,
        )
        return sql.column(name)

    layers = Layers()
    exact = Exact(layers.keep)
    formulas = Formulas(env.situation.on, env.regions, Reading(read, lambda _: fixed(Fraction(0))), exact)
    try:
        wanted = _ends(formulas, exact, node)
    except sql.Inexpressible as error:
        assert any(word in str(error) for word in DECLARED), error
        tried["declared"] += 1
        return
    values = [sql.alias(sql.cast(_literal(v), kind), name) for name, (kind, v) in columns.items()]
    rows = layers.over(sql.exp.Select(expressions=values or [sql.alias(sql.whole(1), "one")]))
    tree_ = sql.select([sql.alias(end, f"c{i}") for i, end in enumerate(wanted)], sql.within(rows, "q"))
    row = connection.execute(written(tree_, "duckdb")).fetchone()
    assert _found(node.type, row) == _reference(node.type, step), (written(tree_, "duckdb"), step)
    tried["agreed"] += 1


def raw(fact: tree.FactOf, env: Env) -> Any:
    """What was told of a fact, before it is cut."""
    facts = env.situation.enterprise if fact.entity == "enterprise" else env.thing.facts if env.thing else {}
    held = facts.get(fact.name)
    return held.get(env.situation.on.year - fact.back) if isinstance(held, dict) else held


def _literal(value: Any) -> Any:
    match value:
        case None:
            return sql.exp.Null()
        case bool():
            return sql.truth(value)
        case int():
            return sql.whole(value)
        case date():
            return sql.day(value)
    return sql.text(value)


def _ends(formulas: Formulas, exact: Exact, node: Node) -> list[Any]:
    if node.type in NUMERIC:
        ends = formulas.spans.between(formulas.value(node))  # type: ignore[arg-type]
        return [part for end in (ends.lo, ends.hi) for part in _fraction(exact, end)]
    value: Any = formulas.value(node)
    if node.type is Type.DATE:
        return [sql.nothing("DATE") if end is None else formulas._calendar.sql(end) for end in (value.lo, value.hi)]
    if node.type is Type.BOOLEAN:
        return [as_sql(value)]
    return [sql.nothing("TEXT") if value is None else sql.text(value) if isinstance(value, str) else value]


def _fraction(exact: Exact, end: Num | None) -> list[Any]:
    """Numerator and denominator."""
    if end is None:
        return [sql.nothing("BIGINT"), sql.big(1)]
    below = sql.big(end.den)
    if end.by is not None:
        below = sql.binary("*", sql.cast(below, sql.WIDE), exact.numerator(end.by, wide=False))
    return [exact.numerator(end, wide=False), below]


def _found(kind: Type, row: tuple[Any, ...]) -> Any:
    if kind in NUMERIC:
        return tuple(None if n is None or d is None else Fraction(n, d) for n, d in (row[:2], row[2:]))
    return row


def _reference(kind: Type, step: Step) -> Any:
    if kind in NUMERIC:
        return tuple(None if isinstance(e, Decimal) and not e.is_finite() else Fraction(e) for e in (step.lo, step.hi))
    if kind is Type.DATE:
        return None if step.lo == date.min else step.lo, None if step.hi == date.max else step.hi
    if kind is Type.BOOLEAN:
        return (step.verdict,)
    return (step.lo,)
