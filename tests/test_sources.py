"""No sentence of a source stands in the encoded policies or the vocabulary: only titles, names of bodies, and facts in our own words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
LONGEST = 16
#: Names are quoted as they are printed: titles of documents, of bodies and their offices.
_NAMES = re.compile(r"^\s*(?:-\s*)?(?:title|issuer|bodies|lead|contact|office|where)\s*:|\{office:")
FILES = sorted([*(ROOT / "src/luodi/policies").rglob("*.yaml"), *(ROOT / "src/luodi/vocabulary").rglob("*.yaml")])


@pytest.fixture(scope="module")
def runs() -> set[str]:
    """Every run of the sources that is one character too long."""
    if not CORPUS.is_dir():
        pytest.skip("没有 ../shared/corpus，跳过与原文的比对")
    text = "".join("".join(file.read_text("utf-8").split()) for file in sorted(CORPUS.rglob("*.txt")))
    return {text[start : start + LONGEST + 1] for start in range(len(text) - LONGEST)}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_sentence_of_a_source_is_stored(file: Path, runs: set[str]) -> None:
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        words = "" if _NAMES.search(line) else "".join(line.split())
        found = [
            words[start : start + LONGEST + 1]
            for start in range(len(words) - LONGEST)
            if words[start : start + LONGEST + 1] in runs
        ]
        assert not found, f"第{number}行与原文连续相同：{found[0]}"
