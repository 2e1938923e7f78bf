"""Give each quantity of a piece its role: rate, cap, floor, amount, threshold, quota, years, share, fund, other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from luodi.engine.documents.model import Span
from luodi.engine.extraction.finders.supports import words
from luodi.engine.extraction.finders.supports.pieces import Piece
from luodi.engine.extraction.model import Bound, Figure, FigureRole, Quantity

_COMMA = re.compile(r"[，,；;：:。]")
_AT_LEAST = frozenset({"达到", "达", "满", "增长", "到", "力争达到", "累计达到"})
_PREFIXED = re.compile(r"最高|不|至多|最多|上限|封顶|控制|最低|至少|最少|下限")
_CONDITIONAL = re.compile(r"的(?:[，,]|[^，,补奖资支标一比给]{0,12}[，,])")


def figures(piece: Piece) -> tuple[Figure, ...]:
    """Return the figures of a piece, in order, without what its grant counts for."""
    if not words.GRANT.search(piece.text):
        return ()
    return tuple(_figures(piece))


def _figures(piece: Piece) -> Iterator[Figure]:
    last: Figure | None = None
    for quantity in piece.quantities:
        follows = quantity.list_place and last is not None
        role = last.role if follows and last else _role(piece, quantity)
        made = list(_made(quantity, role)) if role else []
        if follows and last and role == "threshold":  # 达到A、B、C的: one word bounds them all
            made = [replace(figure, bound=last.bound) for figure in made]
        last = made[-1] if made else None
        yield from made


def _made(quantity: Quantity, role: FigureRole) -> Iterator[Figure]:
    if quantity.parts and role == "share":
        for value in dict.fromkeys(quantity.parts):
            yield Figure(quantity, role, value, quantity.unit, "exact", quantity.span)
    elif quantity.upper is not None and role in {"amount", "cap", "floor"}:
        low, high = quantity.ends
        yield Figure(quantity, "floor", quantity.value, quantity.unit, "at_least", low)
        yield Figure(quantity, "cap", quantity.upper, quantity.unit, "at_most", high)
    else:
        yield Figure(quantity, role, quantity.value, quantity.unit, _bound(quantity, role), _span(quantity))


def _span(quantity: Quantity) -> Span:
    return quantity.span


def _bound(quantity: Quantity, role: FigureRole) -> Bound:
    if role == "threshold" and quantity.bound == "exact" and quantity.cue in _AT_LEAST:
        return "at_least"
    return quantity.bound


def _role(piece: Piece, quantity: Quantity) -> FigureRole | None:
    by_kind = {
        "money": _money,
        "ratio": _ratio,
        "duration": _duration,
        "count": _count,
        "measure": _measure,
        "rank": _rank,
    }
    found = by_kind.get(quantity.kind)
    return found(piece, quantity) if found else None


def _segment(text: str) -> str:
    """Return what stands behind the last comma."""
    place = max((match.end() for match in _COMMA.finditer(text)), default=0)
    return text[place:]


def _money(piece: Piece, quantity: Quantity) -> FigureRole | None:
    before, after = _segment(piece.before(quantity)), piece.after(quantity)
    if _is_fund(piece, quantity, before, after):
        return "fund"
    gives = bool(words.PAYS.search(before)) or bool(words.GIVES_BEFORE.search(before))
    named = bool(words.GIVEN_AFTER.match(after))
    prefixed = bool(_PREFIXED.match(quantity.cue))
    if quantity.bound in {"at_least", "more_than", "less_than"}:
        return (
            "floor"
            if quantity.bound == "at_least"
            and prefixed
            and (gives or named or "低" in quantity.cue)
            and not _is_condition(before, after)
            else "threshold"
        )
    if _is_condition(before, after) and not words.PAYS.search(before):
        return "threshold"
    if quantity.bound == "at_most":
        return "cap" if prefixed or gives or named else "threshold"
    if gives or named:
        return "amount"
    return None


def _is_condition(before: str, after: str) -> bool:
    """Tell 投资额在800万元及以下的项目 from 给予300万元."""
    return (
        bool(words.CONDITION_BEFORE.search(before))
        and bool(words.CONDITION_AFTER.match(after))
        and not words.GIVEN_AFTER.match(after)
    )


def _is_fund(piece: Piece, quantity: Quantity, before: str, after: str) -> bool:
    if words.BUDGET.search(before) and not words.EACH.search(before):
        return True
    if words.EACH.search(before) or not words.FUND.search(piece.text) or re.search(r"给予|奖励|补贴|补助|资助", before):
        return False
    return bool(words.FUND_VERB.search(piece.before(quantity))) and not re.match(
        r"[^，。；]{0,6}(?:奖励|补贴|补助|资助)", after
    )


def _ratio(piece: Piece, quantity: Quantity) -> FigureRole | None:
    head, after = piece.before(quantity), piece.after(quantity)
    before = _segment(head)
    if quantity.unit == "times":
        return "threshold" if quantity.bound in {"at_least", "more_than"} else None
    if (
        words.SHARE.search(before)
        or re.match(r"[^，。；]{0,12}(?:承担|分担|负担)", after)
        or re.match(r"[^，。；给补奖资]{0,8}(?:拨付|兑付)", after)
    ):
        return "share"
    if quantity.parts:
        return "rate" if "配套" in piece.text or words.PAYS.search(piece.text) else None
    prefixed = bool(_PREFIXED.match(quantity.cue))
    if quantity.bound in {"at_least", "more_than", "less_than"}:
        paid = prefixed and (words.PAYS.search(before) or re.match(r"的?(?:比例|标准)?(?:给予|予以|补|奖|资助)", after))
        return "rate" if paid and quantity.bound != "less_than" else "threshold"
    if (
        re.match(r"的[，,]|的(?:企业|项目|单位|孵化|人工)|[^，。；给]{0,10}且", after)
        and not words.PAYS.search(before)
        and "按" not in before
    ):
        return "threshold"
    if _rated(before, quantity, after, piece):
        return "rate"
    return None


def _rated(before: str, quantity: Quantity, after: str, piece: Piece) -> bool:
    if quantity.bound == "at_most" and quantity.cue.startswith("不") and _limits_a_cost(before, after):
        return False
    if re.search(r"按|给予|予以|补助|补贴|奖励|资助|配套|支持|发放|贴息|不超过|不高于|最高", before + quantity.cue):
        return bool(words.PAYS.search(piece.text))
    if (
        re.search(r"(?:[额价本费息款]|费用|投入|投资|增量|部分|租金|支出|贡献|增加值|收入)的?$", before)
        and not quantity.list_place
    ):
        return bool(words.PAYS.search(after))
    return bool(
        re.match(
            r"(?:的)?(?:比例|标准|额度)?(?:[^，。；]{0,10})(?:给予|予以|补助|补贴|奖励|资助|配套|发放|进行)", after
        )
    )


def _limits_a_cost(before: str, after: str) -> bool:
    """Tell 人员费用不高于资助总额的30% from 资助不超过投资的30%."""
    return bool(re.search(r"(?:费用?|成本|支出|开支|占比|比例|自筹)$", before)) and not words.GIVEN_AFTER.match(after)


def _duration(piece: Piece, quantity: Quantity) -> FigureRole | None:
    head, after = piece.before(quantity), piece.after(quantity)
    before = _segment(head)
    if quantity.unit in {"working_day", "day", "hour", "minute", "second"}:
        return None
    if before.endswith("分"):
        return "other"
    if "给予" in before and re.match(r"[^，。；]{0,10}(?:租金|房租|减免|免租|贴息|补贴|使用权)", after):
        return "years"
    if before.endswith(("存续期", "投资期", "有效期")):
        return "other"
    if words.YEARS_CUE.search(before) or "连续" in before[-6:] or re.match(r"[^，。；]{0,4}(?:每年|逐年)", after):
        return "years"
    if quantity.bound == "at_most" and "内" in piece.text[: quantity.whole.end - piece.start][-1:]:
        paid = re.search(r"按|给予", before) or not re.match(r"[^。；]*(?:给予|补|奖|资助)", after)
        return "other" if paid else "threshold"
    if re.search(r"满$|不少于$|不低于$", before) or quantity.bound == "at_least":
        return "threshold"
    return None


def _count(piece: Piece, quantity: Quantity) -> FigureRole | None:
    before, after = _segment(piece.before(quantity, whole=False)), piece.after(quantity)
    if not words.PAYS.search(piece.text):
        return None
    if words.EVERY.search(before) or quantity.cue == "每":
        return "other"
    paid_later = bool(re.search(r"给予|予以|奖励|补助|补贴|资助|支持", after))
    if quantity.bound in {"at_least", "more_than", "less_than"} or (quantity.cue in _AT_LEAST and paid_later):
        return "threshold" if paid_later else None
    if words.QUOTA.search(before) and (
        quantity.bound == "at_most" or "选" in before or "择优" in before or "每年" in before
    ):
        return "quota"
    return None


def _measure(piece: Piece, quantity: Quantity) -> FigureRole | None:
    if not words.PAYS.search(piece.text):
        return None
    return (
        "threshold"
        if quantity.bound in {"at_least", "more_than", "less_than"}
        else "other"
        if quantity.bound == "at_most"
        else None
    )


def _rank(piece: Piece, quantity: Quantity) -> FigureRole | None:
    return "threshold" if words.PAYS.search(piece.after(quantity)) else None
