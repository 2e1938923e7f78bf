"""What looks like a quantity and is none: the guard on the first character passes no name by."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from luodi.engine.extraction import names

_UNGUARDED = re.compile("|".join(f"(?:{pattern})" for pattern in names._PATTERNS))
_PIECES = st.sampled_from(
    [
        *'0123456789ABGhwvV《》〔〕（）()“”‘"第十百千万双四三一二两上前次同民从新工版本强所、,.:/+-—号条级年计划 \u3000\n',
        "http://",
    ]
)


@given(st.lists(_PIECES, max_size=16).map("".join))
def test_the_guard_finds_what_the_patterns_find(text: str) -> None:
    assert names.spans(text) == [match.span() for match in _UNGUARDED.finditer(text)]
