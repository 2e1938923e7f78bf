"""A check-up for people: sums first, then policy by policy what may be claimed, why not, what is missing, where to go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from luodi.engine.core.money import yuan
from luodi.engine.rules.answer import VERDICTS, CheckUp, Claim, PolicyAnswer, Reason, Sum, Totals
from luodi.engine.rules.answer_json import label_of
from luodi.engine.rules.engines.python import INFINITE
from luodi.engine.rules.explain import condition_text, gap, leaves
from luodi.engine.rules.model import Kind
from luodi.engine.rules.vocabulary import Vocabulary

COLOURS = {True: "green", False: "bright_black", None: "yellow"}


def show(answer: CheckUp, vocabulary: Vocabulary, out: Console, *, everything: bool = False) -> None:
    """Print the whole check-up."""
    name = answer.situation.enterprise.get("name")
    out.print(
        Panel(
            totals_text(answer.totals), title=Text(f"政策体检 · {name or '企业'} · {answer.situation.on}"), expand=False
        )
    )
    aside = []
    for policy in answer.policies:
        if not everything and (why := not_applicable(policy)):
            aside.append((policy, why))
        else:
            _policy(policy, vocabulary, out, everything=everything)
    if aside:
        out.print("[bold]不适用的政策[/]（--all 逐条列出）")
        for policy, why in aside:
            out.print(f"  {policy.policy.title}：{why}", style="bright_black", markup=False)
    if not answer.policies:
        out.print("没有编入适用于这个地区的政策；luodi policies list 列出已编的")
    _footnotes(answer, out)


def totals_text(totals: Totals) -> Text:
    """Write totals side by side; they are never added to each other."""
    text = Text()
    text.append(f"确定  {yuan(totals.amount)}", style="bold green")
    text.append("    ")
    text.append(f"上限  {yuan(totals.at_most)}", style="bold cyan")
    text.append("    ")
    text.append(f"待核实  {range_text(totals.unknown)}", style="bold yellow")
    text.append("    ")
    text.append(f"个案  {totals.discretion}项", style="bold magenta")
    return text


def not_applicable(answer: PolicyAnswer) -> str:
    """Say why none of a policy's supports can apply, or return an empty text."""
    if answer.in_force is False:
        validity = answer.policy.validity
        return (
            f"问题日不在有效期内（{_span(answer)}）"
            if validity.end.latest or validity.start.earliest
            else "不在有效期内"
        )
    if not answer.claims:
        return ""
    shared = answer.claims[0].reasons[1 : 1 + len(answer.policy.scope)]
    for reason in shared:
        if reason.verdict is False:
            return "不在适用范围：" + failing(reason)
    return ""


def _span(answer: PolicyAnswer) -> str:
    return f"{answer.policy.validity.start} 起，{answer.policy.validity.end} 止"


def failing(reason: Reason) -> str:
    """Write what keeps a condition from holding, with the gap where there is one."""
    found = []
    for _, step in leaves(reason.step):
        if step.verdict is False:
            short = gap(step)
            found.append(condition_text(step) + (f"，{short}" if short else ""))
    return "；".join(found) or condition_text(reason.step)


def _policy(answer: PolicyAnswer, vocabulary: Vocabulary, out: Console, *, everything: bool) -> None:
    policy = answer.policy
    force = {True: "[green]有效[/]", False: "[red]不在有效期[/]", None: "[yellow]有效期待核实[/]"}[answer.in_force]
    told = "（依你的说明）" if answer.told else ""
    out.print()
    out.print(f"[bold]{escape(policy.title)}[/]  [bright_black]{policy.id}[/]  {force}{told}")
    out.print(totals_text(answer.totals))
    shown = [c for c in answer.claims if everything or not (_told_nothing(c) or c.replaced_by)]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("条款", no_wrap=True)
    table.add_column("支持", ratio=3, overflow="fold")
    table.add_column("结论", no_wrap=True)
    table.add_column("金额", justify="right", no_wrap=True)
    table.add_column("依据、缺什么、还差多少", ratio=5, overflow="fold")
    order = {True: 0, None: 1, False: 2}
    for claims in sorted(_rows(shown, everything=everything), key=lambda cs: order[cs[0].verdict]):
        _row(table, claims, vocabulary)
    if shown:
        out.print(table, soft_wrap=False)
    _replaced(answer, out, everything=everything)
    _untold(answer, vocabulary, out, everything=everything)
    _notes_of(shown, out)
    _offices(answer, out)


def _replaced(answer: PolicyAnswer, out: Console, *, everything: bool) -> None:
    """Fold what other policies specify into one line for each of them."""
    by: dict[str, list[str]] = defaultdict(list)
    for claim in () if everything else answer.claims:
        if claim.replaced_by:
            by[claim.replaced_by.partition("#")[0]].append(claim.support.id)
    for policy, ids in by.items():
        count = len(dict.fromkeys(ids))
        out.print(f"  {count} 项由 {policy} 具体规定，列在那里，不重复计", style="bright_black", markup=False)


def _told_nothing(claim: Claim) -> bool:
    return claim.support.entity != "enterprise" and claim.thing is None


def _rows(claims: list[Claim], *, everything: bool) -> list[list[Claim]]:
    """One row a claim; what is not eligible and not near is folded into one row a support."""
    rows: list[list[Claim]] = []
    folded: dict[str, list[Claim]] = {}
    for claim in claims:
        if everything or claim.verdict is not False or _near(claim):
            rows.append([claim])
        elif claim.support.id in folded:
            folded[claim.support.id].append(claim)
        else:
            folded[claim.support.id] = [claim]
            rows.append(folded[claim.support.id])
    return rows


def _near(claim: Claim) -> bool:
    """Whether only numbers keep the claim from being eligible: then the gap is worth a row of its own."""
    failed = [step for r in claim.reasons for _, step in leaves(r.step) if step.verdict is False]
    return bool(failed) and all(gap(step) is not None for step in failed)


def _row(table: Table, claims: list[Claim], vocabulary: Vocabulary) -> None:
    claim = claims[0]
    support, colour = claim.support, COLOURS[claim.verdict]
    things = "、".join(c.thing.id for c in claims if c.thing)
    word = VERDICTS[claim.verdict]
    if claim.verdict is True and not claim.counts:
        word, colour = ("让位" if claim.yields_to else "不重复计"), "bright_black"
    lines = dict.fromkeys(line for c in claims for line in remarks(c, vocabulary))
    table.add_row(
        support.id,
        Text(support.title + (f"（{things}）" if things else "")),
        Text(word, style=colour),
        Text(money_text(claim), style=colour),
        Text("\n".join(lines)),
    )


def money_text(claim: Claim) -> str:
    """Write a claim's sum in the word the policy uses: a sum, 至多, or 个案."""
    if claim.support.kind is Kind.DISCRETION:
        return "个案" if claim.verdict is not False else "—"
    if claim.sum is None:
        return "—"
    prefix = "至多" if claim.support.promise is Kind.AT_MOST else ""
    if claim.sum.known:
        least = f"{yuan(claim.at_least.hi)}～" if claim.at_least and claim.at_least.known else ""
        return f"{least or prefix}{yuan(claim.sum.hi)}"
    return f"{prefix}{range_text(claim.sum)}"


def range_text(money: Sum) -> str:
    """Write a sum, or its two ends."""
    if money.known:
        return yuan(money.hi)
    return f"{yuan(money.lo)}以上" if money.hi == INFINITE else f"{yuan(money.lo)}～{yuan(money.hi)}"


def remarks(claim: Claim, vocabulary: Vocabulary) -> list[str]:
    """Say what decided: what fails and by how much, what is missing, what a limit or a rival took."""
    lines = [*claim.warnings]
    lines += ["未满足：" + failing(r) + _clause(r) for r in claim.reasons if r.verdict is False]
    if claim.verdict is not False and claim.missing:
        labels = dict.fromkeys(label_of(m, vocabulary) for m in sorted(claim.missing, key=lambda m: m.key))
        lines.append("缺：" + "、".join(labels))
    if claim.replaced_by:
        lines.append(f"由 {claim.replaced_by} 具体规定，不重复计")
    if claim.yields_to and claim.group:
        lines.append(f"{claim.group.label}（{'、'.join(claim.group.clause)}）：取 {claim.yields_to.key}")
    elif claim.floor and claim.counts and claim.group:
        lines.append(f"{claim.group.label}：其中{yuan(claim.floor)}已计入他项，这里只计多出部分")
    for applied in claim.limits:
        limit = applied.limit
        lines.append(f"受{limit.window.label}上限约束，余{range_text(applied.left)}（{'、'.join(limit.clause)}）")
    lines += _terms(claim)
    return lines


def _terms(claim: Claim) -> list[str]:
    support = claim.support
    lines: list[str] = []
    if claim.verdict is False:
        return lines
    if support.discretion:
        lines.append(support.discretion)
    if parts := claim.instalments():
        lines.append("分期：" + "、".join(yuan(p) for p in parts))
    if shares := claim.funding():
        lines.append("分担：" + "、".join(f"{_BUDGETS.get(name, name)}{yuan(part)}" for name, part in shares))
    if support.quota:
        lines.append(f"名额：{'每年' if support.quota.per == 'year' else ''}{support.quota.count}个")
    return lines


def caveats(claim: Claim) -> list[str]:
    """What the answer rests on besides the facts: what officials judge, and what the text leaves open."""
    support = claim.support
    lines = [f"另由主管部门判断：{text}" for text in support.unmodelled]
    for question in support.open_questions:
        assumed = "，".join(f"{k}={v}" for k, v in question.assume)
        lines.append(f"原文未说清：{question.ask}" + (f"（按 {assumed} 计算）" if assumed else ""))
    return lines


_BUDGETS = {"city": "市级", "district": "区级", "province": "省级"}


def _clause(reason: Reason) -> str:
    return f"（{'、'.join(reason.clause)}）" if reason.clause else ""


def _untold(answer: PolicyAnswer, vocabulary: Vocabulary, out: Console, *, everything: bool) -> None:
    """Fold the supports for entities that were not told into one line a kind."""
    if everything:
        return
    kinds: dict[str, list[Claim]] = defaultdict(list)
    for claim in answer.claims:
        if _told_nothing(claim) and claim.verdict is None and not claim.replaced_by:
            kinds[claim.support.entity].append(claim)
    for kind, claims in kinds.items():
        label = vocabulary.entities[kind].label
        ids = "、".join(dict.fromkeys(c.support.id for c in claims))
        out.print(
            f"  没有填写{label}（{kind}），{len(claims)} 项支持待核实：{ids}；确实没有就写 {kind}: []",
            style="yellow",
            markup=False,
        )


def _notes_of(claims: list[Claim], out: Console) -> None:
    """Print the caveats of what may be claimed, each once with the supports it concerns."""
    lines: dict[str, list[str]] = defaultdict(list)
    for claim in claims:
        for line in caveats(claim) if claim.verdict is not False and claim.counts else ():
            lines[line].append(claim.support.id)
    for line, ids in lines.items():
        out.print(f"  {'、'.join(dict.fromkeys(ids))} {line}", style="bright_black", markup=False)


def _offices(answer: PolicyAnswer, out: Console) -> None:
    """Print where and when to apply for what may be claimed, each office once."""
    lines: dict[str, list[str]] = defaultdict(list)
    for claim in answer.claims:
        if claim.verdict is True and claim.counts:
            lines[_office(claim)].append(claim.support.id)
    for office, ids in lines.items():
        if office:
            out.print(f"  申报 {'、'.join(dict.fromkeys(ids))}：{office}", style="bright_black", markup=False)


def _office(claim: Claim) -> str:
    application = claim.support.application
    contacts = "；".join(f"{c.office}{' ' + '、'.join(c.phones) if c.phones else ''}" for c in application.contacts)
    bodies = "、".join(claim.support.bodies)
    return "；".join(part for part in (application.window, application.where, contacts or bodies) if part)


def _footnotes(answer: CheckUp, out: Console) -> None:
    drafts = [p.policy.id for p in answer.policies if p.policy.draft]
    out.print()
    for line in _notes(drafts):
        out.print(line, style="bright_black", markup=False)


def _notes(drafts: Iterable[str]) -> Iterable[str]:
    yield "确定＝原文给出的数；上限＝原文写了最高、不超过，或另有须主管部门判断的部分，不是承诺；待核实＝还缺事实；个案＝一事一议。四者不相加。"
    yield "最终以主管部门审核为准。每一项的推理：luodi explain 支持id 事实文件；下一个该补的事实：luodi ask 事实文件。"
    for policy_id in drafts:
        yield f"{policy_id} 是草稿，尚未有人核对，不能作为依据。"
