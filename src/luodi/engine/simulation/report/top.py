"""The head of the page: what a reader must know before any figure, the whole in one sentence, and the kinds of money apart."""

from __future__ import annotations

from luodi.engine.simulation.model import Money
from luodi.engine.simulation.report import Report
from luodi.engine.simulation.report.cells import difference, exact, said, share, short


def lead(report: Report) -> str:
    """When, over how many, under how many policies."""
    count = f"{report.outcome.baseline.enterprises:,}"
    return f"问题日 {said(report.on)}　·　企业 {count} 家　·　政策 {len(report.policies)} 项"


def warnings(report: Report) -> str:
    """What a reader must know before any figure."""
    outcome, told = report.outcome, list(report.cautions)
    if outcome.synthetic:
        all_ = outcome.synthetic == outcome.baseline.enterprises
        many = "全部" if all_ else f"其中 {outcome.synthetic:,} 家"
        told.append(
            f"这批企业{many}是程序合成的，与任何真实企业无关：数字只说明规则怎样起作用，不是统计，不能作为决策依据。"
        )
    drafts = [policy.title for policy in report.policies if policy.draft]
    if drafts:
        told.append(
            f"{len(drafts)} 项政策的编码是草稿，尚未有人核对：{'、'.join(drafts[:4])}{' 等' if len(drafts) > 4 else ''}。"
        )
    if outcome.baseline.left_out:
        told.append(f"有 {len(outcome.baseline.left_out)} 项支持没有算进来，见“有多少还不知道”。")
    return "".join(f"<p class=warning>{said(text)}</p>" for text in told)


def headline(report: Report) -> str:
    """The whole in one sentence."""
    result = report.outcome.baseline
    total = result.total
    who = (
        f"{result.enterprises:,} 家企业里，{result.gainers:,} 家（{share(result.gainers, result.enterprises)}）确定可得"
    )
    sums = f"确定的奖补 {short(total.definite)}，上限合计 {short(total.ceiling)}"
    maybe = (
        f"另有 {result.perhaps:,} 家要看尚缺的事实，至多再加 {short(total.unknown_hi)}"
        if total.unsettled
        else "没有一笔系于缺失的事实"
    )
    if total.unbounded:
        maybe += f"，其中 {total.unbounded:,} 笔没有封顶、未计入"
    return f"<p class=headline>按现行条文，{said(who)}：{said(sums)}；{said(maybe)}。</p>"


def cards(report: Report) -> str:
    """The three kinds of money and the gainers, each for itself."""
    result, after = report.outcome.baseline, report.outcome.reform
    total, expected = result.total, result.expected
    new = total if after is None else after.total
    cards = [
        ("definite", "确定", "条文写明的定额，条件都满足", total.definite, expected.definite, new.definite),
        ("ceiling", "上限", "“最高”“不超过”：至多付这么多，不是承诺", total.ceiling, expected.ceiling, new.ceiling),
        ("unknown", "待核实（至多）", f"至少 {short(total.unknown_lo)}；缺的事实定了，落在两数之间", total.unknown_hi, expected.unknown_hi, new.unknown_hi),
    ]  # fmt: skip
    made = [_card(*card) for card in cards]
    cases = f"另有 {total.cases:,} 笔个案（一事一议），条文没有数，不计算" if total.cases else "没有一事一议的个案"
    made.append(
        f"<div class=card><h3>得益企业</h3><b>{result.gainers:,} 家</b><p>另有 {result.perhaps:,} 家系于缺失的事实；{said(cases)}</p></div>"
    )
    return "".join(made)


def _card(kind: str, name: str, small: str, fen: int, chosen: int, new: int) -> str:
    lines = [small]
    if chosen != fen:
        lines.insert(0, f"计申报率与名额后 {short(chosen)}")
    change = ""
    if new != fen:
        delta = difference(new - fen)
        change = f'<p class=change title="{said(delta.told)}">改革后 {said(short(new))}（{said(delta.text)}）</p>'
    text = "".join(f"<p>{said(line)}</p>" for line in lines)
    return f'<div class="card {kind}"><h3>{name}</h3><b title="{said(exact(fen))}">{said(short(fen))}</b>{change}{text}</div>'


def scale(total: Money) -> str:
    """How the most that may be spent is made up, as one bar."""
    if not total.most:
        return ""
    parts = (
        ("definite", "确定", total.definite),
        ("ceiling", "上限", total.ceiling),
        ("unknown", "系于缺失的事实", total.unknown_hi),
    )
    drawn = "".join(
        f'<i class={kind} style="flex-grow:{max(fen * 1000 // total.most, 2)}"></i>' for kind, _, fen in parts if fen
    )
    told = "".join(f"<li><i class={kind}></i>{label} {share(fen, total.most)}</li>" for kind, label, fen in parts)
    lead = f"各占最多可能支出（{short(total.most)}）的比例。三种钱性质不同，不能当作一笔预算相加。"
    return f"<div class=scale aria-hidden=true>{drawn}</div><ul class=legend>{told}</ul><p class=lead>{said(lead)}</p>"
