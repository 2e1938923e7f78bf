"""Personal data with its middle hidden."""

from __future__ import annotations

import pytest

from luodi.service.accounts.masks import masked, personal
from luodi.service.accounts.rights import VISITOR, Acting, Over


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("phone", "13800001234", "138****1234"), ("phone", "+86 13800001234"[4:], "138****1234"), ("phone", "12345", "***45"), ("phone", "", ""),
        ("identity", "110101199001011234", "1****************4"), ("identity", "1", "*"), ("email", "lin@example.org", "l***@example.org"), ("email", "x", "x***"),
        ("account", "6222020000001234", "************1234"), ("account", "123", "***"),
    ],
)  # fmt: skip
def test_masks(kind: str, value: str, shown: str) -> None:
    assert masked(kind, value) == shown


def test_whole_for_oneself_masked_for_others() -> None:
    me = Acting("person:1", "甲", 1)
    assert personal(me, "phone", "13800001234", Over(person=1)) == "13800001234"
    assert personal(me, "phone", "13800001234", Over(person=2)) == "138****1234"
    assert personal(VISITOR, "phone", "13800001234", Over(person=2)) == "138****1234"
    with pytest.raises(KeyError):
        masked("height", "180")
