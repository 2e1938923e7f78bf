"""A report of a run: what was asked, and what a reader must know of the question before any figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from luodi.engine.rules.model import Policy
from luodi.engine.rules.tree import ValueOf
from luodi.engine.simulation.engines import ENGINES
from luodi.engine.simulation.report import Asked, Report
from luodi.engine.simulation.simulate import Outcome, Request

_NAMED = 6
#: What says where a rule is written, not what it is.
_NOT_RULES = {"line", "digest", "citations"}


def report_of(
    request: Request, outcome: Outcome, title: str, *, reform: str = "", since: date | None = None, hint: str = ""
) -> Report:
    """Return the report of a run. `reform` and `since` are the title of the reform and the day its figures hold from.

    `hint` says how policies of unknown validity can be taken to be in force.
    """
    asked = [Asked(p.id, p.title, p.draft or any(s.draft for s in p.supports)) for p in request.policies]
    remarks = ["原文推不出有效期的政策，按有效推演。"] if request.in_force else []
    cautions = [*_unchanged(request, since), *_validity(request, hint)]
    return Report(
        title, request.on.isoformat(), asked, outcome, ENGINES[request.engine], remarks, reform, cautions
    )  # fmt: skip


def some(texts: Sequence[str]) -> str:
    """Return the first few of many, and how many there are.

    >>> some(["甲", "乙"]), some(list("甲乙丙丁戊己庚"))
    ('甲、乙', '甲、乙、丙、丁、戊、己 等 7 个')
    """
    return "、".join(texts[:_NAMED]) + (f" 等 {len(texts)} 个" if len(texts) > _NAMED else "")


def _unchanged(request: Request, since: date | None) -> Iterator[str]:
    """A reform that changes nothing on the day of the question, or the figures only from a later day on."""
    if request.reform is None:
        return
    on, later = request.on, since is not None and request.on < since
    before = {policy.id: policy for policy in request.policies}
    if all(same_rules(before[own], policy, on) for own, policy in request.reform.items() if own in before):
        yield f"改革在问题日 {on} 没有改变任何一项{f'：数值从 {since} 起才改' if later else ''}。"
    elif later:
        yield f"改革的数值从 {since} 起改，问题日 {on} 在那以前，数值仍按现行。"


def _validity(request: Request, hint: str) -> Iterator[str]:
    """Policies that cannot pay on the day, or of which that is not known: nothing else explains so many zeros."""
    on, told = request.on, request.in_force
    granting = [policy for policy in request.policies if policy.supports]
    over = [policy.title for policy in granting if policy.validity.on(on) is False]
    open_ = [policy.title for policy in granting if policy.validity.on(on) is None and policy.id not in told]
    if over:
        yield f"{len(over)} 项政策在问题日 {on} 不在有效期，没有一家可得：{some(over)}"
    if open_:
        yield f"{len(open_)} 项政策由原文推不出有效期，它们的支持全部算待核实：{some(open_)}{hint}"


def same_rules(before: Policy, after: Policy, day: date) -> bool:
    """Whether a changed policy still says on that day what it said: nothing but lines and dates of other days differ."""
    return bool(_said(before, day) == _said(after, day))


def _said(part: Any, day: date) -> Any:
    """A part of a policy as it stands on a day, without where it is written."""
    if isinstance(part, ValueOf):
        return part.name, part.on(day)
    if is_dataclass(part) and not isinstance(part, type):
        return type(part), [_said(getattr(part, f.name), day) for f in fields(part) if f.name not in _NOT_RULES]
    if isinstance(part, Mapping):
        return {key: _said(value, day) for key, value in part.items()}
    return [_said(one, day) for one in part] if isinstance(part, tuple | list) else part
