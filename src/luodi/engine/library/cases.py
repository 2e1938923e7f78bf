"""Run the cases beside a policy: facts, a date, and what the policy must then answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from luodi.engine.core import strict_yaml
from luodi.engine.core.errors import DataError, LuodiError, Problems
from luodi.engine.core.money import plain
from luodi.engine.core.strict_yaml import Key, Source
from luodi.engine.library.load import CASES_FILE, Library, shown
from luodi.engine.rules.answer import Claim, PolicyAnswer, Sum
from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.facts import Reader
from luodi.engine.rules.grammar import did_you_mean
from luodi.engine.rules.model import Policy
from luodi.engine.rules.situation import Receipt, Situation

_CASE_KEYS = {"name", "date", "facts", "expect"}
_EXPECT_KEYS = {
    "eligible", "amount", "at_most", "at_least", "between", "discretion", "missing", "yields_to", "limited", "pays", "funded_by", "counted",
}  # fmt: skip
_ELIGIBLE: Mapping[Any, bool | None] = {True: True, False: False, "unknown": None}


@dataclass(frozen=True)
class Case:
    """One case: a situation and the expected answers by key (`4`, `4[p1]`)."""

    name: str
    situation: Situation
    expect: Mapping[str, Mapping[str, Any]]
    key: Key
    source: Source


@dataclass(frozen=True)
class CaseResult:
    """What a case showed: no findings when everything was as expected."""

    case: Case
    findings: tuple[LuodiError, ...]


def load_cases(library: Library, policy: Policy) -> list[Case]:
    """Read the cases of a policy; Problems lists every fault with its line."""
    path = library.folder_of(policy.id) / CASES_FILE
    source = strict_yaml.load(path, shown(path))
    data = source.data if isinstance(source.data, dict) else {"cases": source.data}
    given = data.get("given") or {}
    if not isinstance(data.get("cases"), list) or not isinstance(given, dict) or not set(data) <= {"given", "cases"}:
        raise DataError("cases.yaml 要有 cases: [...]（和可选的 given: {…}）", place=source.place())
    prefix: Key = ("cases",) if isinstance(source.data, dict) else ()
    problems: list[LuodiError] = []
    cases = []
    for i, case in enumerate(data["cases"]):
        try:
            cases.append(_case(source, policy, library, given, case, (*prefix, i)))
        except Problems as error:
            problems += error.problems
        except LuodiError as error:
            problems.append(error)
    if problems:
        raise Problems(problems)
    return cases


def _case(source: Source, policy: Policy, library: Library, given: Mapping[str, Any], case: Any, key: Key) -> Case:
    if not isinstance(case, dict) or not {"name", "date", "expect"} <= set(case) <= _CASE_KEYS:
        raise DataError("一个算例要有 name、date、expect（和 facts）", place=source.place(key))
    if not isinstance(case["expect"], dict) or not case["expect"] or not isinstance(case.get("facts"), dict | None):
        raise DataError("facts 与 expect 要写成 键: 值，expect 至少一项", place=source.place(key))
    if not isinstance(case["date"], date):
        raise DataError("date 要写日期", place=source.place((*key, "date")))
    facts = _merged(given, case.get("facts") or {})
    told = facts.pop("in_force", None)
    received = facts.get("received")
    if isinstance(received, list):
        facts["received"] = [
            {**r, "support": _whole(r.get("support"), policy)} if isinstance(r, dict) else r for r in received
        ]
    where: Key = (*key, "facts")
    supports = {s.path for p in (policy, *_implemented(library, policy)) for s in p.supports}
    situation = Reader(source, library.vocabulary, supports, set()).situation(facts, where, case["date"])
    if isinstance(told, bool):
        situation = Situation(
            situation.on, situation.enterprise, situation.things, situation.received, {policy.id: told}
        )
    for name, expected in case["expect"].items():
        _check_expectation(source, policy, name, expected, (*key, "expect", name))
    return Case(str(case["name"]), situation, case["expect"], key, source)


def _implemented(library: Library, policy: Policy) -> list[Policy]:
    return [library.policy(policy.implements)] if policy.implements in library.ids() else []


def _whole(support: Any, policy: Policy) -> str:
    return str(support) if "#" in str(support) else f"{policy.id}#{support}"


def _merged(given: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged: dict[str, Any] = {**given}
    for name, value in own.items():
        both = isinstance(value, dict) and isinstance(merged.get(name), dict)
        merged[name] = {**merged[name], **value} if both and name == "enterprise" else value
    return merged


def _check_expectation(source: Source, policy: Policy, name: str, expected: Any, key: Key) -> None:
    ids = [s.id for s in policy.supports]
    if name.partition("[")[0] not in ids:
        raise DataError(f"没有支持“{name}”", place=source.place(key), fix=did_you_mean(name, ids))
    if not isinstance(expected, dict) or not any(expected.get("eligible") == word for word in _ELIGIBLE):
        raise DataError("expect 要写 eligible: true、false 或 unknown", place=source.place(key))
    for word in ("between", "missing", "pays"):
        if not isinstance(expected.get(word), list | None) or (
            word == "between" and len(expected.get(word) or "12") != 2
        ):
            raise DataError(
                f"{word} 要写成列表" + ("：[下限, 上限]" if word == "between" else ""), place=source.place((*key, word))
            )
    if not isinstance(expected.get("funded_by"), dict | None):
        raise DataError("funded_by 要写成 键: 值", place=source.place((*key, "funded_by")))
    for word in set(expected) - _EXPECT_KEYS:
        raise DataError(f"不认识“{word}”", place=source.place((*key, word)), fix=did_you_mean(word, _EXPECT_KEYS))


def run_case(library: Library, policy: Policy, case: Case) -> CaseResult:
    """Evaluate a case and compare it with what is expected."""
    answer = check_up([policy], case.situation, library.vocabulary).policies[0]
    findings = [
        DataError(f"算例“{case.name}”：{name} {fault}", place=case.source.place((*case.key, "expect", name)))
        for name, expected in case.expect.items()
        for fault in _compare(answer, name, expected)
    ]
    return CaseResult(case, tuple(findings))


def _compare(answer: PolicyAnswer, name: str, expected: Mapping[str, Any]) -> list[str]:
    claims = [c for c in answer.claims if name in (c.key, c.support.id)]
    if not claims:
        return ["在这些事实里没有对应的实体"]
    faults = []
    verdicts = {c.verdict for c in claims}
    verdict = verdicts.pop() if len(verdicts) == 1 else (True if True in verdicts else None)
    wanted = _ELIGIBLE[expected["eligible"]]
    if verdict is not wanted:
        faults.append(f"资格应是 {_word(wanted)}，算得 {_word(verdict)}{_why(claims[0])}")
    for kind in ("amount", "at_most"):
        if kind in expected:
            faults += _compare_money(claims, kind, expected)
    if "at_least" in expected:
        least = claims[0].at_least
        if least is None or not least.known or least.hi != expected["at_least"]:
            faults.append(f"at_least 应是 {expected['at_least']}，算得 {_money(least)}")
    if "discretion" in expected and (claims[0].support.kind == "discretion") is not expected["discretion"]:
        faults.append("discretion 不符")
    faults += _compare_rest(claims, expected)
    return faults


def _compare_money(claims: list[Claim], kind: str, expected: Mapping[str, Any]) -> list[str]:
    if claims[0].support.kind != kind:
        return [f"写的是 {kind}，支持却是 {claims[0].support.kind.value}"]
    total = Sum(Decimal(0), Decimal(0))
    for claim in claims:
        if claim.sum is not None and claim.verdict is not False:
            total += claim.sum
    wanted = expected[kind]
    if wanted == "unknown":
        between = expected.get("between")
        if total.known:
            return [f"{kind} 应是 unknown，算得 {_money(total)}"]
        if between is not None and [_plain(total.lo), _plain(total.hi)] != [_end(b) for b in between]:
            return [f"{kind} 应在 {between[0]} 与 {between[1]} 之间，算得 {_money(total)}"]
        return []
    if not total.known or total.hi != wanted:
        return [f"{kind} 应是 {wanted}，算得 {_money(total)}"]
    return []


def _end(value: Any) -> str:
    return "∞" if value in {None, "unbounded"} else _plain(value)


def _plain(value: Any) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)


def _compare_rest(claims: list[Claim], expected: Mapping[str, Any]) -> list[str]:
    faults = []
    if "missing" in expected:
        found = {m for c in claims for m in c.missing}
        names = {m.key for m in found} | {m.name for m in found}
        wanted = set(expected["missing"] or [])
        extra = {m.name for m in found if not {m.name, m.key} & wanted}
        if not wanted <= names or extra:
            faults.append(f"missing 应是 {sorted(wanted)}，算得 {sorted({m.key for m in found})}")
    if "yields_to" in expected:
        winner = claims[0].yields_to
        if winner is None or expected["yields_to"] not in (winner.key, winner.support.id):
            faults.append(f"应让位给 {expected['yields_to']}，实际 {winner.key if winner else '没有让位'}")
    if "limited" in expected and any(c.limits for c in claims) is not expected["limited"]:
        faults.append("limited 不符：" + ("没有碰到上限" if expected["limited"] else "被上限削减了"))
    pays = [sum(parts) for parts in zip(*(c.instalments() for c in claims if c.certain), strict=False)]
    if "pays" in expected and pays != [*expected["pays"]]:
        faults.append(f"pays 应是 {[*map(str, expected['pays'])]}，算得 {[*map(str, pays)]}")
    funding: dict[str, Decimal] = {}
    for name, part in (share for c in claims for share in c.funding()):
        funding[name] = funding.get(name, Decimal(0)) + part
    if "funded_by" in expected and funding != dict(expected["funded_by"]):
        faults.append(f"funded_by 不符，算得 { {k: str(v) for k, v in funding.items()} }")
    if "counted" in expected:
        counted = claims[0].counted
        if counted is None or not counted.known or counted.hi != expected["counted"]:
            faults.append(f"counted 应是 {expected['counted']}，算得 {_money(counted)}")
    return faults


def _word(verdict: bool | None) -> str:
    return {True: "true", False: "false", None: "unknown"}[verdict]


def _money(money: Sum | None) -> str:
    if money is None:
        return "没有金额"
    return _plain(money.hi) if money.known else f"{_plain(money.lo)}～{_plain(money.hi)}"


def _why(claim: Claim) -> str:
    """Name what decided, so that a wrong case can be put right at once."""
    failed = [r for r in claim.reasons if r.verdict is not True]
    if not failed:
        return ""
    from luodi.engine.rules.explain import condition_text  # noqa: PLC0415  (only when a case fails)

    return "（" + "；".join(condition_text(r.step) for r in failed[:3]) + "）"


def uncovered(policy: Policy, cases: list[Case]) -> list[str]:
    """Return the supports that no case expects anything of."""
    named = {name.partition("[")[0] for case in cases for name in case.expect}
    return [s.id for s in policy.supports if s.id not in named]


__all__ = ["Case", "CaseResult", "Receipt", "load_cases", "run_case", "uncovered"]
