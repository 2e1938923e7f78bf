"""`luodi next`: how much is lacking, and what it would bring: the smallest change of one fact that brings more."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from luodi.cli.check import chosen, parse_day, situation_of
from luodi.cli.console import library, out, print_json
from luodi.engine.rules.tree import Type

if TYPE_CHECKING:
    from luodi.engine.core.money import Number
    from luodi.engine.rules.answer import Claim
    from luodi.engine.rules.next_step import Change, NextStep
    from luodi.engine.rules.next_step_fixed import Fixed
    from luodi.engine.rules.situation import Situation
    from luodi.engine.rules.vocabulary import Fact, Vocabulary

HEADINGS = (
    "确定的金额可增加", "上限可提高", "待核实的可增加（还缺别的事实）", "个案", "该年度已过，改不了，供来年比照",
)  # fmt: skip
PAST = 4


@click.command("next")
@click.argument("facts", type=click.Path(path_type=Path))
@click.option("--on", callback=parse_day, metavar="DATE", help="问题的日期，优先于文件里的 on")
@click.option("--region", metavar="CODE", help="只看这个地区（GB/T 2260 代码）适用的政策")
@click.option("--policy", "policy_ids", multiple=True, metavar="ID", help="只看这项政策，可写多次")
@click.option("-n", "count", type=click.IntRange(min=1), default=10, show_default=True, help="列出几个")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用")
def next_step(
    facts: Path, on: date | None, region: str | None, policy_ids: tuple[str, ...], count: int, as_json: bool
) -> None:
    """再差多少、能多得多少：只改一个已填的事实，最少改多少，能使哪一项支持符合、进档或封顶，合计因此多多少。

    只算差距，不估计能不能办到。没有填的事实不猜，见 luodi ask；日期、地点、既成事实改不了，只说明它们挡住了哪几项。

    退出码：0 有这样的下一步；1 没有；2 输入有误。
    """
    from luodi.engine.rules.next_step import next_steps
    from luodi.engine.rules.next_step_fixed import fixed

    lib = library()
    situation, policies = situation_of(lib, facts, on), chosen(lib, policy_ids, region)
    found = next_steps(policies, situation, lib.vocabulary, beside=lib.policies())
    stuck = fixed(policies, situation, lib.vocabulary, beside=lib.policies())
    if as_json:
        data = {"steps": [step_data(step) for step in found[:count]], "fixed": [fixed_data(one) for one in stuck]}
        print_json(data)
    else:
        _show(found, count, situation, lib.vocabulary)
        _show_fixed(stuck, lib.vocabulary)
    sys.exit(0 if any(not step.past for step in found) else 1)


def _show(found: Sequence[NextStep], count: int, situation: Situation, vocabulary: Vocabulary) -> None:
    out.print(f"[bold]下一步[/] · {situation.enterprise.get('name') or '企业'} · {situation.on}")
    if not found:
        out.print("只改一个已填的事实，没有哪一项能多得。缺的事实：luodi ask；不符合的理由：luodi check --all。")
    heading = -1
    for i, step in enumerate(found[:count], 1):
        kind = PAST if step.past else step.gain.first[0]
        if kind != heading:
            heading = kind
            out.print()
            out.print(HEADINGS[heading], style="bold cyan")
        out.print(f"{i}. {change_text(step.change, situation, vocabulary)}", markup=False, style="bold")
        for line in _effects(step, vocabulary):
            out.print(f"   {line}", markup=False)
    out.print()
    if len(found) > count:
        out.print(f"另有 {len(found) - count} 个，用 -n {len(found)} 全部列出。", style="bright_black", markup=False)
    out.print(
        "各项分别只改一个事实，其余不变，不能相加；按“每变动同样的比例能多得多少”排列。确定、上限、待核实、个案不相加。",
        style="bright_black",
        markup=False,
    )


def change_text(change: Change, situation: Situation, vocabulary: Vocabulary) -> str:
    """Write a change: 总投资（国家级示范） 196万元 → 200万元，再增4万元（2%）."""
    from luodi.engine.core.money import plain, round_to

    fact, target = change.fact, change.target
    year = f"（{target.year}年）" if target.year is not None else ""
    owner = f"{vocabulary.entities[target.entity].label}“{target.thing}”的" if target.thing else ""
    text = f"{owner}{fact.label}{year}：{_value(change, change.before)} → {_value(change, change.after)}"
    difference = change.difference
    if difference is not None:
        share = plain(round_to(change.share * 100, Decimal("0.1")))
        text += f"，{'再增' if difference > 0 else '减少'}{_value(change, abs(difference))}（变动{share}%）"
    if fact.judged:
        text += "；由主管部门认定"
    if target.year is not None and target.year < situation.on.year:
        text += "；该年度已过"
    return text


def _show_fixed(stuck: Sequence[Fixed], vocabulary: Vocabulary) -> None:
    """Say which facts stand in the way for good; they are never advised on."""
    from luodi.engine.rules.next_step_fixed import WHY

    shown = [one for one in stuck if one.why != "kind"]  # that a lease is no loan needs no saying
    if not shown:
        return
    out.print()
    out.print("改不了的（不作建议）", style="bold cyan")
    for one in shown:
        named = "、".join(_named(claim) for claim in one.claims[:3])
        more = f"等 {len(one.claims)} 项" if len(one.claims) > 3 else ""
        out.print(f"{fixed_text(one, vocabulary)}（{WHY[one.why]}），因此不符合：{named}{more}", markup=False)


def fixed_text(one: Fixed, vocabulary: Vocabulary) -> str:
    """Name a fact that cannot be changed with its value: 注册日期 2010-01-01."""
    year = f"（{one.target.year}年）" if one.target.year is not None else ""
    owner = f"{vocabulary.entities[one.target.entity].label}“{one.target.thing}”的" if one.target.thing else ""
    held = vocabulary.regions.name(one.value) if one.fact.type is Type.REGION else one.value
    return f"{owner}{one.fact.label}{year}：{_said(one.fact, held)}"


def _value(change: Change, value: Any) -> str:
    return _said(change.fact, value)


def _said(fact: Fact, value: Any) -> str:
    from luodi.engine.core.money import yuan

    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return dict(fact.words).get(value, value)
    if fact.type is Type.MONEY:
        return yuan(value)
    return _number(value, fact.type is Type.RATIO) + ("" if fact.type is Type.RATIO else fact.unit)


def _number(value: Number, percent: bool) -> str:
    from luodi.engine.core.money import plain

    return f"{plain(value * 100)}%" if percent else plain(value)


def _effects(step: NextStep, vocabulary: Vocabulary) -> Iterator[str]:
    from luodi.engine.rules.answer_json import label_of
    from luodi.engine.rules.next_step import REACHES

    for reached, (before, after) in zip(step.reaches, step.claims, strict=True):
        yield f"{_named(after)}：{_outcome(before)} → {_outcome(after)}（{REACHES[reached]}）"
        if reached == "open" and after.missing:
            missing = dict.fromkeys(label_of(m, vocabulary) for m in sorted(after.missing, key=lambda m: m.key))
            yield f"  还缺：{'、'.join(missing)}"
    for before, after in step.elsewhere:
        yield f"连带 {_named(after)}：{_outcome(before)} → {_outcome(after)}"
    yield f"合计：{gain_text(step)}"


def _named(claim: Claim) -> str:
    return f"{claim.path} {claim.support.title}"


def _outcome(claim: Claim) -> str:
    from luodi.cli.answer_table import money_text
    from luodi.engine.rules.answer import VERDICTS

    if claim.verdict is False:
        return VERDICTS[False]
    word = "让位于他项" if claim.yields_to else VERDICTS[claim.verdict]
    return f"{word} {money_text(claim)}"


def gain_text(step: NextStep) -> str:
    """Write what a change does to the totals, each kind for itself."""
    from luodi.cli.best_answer import difference_text
    from luodi.engine.rules.best import Difference

    gain = step.gain
    return difference_text(Difference(gain.amount, gain.at_most, gain.unknown, gain.discretion)) or "不变"


def step_data(step: NextStep) -> dict[str, Any]:
    """Return one step as plain data; every number a text."""
    from luodi.engine.core.money import plain
    from luodi.engine.rules.answer_json import totals_data

    change, gain = step.change, step.gain
    return {
        "fact": change.key,
        "label": change.fact.label,
        "entity": change.target.thing or None,
        "year": change.target.year,
        "judged": change.fact.judged,
        "past": step.past,
        "before": _plain(change.before),
        "after": _plain(change.after),
        "difference": None if change.difference is None else plain(change.difference),
        "claims": [
            {"reaches": reached, "before": _claim(before), "after": _claim(after)}
            for reached, (before, after) in zip(step.reaches, step.claims, strict=True)
        ],
        "elsewhere": [{"before": _claim(before), "after": _claim(after)} for before, after in step.elsewhere],
        "totals": {"before": totals_data(step.before), "after": totals_data(step.after)},
        "gain": {
            "amount": plain(gain.amount),
            "at_most": plain(gain.at_most),
            "unknown": plain(gain.unknown),
            "discretion": gain.discretion,
        },
    }


def fixed_data(one: Fixed) -> dict[str, Any]:
    """Return a fact that stands in the way as plain data."""
    return {
        "fact": one.fact.key,
        "label": one.fact.label,
        "entity": one.target.thing or None,
        "year": one.target.year,
        "value": _plain(one.value),
        "why": one.why,
        "claims": [claim.path for claim in one.claims],
    }


def _plain(value: Any) -> Any:
    from luodi.engine.core.money import plain

    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, bool | str) else plain(value)


def _claim(claim: Claim) -> dict[str, Any]:
    from luodi.engine.rules.answer_json import sum_data

    verdict = {True: "yes", False: "no", None: "unknown"}[claim.verdict]
    return {
        "claim": claim.path,
        "kind": claim.support.promise.value,
        "eligible": verdict,
        "sum": sum_data(claim.sum),
        "missing": sorted(m.key for m in claim.missing),
    }
