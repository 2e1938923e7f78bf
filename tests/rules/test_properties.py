"""What must hold for every formula and every set of facts, tried on generated ones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from luodi.engine.rules.tree import Type

if TYPE_CHECKING:
    from tests.conftest import Desk, Formulas, Plan

MONEY = st.decimals(min_value=0, max_value=10**9, places=2)
DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
FIGURES: dict[str, Any] = {
    "top": 500_000, "line": 200_000, "half": 0.5, "few": 3, "tiers": [[100_000, 10_000], [5_000_000, 80_000]],
    "down": [[100_000, 80_000], [5_000_000, 10_000]], "classes": {"national": 500_000, "provincial": 20_000}, "day": date(2020, 1, 1),
}  # fmt: skip
UNITS = {
    **dict.fromkeys(["top", "line", "tiers", "down", "classes"], Type.MONEY),
    "half": Type.RATIO,
    "few": Type.COUNT,
}
FACTS = {
    "capital": MONEY,
    "tax": MONEY,
    "profit": st.decimals(min_value=-(10**6), max_value=10**6, places=2),
    "abroad": st.decimals(min_value=0, max_value=1, places=3),
    "patents": st.integers(0, 20).map(Decimal),
    "accredited": st.booleans(),
    "exporting": st.booleans(),
    "level": st.sampled_from(["national", "provincial", "municipal"]),
    "founded_on": DAYS,
    "home": st.sampled_from(["330106", "510100"]),
}
ATOMS = [
    "capital",
    "tax",
    "profit",
    "top",
    "line",
    "step(capital, tiers)",
    "step(tax, down)",
    "step_above(tax, tiers)",
    "pick(level, classes)",
]
RATIOS = ["abroad", "half", "(capital / tax)", "(patents / few)", "(few / patents)"]


def sums() -> st.SearchStrategy[str]:
    """Formulas of money."""

    def deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            st.builds("({} + {})".format, inner, inner),
            st.builds("({} - {})".format, inner, inner),
            st.builds("({} * {})".format, inner, st.sampled_from(RATIOS)),
            st.builds("({} / {})".format, inner, st.sampled_from(["half", "few", "patents", "abroad"])),
            st.builds("min({}, {})".format, inner, inner),
            st.builds("max({}, {})".format, inner, inner),
            st.builds("({} if {} else {})".format, inner, conditions(st.sampled_from(ATOMS)), inner),
        )

    return st.recursive(st.sampled_from(ATOMS), deeper, max_leaves=5)


def conditions(money: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Conditions over formulas of money."""
    ops = st.sampled_from([">=", ">", "<=", "<", "==", "!="])
    atoms = st.one_of(
        st.builds("{} {} {}".format, money, ops, money),
        st.builds("{} {} half".format, st.sampled_from(RATIOS[:1] + RATIOS[2:]), ops),
        st.sampled_from(["accredited", "exporting", 'level == "national"', 'level in ["national", "provincial"]', 'within(home, "330100")',
                         "founded_on >= day", "days_between(founded_on, on) > patents", "founded_on + years(patents) < on"]),
    )  # fmt: skip
    return st.recursive(
        atoms.map("({})".format),
        lambda inner: st.one_of(
            st.builds("({} and {})".format, inner, inner),
            st.builds("({} or {})".format, inner, inner),
            st.builds("(not {})".format, inner),
        ),
        max_leaves=4,
    )


def contains(outer: Any, inner: Any) -> bool:
    return bool(outer.lo <= inner.lo and inner.hi <= outer.hi)


@given(sums(), st.fixed_dictionaries(FACTS), st.sets(st.sampled_from(sorted(FACTS))))
def test_the_span_with_facts_unknown_contains_the_value_with_them_known(
    formulas: Formulas, text: str, facts: dict[str, Any], hidden: set[str]
) -> None:
    known = formulas.step(text, facts, units=UNITS, **FIGURES)
    unknown = formulas.step(text, {k: v for k, v in facts.items() if k not in hidden}, units=UNITS, **FIGURES)
    assert contains(unknown, known)


@given(conditions(sums()), st.fixed_dictionaries(FACTS), st.sets(st.sampled_from(sorted(FACTS))))
def test_no_fact_turned_to_unknown_ever_turns_a_verdict_around(
    formulas: Formulas, text: str, facts: dict[str, Any], hidden: set[str]
) -> None:
    known = formulas.step(text, facts, units=UNITS, **FIGURES).verdict
    unknown = formulas.step(text, {k: v for k, v in facts.items() if k not in hidden}, units=UNITS, **FIGURES).verdict
    assert unknown in {known, None}


@given(conditions(sums()), st.fixed_dictionaries({}, optional=FACTS))
def test_what_is_undecided_says_what_to_ask_for_and_what_is_decided_does_not(
    formulas: Formulas, text: str, facts: dict[str, Any]
) -> None:
    step = formulas.step(text, facts, units=UNITS, **FIGURES)
    assert bool(step.missing) is (step.verdict is None)


@given(conditions(sums()), st.fixed_dictionaries({}, optional=FACTS))
def test_a_condition_and_its_opposite_are_never_both_true(formulas: Formulas, text: str, facts: dict[str, Any]) -> None:
    one = formulas.step(text, facts, units=UNITS, **FIGURES).verdict
    other = formulas.step(f"not {text}", facts, units=UNITS, **FIGURES).verdict
    assert other is (None if one is None else not one)


@given(sums(), st.fixed_dictionaries({}, optional=FACTS))
def test_a_span_is_never_upside_down(formulas: Formulas, text: str, facts: dict[str, Any]) -> None:
    step = formulas.step(text, facts, units=UNITS, **FIGURES)
    assert step.lo <= step.hi


RAISED = """
    values: {threshold: 1_000_000, few: 3, rate: 0.2, cap: 3_000_000, tiers: [[1_000_000, 100_000], [5_000_000, 900_000]]}
    when: [capital >= threshold, patents >= few]
    amount: min(capital * rate + step(capital, tiers), cap)
    limits: [{per: enterprise, period: year, cap: 2_500_000}]
"""


@given(MONEY, MONEY, st.integers(0, 6))
def test_raising_a_fact_that_is_only_a_threshold_and_a_base_never_lowers_the_sum(
    desk: Desk, a: Decimal, b: Decimal, patents: int
) -> None:
    plan = once(desk, "raised", RAISED)
    low, high = sorted((a, b))
    less, more = (plan.ask(f"enterprise: {{capital: {c}, patents: {patents}}}") for c in (low, high))
    assert (less.sum.hi if less.sum else Decimal(0)) <= (more.sum.hi if more.sum else Decimal(0))
    assert not (less.verdict is True and more.verdict is False)


SHARED = """
    for: project
    values: {rate: 0.15, other_rate: 0.05, cap: 1_000_000}
    amount: min(invest * rate + cost * other_rate, cap)
    pays: [0.4, 0.3, 0.3]
    funded_by: {city: 0.5, district: 0.25, province: 0.25}
"""
LIMITED = f"""{SHARED}
    limits: [{{per: entity, period: lifetime, cap: 900_000}}, {{per: enterprise, period: year, cap: 1_234_567.89}}]
"""
PROJECTS = st.lists(st.tuples(MONEY, st.none() | MONEY), max_size=5)


def projects(rows: list[tuple[Decimal, Decimal | None]], *, backwards: bool = False) -> str:
    lines = [
        f"{{id: p{i}, invest: {a}" + ("" if b is None else f", cost: {b}") + f", finished_on: 202{i}-01-01}}"
        for i, (a, b) in enumerate(rows)
    ]
    return f"project: [{', '.join(reversed(lines) if backwards else lines)}]"


_PLANS: dict[str, Plan] = {}


def once(desk: Desk, name: str, body: str) -> Plan:
    """Load a policy once for all examples."""
    if name not in _PLANS:
        _PLANS[name] = desk.one(body)
    return _PLANS[name]


@given(PROJECTS)
def test_sums_never_exceed_their_caps(desk: Desk, rows: list[tuple[Decimal, Decimal | None]]) -> None:
    answer = once(desk, "limited", LIMITED).check(projects(rows))
    sums = [c.sum.hi for c in answer.claims if c.sum]
    assert all(s <= 900_000 for s in sums)
    certain = [c.sum.hi for c in answer.claims if c.certain and c.sum]
    assert sum(certain) <= Decimal("1234567.89")
    assert answer.totals.amount <= Decimal("1234567.89")


@given(PROJECTS)
def test_instalments_and_shares_add_up_to_the_whole(desk: Desk, rows: list[tuple[Decimal, Decimal | None]]) -> None:
    for claim in once(desk, "shared", SHARED).check(projects(rows)).claims:
        if claim.certain:
            assert claim.sum is not None
            assert sum(claim.instalments()) == claim.sum.hi
            assert sum(part for _, part in claim.funding()) == claim.sum.hi
            assert all(part >= 0 for part in claim.instalments())


@given(PROJECTS)
def test_adding_a_limit_never_raises_a_sum(desk: Desk, rows: list[tuple[Decimal, Decimal | None]]) -> None:
    free = once(desk, "shared", SHARED).check(projects(rows)).claims
    limited = once(desk, "limited", LIMITED).check(projects(rows)).claims
    for one, other in zip(free, limited, strict=True):
        assert one.sum is not None
        assert other.sum is not None
        assert other.sum.hi <= one.sum.hi
        assert other.sum.lo <= one.sum.lo


@given(PROJECTS, st.booleans())
def test_evaluating_twice_gives_the_same(desk: Desk, rows: list[tuple[Decimal, Decimal | None]], told: bool) -> None:
    plan = once(desk, "limited", LIMITED)
    answers = [plan.check(projects(rows), received="[]" if told else None) for _ in range(2)]
    first, second = ([(c.key, c.verdict, c.sum, c.counted, c.missing) for c in a.claims] for a in answers)
    assert first == second
    assert answers[0].totals == answers[1].totals


@given(PROJECTS)
def test_the_order_in_which_projects_are_written_does_not_change_any_sum(
    desk: Desk, rows: list[tuple[Decimal, Decimal | None]]
) -> None:
    plan = once(desk, "limited", LIMITED)
    one, other = ({c.key: c.sum for c in plan.check(projects(rows, backwards=b)).claims} for b in (False, True))
    assert one == other


WHOLE = """
    for: project
    values: {line: 100_000, rate: 0.3, cap: 2_000_000, tiers: [[1_000_000, 50_000]]}
    when: [invest >= line, accredited or local > rate, "grade in [\\"gold\\", \\"silver\\"]"]
    amount: min((invest - cost) * rate + step(sales, tiers), cap)
    once: entity
    limits: [{per: entity, period: year, cap: 600_000}, {per: enterprise, period: {years: 3}, cap: 900_000}]
"""
ENTERPRISE = {"accredited": st.booleans(), "sales": MONEY.map("{{2024: {}}}".format)}
PROJECT = {
    "invest": MONEY,
    "cost": MONEY,
    "local": st.decimals(min_value=0, max_value=1, places=2),
    "grade": st.sampled_from(["gold", "bronze"]),
}
RECEIPTS = st.lists(
    st.tuples(st.sampled_from(["p0", "p1"]), st.dates(date(2020, 1, 1), date(2024, 6, 1)), st.integers(0, 400_000)),
    max_size=3,
)


def written(facts: dict[str, Any], hidden: set[str]) -> str:
    inner = ", ".join(
        f"{k}: {str(v).lower() if isinstance(v, bool) else v}" for k, v in facts.items() if k not in hidden
    )
    return f"{{{inner}}}"


@given(
    st.fixed_dictionaries(ENTERPRISE), st.fixed_dictionaries(PROJECT), st.fixed_dictionaries(PROJECT), RECEIPTS,
    st.sets(st.sampled_from([*ENTERPRISE, *PROJECT])), st.booleans(),
)  # fmt: skip
def test_a_whole_claim_with_facts_unknown_contains_the_claim_with_them_known(
    desk: Desk, firm: dict[str, Any], one: dict[str, Any], two: dict[str, Any], receipts: list[tuple[str, date, int]], hidden: set[str], tell: bool
) -> None:  # fmt: skip
    plan = once(desk, "whole", WHOLE)
    history = (
        "["
        + ", ".join(f'{{support: "{plan.policy.id}#1", date: {d}, amount: {a}, entity: {p}}}' for p, d, a in receipts)
        + "]"
    )

    def ask(gone: set[str], received: str | None) -> list[Any]:
        things = "".join(f"\n- {{id: p{i}, {written(p, gone)[1:]}" for i, p in enumerate((one, two)))
        return list(plan.check(f"enterprise: {written(firm, gone)}\nproject:{things}\n", received=received).claims)

    for known, unknown in zip(ask(set(), history), ask(hidden, history if tell else None), strict=True):
        assert unknown.verdict in {known.verdict, None}
        if known.verdict is True:
            assert unknown.sum.lo <= known.sum.lo
            assert known.sum.hi <= unknown.sum.hi
