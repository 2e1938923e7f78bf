"""The check-up of a visitor: what was told so far, the answer to it, and the next question, the one that decides the most money.

What is told is kept in the visitor's session as plain text by fact key; every answer is made anew from it. Nothing is saved for longer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from luodi.engine.core.errors import LuodiError
from luodi.engine.core.strict_yaml import Source
from luodi.engine.rules.answer import CheckUp, Claim
from luodi.engine.rules.ask import Ask, questions
from luodi.engine.rules.checkup import check_up
from luodi.engine.rules.engines.python import Missing
from luodi.engine.rules.explain import condition_text
from luodi.engine.rules.facts import read_situation
from luodi.engine.rules.model import Policy
from luodi.engine.rules.tree import Type
from luodi.engine.rules.vocabulary import ENTERPRISE, KNOWN_BY, Fact
from luodi.service.policies.queries import library

RECEIVED, VALID = "received", "valid:"
_SHOWN = 3
_FIRST = ("kind", "registered_region", "ai_business")


@dataclass(frozen=True)
class Question:
    """What is asked next: a fact (of a year), whether anything was received, or whether a policy is in force."""

    key: str
    label: str
    meaning: str
    type: str
    unit: str
    choices: tuple[tuple[str, str], ...]
    stake: Any
    supports: int
    known_by: str = ""


@dataclass(frozen=True)
class State:
    """A check-up as far as it has come."""

    on: date
    region: str
    told: Mapping[str, str]
    answer: CheckUp
    question: Question | None
    left: int


def policies_of(region: str) -> list[Policy]:
    """The policies that may hold for an enterprise of a region: of it, within it, and above it."""
    regions = library().vocabulary.regions
    return [
        p
        for p in library().policies()
        if not region or regions.within(p.region, region) or regions.within(region, p.region)
    ]


def answered(told: Mapping[str, str], on: date, region: str, skipped: tuple[str, ...] = ()) -> State:
    """Return the answer to what was told, and the next question that was not put aside."""
    policies = policies_of(region)
    answer = check_up(policies, _situation(told, on), library().vocabulary, beside=library().policies())
    asked = [
        ask
        for ask in questions(answer.claims())
        if (key := _key(ask.missing)) and key not in told and key not in skipped
    ]
    first = {key: place for place, key in enumerate(_FIRST)}
    asked.sort(key=lambda ask: first.get(_key(ask.missing), len(first)))
    question = next((made for ask in asked if (made := _question(ask)) is not None), None)
    return State(on, region, told, answer, question, len(asked))


def read(key: str, text: str, on: date) -> str:
    """Return what a person wrote as a fact file has it; LuodiError says what is wrong with it."""
    fact = _fact(key)
    value = text.strip().replace("，", "").replace(",", "")
    if fact is not None and fact.type is Type.MONEY:
        value = _money(value)
    elif fact is not None and fact.type is Type.RATIO and value.endswith(("%", "％")):
        value = format(Decimal(value[:-1]) / 100, "f")
    _situation({key: value}, on)
    return value


def shown(key: str, value: str) -> tuple[str, str]:
    """Say a fact that was told: its label and its value as people read it."""
    from luodi.engine.core.money import yuan

    if key == RECEIVED:
        return "领过的支持", "没有领过"
    if key.startswith(VALID):
        return f"{library().policy(key.removeprefix(VALID)).title}是否有效", {"yes": "有效", "no": "无效"}[value]
    fact = _fact(key)
    if fact is None:
        return key, value
    year = key.partition("@")[2]
    label = f"{fact.label}（{year}年）" if year else fact.label
    if fact.type is Type.MONEY:
        return label, yuan(Decimal(value))
    if fact.type is Type.BOOLEAN:
        return label, {"true": "是", "false": "否"}.get(value, value)
    if fact.type is Type.REGION:
        return label, library().vocabulary.regions.name(value)
    return label, dict(fact.words).get(value, value) + fact.unit


@dataclass(frozen=True)
class Row:
    """One claim as a row: which conditions fail, which facts are missing."""

    claim: Claim
    fails: tuple[str, ...]
    lacks: tuple[str, ...]


def claims(answer: CheckUp) -> dict[str, list[Row]]:
    """Sort the claims the way people read them: what may be had, what is open, what is not."""
    found: dict[str, list[Row]] = {"yes": [], "open": [], "no": []}
    for claim in answer.claims():
        name = "no" if claim.verdict is False or not claim.counts else "yes" if claim.verdict else "open"
        fails = tuple(condition_text(reason.step) for reason in claim.reasons if reason.verdict is False)
        lacks = tuple(dict.fromkeys(_lack(missing) for missing in sorted(claim.missing, key=lambda m: m.key)))
        found[name].append(Row(claim, fails[:_SHOWN], lacks))
    for name in ("yes", "open"):
        found[name].sort(key=lambda row: -(row.claim.sum.hi if row.claim.sum is not None else Decimal(-1)))
    return found


def _lack(missing: Missing) -> str:
    """Name a missing fact the way people call it."""
    if missing.entity == "policy":
        return "政策是否有效"
    if missing.name == RECEIVED:
        return "领过的支持"
    fact = library().vocabulary.facts.get(missing.entity or ENTERPRISE, {}).get(missing.name.partition("@")[0])
    kind = library().vocabulary.entities.get(missing.entity)
    label = fact.label if fact else missing.name
    return f"{kind.label}的{label}" if kind and missing.entity not in {"", ENTERPRISE} else label


def _money(text: str) -> str:
    for word, size in (("亿元", 10**8), ("万元", 10**4), ("亿", 10**8), ("万", 10**4), ("元", 1)):
        if text.endswith(word):
            return format(Decimal(text.removesuffix(word).strip()) * size, "f")
    return text


def _key(missing: Missing) -> str:
    """The name under which a missing fact is kept; empty where the form cannot ask for it (facts of things)."""
    if missing.entity == "policy":
        return f"{VALID}{missing.thing}"
    if missing.name == RECEIVED and not missing.entity:
        return RECEIVED
    if missing.entity not in {"", ENTERPRISE}:
        return ""
    return missing.key


def _fact(key: str) -> Fact | None:
    return library().vocabulary.by_key(key.partition("@")[0])


def _question(ask: Ask) -> Question | None:
    key, count = _key(ask.missing), len(ask.supports)
    if key == RECEIVED:
        return Question(
            key,
            "以前领过这些支持吗",
            "没有领过的答“没有领过”；领过的，请用命令行或接口写明每一笔",
            "choice",
            "",
            (("none", "没有领过"),),
            ask.stake,
            count,
        )
    if key.startswith(VALID):
        title = library().policy(key.removeprefix(VALID)).title
        return Question(
            key,
            f"《{title}》现在有效吗",
            "原文没有写明日期，推不出有效期；可以问主管部门",
            "choice",
            "",
            (("yes", "有效"), ("no", "无效")),
            ask.stake,
            count,
        )
    fact = _fact(key)
    if fact is None:
        return None
    year = key.partition("@")[2]
    kinds: dict[Type, tuple[tuple[str, str], ...]] = {
        Type.BOOLEAN: (("true", "是"), ("false", "否")),
        Type.CATEGORY: fact.words,
    }
    choices = kinds.get(fact.type, ())
    unit = {
        Type.MONEY: "元，可写 300万元",
        Type.RATIO: "写 0.2 或 20%",
        Type.DATE: "写 2021-06-01",
        Type.REGION: "六位代码，如 330106",
    }.get(fact.type, fact.unit)
    return Question(
        key, f"{fact.label}（{year}年）" if year else fact.label, fact.meaning, "choice" if choices else fact.type.value, unit, choices, ask.stake, count,
        KNOWN_BY[fact.known_by],
    )  # fmt: skip


def _situation(told: Mapping[str, str], on: date) -> Any:
    """Read what was told the way a fact file is read, with the same refusals."""
    enterprise: dict[str, Any] = {}
    data: dict[str, Any] = {"on": on, "enterprise": enterprise}
    valid: dict[str, bool] = {}
    for key, text in told.items():
        if key == RECEIVED:
            data[RECEIVED] = []
        elif key.startswith(VALID):
            valid[key.removeprefix(VALID)] = text == "yes"
        else:
            name, _, year = key.partition("@")
            value = _typed(_fact(key), text)
            if year:
                enterprise.setdefault(name, {})[year] = value
            else:
                enterprise[name] = value
    if valid:
        data["in_force"] = valid
    lib = library()
    supports = [s.path for policy in lib.policies() for s in policy.supports]
    return read_situation(Source("你的回答", data, {}), lib.vocabulary, supports=supports, policies=lib.ids())


def _typed(fact: Fact | None, text: str) -> Any:
    """Turn a text into what a strict YAML file would hold; what does not fit stays text, and is refused with its reason."""
    if fact is None:
        return text
    try:
        if fact.type in {Type.MONEY, Type.RATIO, Type.COUNT, Type.NUMBER}:
            number = Decimal(text)
            return number if number.is_finite() else text
        if fact.type is Type.BOOLEAN:
            return {"true": True, "false": False}.get(text, text)
        if fact.type is Type.DATE:
            return date.fromisoformat(text)
    except (ArithmeticError, ValueError):
        return text
    return text


__all__ = ["LuodiError", "Question", "State", "answered", "claims", "policies_of", "read", "shown"]
