"""Describe a grant: what it means, for whom, what one sum is counted for, the base of its rate, and who is responsible."""

from __future__ import annotations

import re
from dataclasses import replace

from luodi.engine.documents.model import Clause, Document, Span
from luodi.engine.extraction.finders.supports import words
from luodi.engine.extraction.finders.supports.counted import counted_for
from luodi.engine.extraction.finders.supports.grants import Grant
from luodi.engine.extraction.finders.supports.pieces import Piece
from luodi.engine.extraction.model import Figure, Instrument, Meaning, Support

_FOR = re.compile(r"(?:对于?|支持|鼓励)([^，。；：]{2,80}?)(?=，|,|按|给予|予以|最高|一次性|分别|每)")
_BASE_LEAD = re.compile(r"按照?|根据|不超过|不高于|给予|予以|补助|补贴|奖励|资助")
_BASE_TAIL = re.compile(r"(?:的|最高|不超过|不高于|情况|给予|金额的)+$")
_BASE_HEAD = re.compile(r"^(?:其|该|最高|项目(?=实际)|企业(?=实际))+")
_NO_BASE = re.compile(r"提供方|使用方|企业$|单位$|机构$|个人$|主体$|方$|[0-9%]")
_BASIS = re.compile(r"(?:按照?|参照|依据|根据)[^，。；《]{0,12}(《[^》]+》(?:（[^（）]{2,30}号）)?)")
_LABEL_END = " \u3000，,、"
_ONE_CLASS = r"(?:国家|省部|省|市|区县|区|县|国际|行业|地方|团体|[一二三]等|[甲乙丙ABCⅠⅡ]类?)(?:级|标准|奖)?"
_CLASSES = re.compile(rf"{_ONE_CLASS}(?:(?:[、和及与或]|以及){_ONE_CLASS})+")


def support_of(document: Document, clause: Clause, grant: Grant) -> Support:
    """Return the draft of a support."""
    first, last = grant.pieces[0], grant.pieces[-1]
    found = tuple(_counted(grant, figure) for figure in _exclusive(_with_classes(grant, grant.figures)))
    return Support(
        clause.id, "/".join(clause.path), _trimmed(first, last), _meaning(grant), found, _instrument(grant),
        _beneficiary(grant), _base(grant), _bodies(document, clause), _basis(grant),
    )  # fmt: skip


def _trimmed(first: Piece, last: Piece) -> Span:
    lead = len(first.text) - len(first.text.lstrip(_LABEL_END))
    return Span(first.start + lead, last.start + len(last.text.rstrip("，,、。；; \u3000\n")))


def _meaning(grant: Grant) -> Meaning:
    roles = {figure.role for figure in grant.figures}
    if words.DISCRETION.search(grant.text) and not roles & {"rate", "amount"}:
        return "discretion"
    if "amount" in roles:
        return "amount"
    if "cap" in roles or any(figure.role == "rate" and figure.bound == "at_most" for figure in grant.figures):
        return "at_most"
    return "amount" if roles & {"rate", "share", "fund", "floor"} else "discretion"


def _instrument(grant: Grant) -> Instrument:
    for name, pattern in words.INSTRUMENTS:
        if re.search(pattern, grant.text):
            return name  # type: ignore[return-value]
    return "grant"


def _beneficiary(grant: Grant) -> Span | None:
    piece = grant.pieces[0]
    found = _FOR.search(piece.text)
    return Span(piece.start + found.start(1), piece.start + found.end(1)) if found else None


def _base(grant: Grant) -> Span | None:
    """Return what the first rate is a share of: the words between 按, 不超过 or 给予 and the number."""
    for figure in grant.figures:
        if figure.role == "rate":
            for piece in grant.pieces:
                if piece.start <= figure.span.start < piece.end:
                    return _base_before(piece, figure.span.start - piece.start)
    return None


def _base_before(piece: Piece, place: int) -> Span | None:
    head = re.split("[，,；;。：:]", piece.text[:place])[-1]
    start = place - len(head)
    words = _BASE_TAIL.sub("", head)
    leads = [lead.end() for lead in _BASE_LEAD.finditer(words)]
    low = leads[-1] if leads else 0
    low += len(words[low:]) - len(_BASE_HEAD.sub("", words[low:]))
    said = words[low:]
    if len(said.strip()) < 2 or _NO_BASE.search(said):
        return None
    return Span(piece.start + start + low, piece.start + start + len(words))


def _basis(grant: Grant) -> Span | None:
    piece = grant.pieces[0]
    found = _BASIS.search(piece.text)
    return Span(piece.start + found.start(1), piece.start + found.end(1)) if found else None


def _bodies(document: Document, clause: Clause) -> tuple[str, ...]:
    """Return the bodies that the clause names, or the nearest clause above it that names some."""
    while True:
        named = tuple(dict.fromkeys(body.printed for body in clause.bodies if body.role != "contact"))
        if named or not clause.parent:
            return named
        clause = document.clause(clause.parent)


def _counted(grant: Grant, figure: Figure) -> Figure:
    if figure.role not in {"cap", "floor", "amount"}:
        return figure
    piece = next(piece for piece in grant.pieces if piece.start <= figure.span.start < piece.end)
    return replace(figure, per=counted_for(piece, grant.pieces[0], figure))


def _exclusive(found: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Read 1500万元以上 beside 1500万元及以下 as more than it: the number belongs to one tier only."""
    upto = {figure.value for figure in found if figure.role == "threshold" and figure.bound == "at_most"}
    return tuple(
        replace(figure, bound="more_than")
        if figure.role == "threshold" and figure.bound == "at_least" and figure.value in upto
        else figure
        for figure in found
    )


def _with_classes(grant: Grant, found: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Say which of a list 分别给予A、B、C is for what, when as many classes are named as sums."""
    listed = [figure for figure in found if figure.quantity.list_size > 1 and figure.role in {"amount", "cap"}]
    if not listed or "分别" not in grant.text:
        return found
    names = _classes(grant.text[: listed[0].span.start - grant.pieces[0].start], len(listed))
    if not names:
        return found
    said = dict(zip((figure.span for figure in listed), names, strict=True))
    return tuple(replace(figure, when=said[figure.span]) if figure.span in said else figure for figure in found)


def _classes(text: str, size: int) -> list[str]:
    head = text.rpartition("分别")[0]
    for segment in reversed(re.split("[，,；;]", head)):
        for run in _CLASSES.finditer(segment):
            parts = re.split("[、和及与或]|以及", run[0])
            if len(parts) == size:
                ending = "标准" if "标准" in segment else "级"
                return [part if part.endswith(("级", "标准", "奖", "类")) else part + ending for part in parts]
        parts = re.split("[、和及与或]|以及", re.sub(r"^对于?", "", segment))
        if len(parts) == size:
            return parts
    return []
