"""An encoded policy as text: what it asks, what it grants, where to apply."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from luodi.engine.core.money import yuan
from luodi.engine.core.provisions import TARGET_KINDS
from luodi.engine.rules.formula_text import formula_text
from luodi.engine.rules.model import COMBINING, INSTRUMENTS, Policy, Support
from luodi.engine.rules.vocabulary import ENTERPRISE, Vocabulary


def policy_lines(policy: Policy, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield a whole policy."""
    yield f"{policy.title}{'（草稿，尚未有人核对）' if policy.draft else ''}"
    yield f"  {policy.id}；{vocabulary.regions.name(policy.region)}；{policy.number or '文号未录'}；核对日期 {policy.checked or '无'}"
    validity = policy.validity
    same = f"（随 {validity.same_as}）" if validity.same_as else ""
    yield f"  有效期：{validity.start} 起，{validity.end} 止{same}"
    for condition in policy.scope:
        yield f"  适用：{formula_text(condition.test)}（{'、'.join(condition.clause)}）"
    where = f"（{'、'.join(policy.combining_clause)}）" if policy.combining_clause else ""
    yield f"  合并享受：{COMBINING[policy.combining]}{where}"
    for limit in policy.claim_limits:
        named = {ENTERPRISE: "每家企业", "entity": "每个实体"}
        per = named.get(limit.per) or f"每个{vocabulary.entities[limit.per].label}"
        everything = len(limit.supports) == len(policy.supports)
        of = "" if everything else f"，合计 {'、'.join(limit.supports)}"
        yield f"  申报项数：{per}{limit.label}{of}（{'、'.join(limit.clause)}）"
    if policy.implements:
        yield f"  实施：{policy.implements}"
    for support in policy.supports:
        yield ""
        yield from support_lines(support, policy, vocabulary)
    if policy.targets or policy.tasks:
        yield ""
    for target in policy.targets:
        year = f"{target.year}年 " if target.year else ""
        yield f"{target.id}  [{TARGET_KINDS[target.kind]}] {target.indicator}：{year}{target.words}（{'、'.join(target.clause)}）"
    for task in policy.tasks:
        parts = ((task.lead, "牵头"), (task.bodies, "负责"), (task.assist, "配合"))
        who = "，".join(f"{'、'.join(names)}{does}" for names, does in parts if names)
        told = "；".join(filter(None, [who, "、".join(task.when)]))
        yield f"{task.id}  [任务] {task.title}{f'：{told}' if told else ''}（{'、'.join(task.clause)}）"


def support_lines(support: Support, policy: Policy, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield one support."""
    kind = vocabulary.entities[support.entity].label
    entity = "" if support.entity == ENTERPRISE else f"，按{kind}计"
    yield f"{support.id}  {support.title}  [{INSTRUMENTS[support.instrument]}·{support.promise.label}{entity}]（{'、'.join(support.clause)}）"
    for condition in support.conditions:
        yield f"    条件：{formula_text(condition.test)}"
    if support.sum is not None:
        yield f"    {'至多' if support.promise == 'at_most' else '金额'}：{formula_text(support.sum)}"
    if support.least is not None:
        yield f"    至少：{formula_text(support.least)}"
    if support.discretion:
        yield f"    {support.discretion}"
    for limit in (*support.limits, *(m for m in policy.limits if support.id in m.supports)):
        cap = limit.cap.history[-1][1]
        per = kind if limit.per == "entity" else vocabulary.entities[limit.per].label
        yield f"    上限：按{per}，{limit.window.label}{yuan(cap) if isinstance(cap, Decimal) else cap}，合计 {'、'.join(limit.supports)}"
    if support.implements:
        yield f"    具体化：{'、'.join(support.implements)}"
    for question in support.open_questions:
        yield f"    {'待定' if question.undecided else '原文未说清'}：{question.ask}"
    if support.bodies:
        yield f"    责任单位：{'、'.join(support.bodies)}"
    application = support.application
    if application.window:
        yield f"    申报：{application.window}；{application.where}"
