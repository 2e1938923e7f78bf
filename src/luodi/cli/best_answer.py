"""The best set for people and for programs: what to claim, what is given up and why, what is just as good."""

from __future__ import annotations

from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from luodi.cli.answer_table import money_text, range_text, totals_text
from luodi.engine.core.money import Number, plain, yuan
from luodi.engine.rules.answer import Claim
from luodi.engine.rules.answer_json import sum_data, totals_data
from luodi.engine.rules.best import ORDERS, Answer, Best, Difference, GivenUp, Part
from luodi.engine.rules.engines.python import INFINITE
from luodi.engine.rules.model import Kind
from luodi.engine.rules.vocabulary import Vocabulary

WORDS = {"amount": "确定", "at_most": "上限", "unknown": "待核实", "discretion": "个案"}


def show(answer: Best, vocabulary: Vocabulary, out: Console) -> None:
    """Print the best set."""
    name = answer.now.situation.enterprise.get("name")
    lines = [Text("符合的  ").append_text(totals_text(answer.now.totals))]
    if answer.whole is not answer.now:
        lines.append(Text("连同待核实的  ").append_text(totals_text(answer.whole.totals)))
    title = Text(f"最优组合 · {name or '企业'} · {answer.now.situation.on}")
    out.print(Panel(Text("\n").join(lines), title=title, expand=False))
    if not answer.chosen:
        out.print("没有可以申报的支持。每一项的理由：luodi check 事实文件。")
    claims = {claim.path: claim for claim in answer.whole.claims()}
    by_policy: dict[str, list[str]] = {}
    for path in answer.chosen:
        by_policy.setdefault(path.partition("#")[0], []).append(path)
    for policy in answer.whole.policies:
        if paths := by_policy.get(policy.policy.id):
            out.print()
            out.print(f"[bold]{escape(policy.policy.title)}[/]  [bright_black]{policy.policy.id}[/]")
            out.print(_chosen(sorted(paths, key=list(claims).index), claims), soft_wrap=False)
    _given_up(answer, out)
    _equal(answer, out)
    _others(answer, out)
    _footnotes(answer, vocabulary, out)


def _chosen(paths: list[str], claims: dict[str, Claim]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("申报", no_wrap=True)
    table.add_column("支持", ratio=3, overflow="fold")
    table.add_column("结论", no_wrap=True)
    table.add_column("金额", justify="right", no_wrap=True)
    table.add_column("说明", ratio=3, overflow="fold")
    for path in paths:
        claim = claims[path]
        colour = "green" if claim.verdict else "yellow"
        notes = [*claim.warnings]
        notes += [
            f"与他项共用{a.limit.window.label}上限，余{range_text(a.left)}（{'、'.join(a.limit.clause)}）"
            for a in claim.limits
        ]
        word = Text("符合" if claim.verdict else "待核实", style=colour)
        money = Text(money_text(claim), style=colour)
        table.add_row(claim.support.id, claim.title, word, money, Text("\n".join(notes)))
    return table


def _named(path: str, claims: dict[str, Claim]) -> str:
    return f"{claims[path].key} {claims[path].support.title}"


def _given_up(answer: Best, out: Console) -> None:
    if not answer.given_up:
        return
    claims = {claim.path: claim for part in answer.parts for claim in part.claims}
    out.print()
    out.print("[bold]不申报的[/]（单独看可得的数；为什么；改选它会怎样）")
    for one in answer.given_up:
        colour = "bright_black"
        out.print(f"  {one.claim.path}  {one.claim.title}  {_alone(one)}", markup=False)
        for line in reasons(one, claims):
            out.print(f"      {line}", style=colour, markup=False)


def _alone(one: GivenUp) -> str:
    if one.sum is None:
        return "个案"
    prefix = "至多" if one.claim.support.promise is Kind.AT_MOST else ""
    return ("待核实 " if one.claim.verdict is None else "") + prefix + range_text(one.sum)


def reasons(one: GivenUp, claims: dict[str, Claim]) -> list[str]:
    """Say why a claim is not made, and what changes when it is made all the same."""
    lines = []
    for rule, held in one.excluded_by:
        where = f"（{'、'.join(rule.clause)}）" if rule.clause else ""
        lines.append(f"{rule.rule}{where}：已选 " + "、".join(_named(path, claims) for path in held))
    if not one.excluded_by:
        lines += [
            f"{s.limit.window.label}上限（{'、'.join(s.limit.clause)}）余{range_text(s.left)}，已选的各项已够用满，多报它不多得"
            for s in one.used_up
        ]
    if one.instead is not None and (change := difference_text(one.instead)):
        lines.append(f"改选它：{change}")
    elif one.instead is not None and one.excluded_by:
        lines.append("改选它：合计不变")
    return lines


def difference_text(difference: Difference) -> str:
    """Write what another set brings more or less, each kind for itself; empty when nothing changes."""
    money = {"amount": difference.amount, "at_most": difference.at_most, "unknown": difference.unknown}
    parts = [WORDS[kind] + _signed(value) for kind, value in money.items() if value]
    if difference.discretion:
        parts.append(f"个案{difference.discretion:+d}项")
    return "，".join(parts)


def _signed(value: Number) -> str:
    if value in {INFINITE, -INFINITE}:
        return "不封顶" if value > 0 else "不再有不封顶的一项"
    return ("多" + yuan(value)) if value > 0 else ("少" + yuan(-value))


def _equal(answer: Best, out: Console) -> None:
    """Name the sets that bring the same."""
    for part in answer.parts:
        if len(part.sets) > 1 or not part.every:
            claims = {claim.path: claim for claim in part.claims}
            out.print()
            more = "" if part.every else "（只列出一部分）"
            out.print(f"[bold]同样好的选法[/]{more}，合计相同：")
            for paths in part.sets[1:]:
                gone, new = [p for p in part.chosen if p not in paths], [p for p in paths if p not in part.chosen]
                out.print(f"  {_list(new, claims)} 换下 {_list(gone, claims)}", markup=False)


def _list(paths: list[str], claims: dict[str, Claim]) -> str:
    return "、".join(_named(path, claims) for path in paths)


def _others(answer: Best, out: Console) -> None:
    """Show what comes out when another kind is compared first."""
    for order, other in answer.others.items():
        out.print()
        out.print(f"[bold]若先比{WORDS[ORDERS[order][0]]}[/]：", totals_text(other.whole.totals))
        claims = {claim.path: claim for part in other.parts for claim in part.claims}
        new = [p for p in other.chosen if p not in answer.chosen]
        gone = [p for p in answer.chosen if p not in other.chosen]
        out.print(
            f"  申报 {_list(new, claims) or '（不增加）'}；不报 {_list(gone, claims) or '（不减少）'}", markup=False
        )


def _footnotes(answer: Best, vocabulary: Vocabulary, out: Console) -> None:
    out.print()
    kinds = list(dict.fromkeys(c.support.entity for c in answer.aside))
    if kinds:
        labels = "、".join(f"{vocabulary.entities[k].label}（{k}）" for k in kinds)
        out.print(f"没有填写{labels}，{len(answer.aside)} 项支持没有参加比较。", style="yellow", markup=False)
    if not answer.proved:
        out.print("组合太多，没有证明不存在更好的选法；上面是找到的最好的一组。", style="yellow")
    order = "、".join(WORDS[kind] for kind in ORDERS[answer.by])
    lines = [
        f"先后依次比{order}，各类从不相加；全部相同时取申报项数少的。每个数都由政策体检重新算过。",
        "就高不重复、自选其一都按“至多一项”选；企业可以不申报某一项。不同政策之间是否互斥，库里没有写的用 --apart 说明。",
        "最终以主管部门审核为准。",
    ]
    for line in lines:
        out.print(line, style="bright_black", markup=False)


def as_data(answer: Best) -> dict[str, Any]:
    """Return the answer as plain data; every number a text."""
    claims = {claim.path: claim for claim in answer.whole.claims()}
    return {
        "on": answer.now.situation.on.isoformat(),
        "by": answer.by,
        "order": list(ORDERS[answer.by]),
        "proved": answer.proved,
        "totals": totals_data(answer.now.totals),
        "totals_with_unverified": totals_data(answer.whole.totals),
        "chosen": [_claim(claims[path]) for path in answer.chosen],
        "given_up": [_given_up_data(one) for one in answer.given_up],
        "parts": [_part(part) for part in answer.parts],
        "others": {order: _other(other) for order, other in answer.others.items()},
        "aside": [claim.path for claim in answer.aside],
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "claim": claim.path,
        "title": claim.support.title,
        "kind": claim.support.promise.value,
        "eligible": "yes" if claim.verdict else "unknown",
        "sum": sum_data(claim.sum),
    }


def _given_up_data(one: GivenUp) -> dict[str, Any]:
    return {
        "claim": one.claim.path,
        "title": one.claim.support.title,
        "kind": one.claim.support.promise.value,
        "sum": sum_data(one.sum),
        "excluded_by": [
            {"rule": e.rule, "clause": list(e.clause), "at_most": e.count, "chosen": list(held)}
            for e, held in one.excluded_by
        ],
        "used_up": [
            {"window": s.limit.window.label, "clause": list(s.limit.clause), "left": sum_data(s.left)}
            for s in one.used_up
        ],
        "instead": _difference(one.instead),
    }


def _difference(change: Difference | None) -> dict[str, Any] | None:
    if change is None:
        return None
    return {
        "amount": plain(change.amount),
        "at_most": plain(change.at_most),
        "unknown": plain(change.unknown),
        "discretion": change.discretion,
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "claims": [claim.path for claim in part.claims],
        "sets": [list(paths) for paths in part.sets],
        "every": part.every,
        "proved": part.proved,
        "way": part.way,
    }


def _other(other: Answer) -> dict[str, Any]:
    return {
        "totals": totals_data(other.now.totals),
        "totals_with_unverified": totals_data(other.whole.totals),
        "chosen": list(other.chosen),
    }
