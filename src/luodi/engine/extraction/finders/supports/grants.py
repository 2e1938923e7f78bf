"""Join pieces to grants: one grant may go on in the next sentence (单家企业年度最高5万元), and a sentence may hold several."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from luodi.engine.extraction.finders.supports import words
from luodi.engine.extraction.finders.supports.pieces import Piece, pieces
from luodi.engine.extraction.finders.supports.roles import figures
from luodi.engine.extraction.model import Figure
from luodi.engine.extraction.numbers import find_quantities

PAYING = frozenset({"rate", "cap", "floor", "amount"})
_GOES_ON = re.compile(
    r"\s*(?:其中|单个|单家|单一|每个|每家|每户|每年|每人|同一|最高|最低|年度|累计|一次性|上限|补贴|补助|资助|奖励|支持(?:标准|额度|比例|金额|最高)|由平台|总额|合计|同时|全年|连续|以上)"
)


@dataclass(frozen=True, slots=True)
class Grant:
    """One grant: its pieces and their figures."""

    pieces: tuple[Piece, ...]
    figures: tuple[Figure, ...]

    @property
    def text(self) -> str:
        """The words of its pieces."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def pays(self) -> frozenset[str]:
        """The paying roles that it has."""
        return frozenset(figure.role for figure in self.figures if figure.role in PAYING)


def grants(text: str, start: int, before: list[Grant]) -> list[Grant]:
    """Return the grants so far with those of a paragraph added."""
    if not words.GRANT.search(text):
        return before
    quantities = find_quantities(text, start)
    if not quantities and not words.PROMISE.search(text):
        return before
    found = list(before)
    fresh = True
    for piece in pieces(text, start, quantities):
        held = figures(piece)
        grant = Grant((piece,), held)
        if held:
            if found and not fresh and _goes_on(found[-1], grant):
                found[-1] = replace(found[-1], pieces=(*found[-1].pieces, piece), figures=(*found[-1].figures, *held))
            elif _is_grant(grant):
                found.append(grant)
            fresh = False
        elif _promises(piece):
            found.append(grant)
            fresh = False
    return found


def _is_grant(grant: Grant) -> bool:
    return (
        bool(grant.pays)
        or any(figure.role in {"share", "fund"} for figure in grant.figures)
        or _promises(grant.pieces[0])
    )


def _promises(piece: Piece) -> bool:
    """Tell a promise without a figure: 一事一议, 优先采购, 按规定给予支持."""
    return bool(words.PROMISE.search(piece.text)) and not words.COMBINES.search(piece.text)


def _goes_on(grant: Grant, more: Grant) -> bool:
    piece = more.pieces[0]
    last = grant.pieces[-1]
    if not grant.figures:
        return piece.text.lstrip().startswith("其中")
    if not more.pays:
        return all(figure.role in {"years", "quota"} for figure in more.figures)
    if not grant.pays:
        return False
    if _GOES_ON.match(piece.text):
        return True
    if piece.addresses:
        return False
    if piece.mark == "，":
        return False
    tiers = last.text.lstrip().startswith("其中") or not last.addresses
    return tiers and (grant.pays == more.pays or "rate" in grant.pays or "amount" in grant.pays)
