"""Damaged files: every reader gives a text or one clear refusal, never a crash and never a hang; nothing is lost.

`fuzz.py` beside this file makes them and, run as a program, tries a hundred thousand and more in limited processes.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip("reportlab", reason="reportlab（dev 扩展）没有安装，不能排 PDF")
pytest.importorskip("PIL", reason="ocr 扩展没有安装")

#: Inputs tried in the suite; FUZZ_COUNT=100000 tries as many in this process, without its limits.
COUNT, PARTS = int(os.environ.get("FUZZ_COUNT", "2000")), 6


@pytest.fixture(scope="module")
def fuzz() -> ModuleType:
    if sys.platform == "win32":
        pytest.skip("fuzz.py 用到 POSIX 的进程限制")
    spec = importlib.util.spec_from_file_location("fuzz", Path(__file__).with_name("fuzz.py"))
    assert spec
    assert spec.loader
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_damaged_files(fuzz: ModuleType, part: int) -> None:
    outcomes: Counter[str] = Counter()
    with fuzz.without_heavy_helpers():
        for number in range(part, COUNT, PARTS):
            outcomes[fuzz.tried(number)] += 1
    for kind in ("txt", "html", "docx", "pdf", "png"):
        assert outcomes[f"{kind} 读"], f"每一份 {kind} 都被拒绝，等于没有试"
    assert sum(outcomes.values()) == len(range(part, COUNT, PARTS))


def test_a_number_always_makes_the_same_file(fuzz: ModuleType) -> None:
    assert all(fuzz.damaged(number) == fuzz.damaged(number) for number in range(40))
    assert len({fuzz.damaged(number)[1] for number in range(40)}) == 40
