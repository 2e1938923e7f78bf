"""One claim's reasoning as indented lines: validity, conditions, sum, groups, limits, instalments, open questions."""

from __future__ import annotations

from collections.abc import Iterator

from luodi.cli.answer_table import caveats, money_text, remarks
from luodi.engine.core.money import yuan
from luodi.engine.rules.answer import VERDICTS, Claim, PolicyAnswer
from luodi.engine.rules.answer_json import label_of
from luodi.engine.rules.explain import condition_text, gap, leaves, trace
from luodi.engine.rules.model import INSTRUMENTS
from luodi.engine.rules.vocabulary import Vocabulary

_MARK = {True: "✓", False: "✗", None: "?"}


def lines(claim: Claim, answer: PolicyAnswer, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the lines of one claim's explanation."""
    support = claim.support
    thing = f"（{claim.thing.id}）" if claim.thing else ""
    yield f"{support.path}{thing}  {support.title}"
    yield f"  方式：{INSTRUMENTS[support.instrument]}；依据：{'、'.join(support.clause)}；核对日期：{support.checked or '未核对'}"
    yield f"  结论：{VERDICTS[claim.verdict]}；金额：{money_text(claim)}"
    yield from _validity(claim, answer)
    yield "  条件"
    for reason in claim.reasons[1:]:
        for depth, step in leaves(reason.step):
            short = gap(step)
            tail = f"，{short}" if short else ""
            where = f"（{'、'.join(reason.clause)}）" if depth == 0 and reason.clause else ""
            yield f"    {'  ' * depth}{_MARK[step.verdict]} {condition_text(step)}{tail}{where}"
    if claim.formula is not None:
        yield "  金额"
        yield from (f"    {line}" for line in trace(claim.formula))
        if support.promise is not support.kind:
            yield "    写作至多：另有公式装不下、由主管部门判断的部分"
    if claim.computed is not None and claim.sum is not None and claim.computed != claim.sum:
        yield f"    分组、上限、取整之后：{money_text(claim)}"
    for missing in sorted(claim.missing, key=lambda m: m.key):
        fact = vocabulary.facts.get(missing.entity, {}).get(missing.name)
        meaning = f"：{fact.meaning}" if fact else ""
        yield f"  缺 {missing.key}（{label_of(missing, vocabulary)}）{meaning}"
    yield from (f"  {line}" for line in remarks(claim, vocabulary) if not line.startswith(("未满足：", "缺：")))
    yield from (f"  {line}" for line in caveats(claim))
    yield from _commitments(claim)


def _validity(claim: Claim, answer: PolicyAnswer) -> Iterator[str]:
    validity = answer.policy.validity
    told = "（依你的说明）" if answer.told else ""
    span = f"{validity.start} 起，{validity.end} 止"
    same = f"，随 {validity.same_as}" if validity.same_as else ""
    where = f"（{'、'.join(validity.clause)}）" if validity.clause else ""
    yield f"  有效期：{_MARK[claim.in_force]} {span}{same}{told}{where}"


def _commitments(claim: Claim) -> Iterator[str]:
    for commitment in claim.support.commitments:
        yield f"  承诺：{commitment.text}（{'、'.join(commitment.clause)}）"
    for applied in claim.limits:
        yield f"  上限前：{yuan(applied.before.hi)}"
