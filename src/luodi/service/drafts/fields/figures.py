"""Figures as people type them, as the file writes them: 300万, 1.5亿元, 20%."""

from __future__ import annotations

import re
from decimal import Decimal

from luodi.engine.library.draft.writing import flow

_TYPED = re.compile(r"([0-9][0-9_,]*(?:\.[0-9]+)?)\s*(%|％|万元|万|亿元|亿|元)?")
_TIMES = {"%": Decimal("0.01"), "％": Decimal("0.01"), "万": Decimal(10**4), "亿": Decimal(10**8)}


def figure(text: str) -> str:
    """Write a figure out; what is none stays as it is."""
    found = _TYPED.fullmatch(text)
    if found is None:
        return text
    return flow(
        Decimal(found[1].replace("_", "").replace(",", ""))
        * _TIMES.get((found[2] or "").removesuffix("元"), Decimal(1))
    )
