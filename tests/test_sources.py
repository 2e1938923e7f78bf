"""No sentence of a source stands in the repository: only facts, figures, clause numbers, and the names of documents and bodies.

A run of Chinese text that a source has too, 14 characters or longer, counts as a sentence. Blanks do not count and a new
line does not break a run. What may be quoted as printed is taken out before: titles in 《》, the titles of the encoded
documents, the names of bodies and offices, and the kinds of platforms, awards and the like. These names are read from the
data, so no sentence can be let through by a list kept here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from luodi.engine.core import strict_yaml

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
RUN = 14
#: How many of the 14 must be Chinese characters: the figures and marks of a made-up clause may coincide with a real one.
WORDS = {".yaml": 8, ".md": 10, ".txt": 10, ".py": 13}
#: The name of a kind is short and has no comma; anything longer is a phrase.
LONGEST_KIND = 20
FOLDERS = {
    "src": ["yaml", "py"],
    "docs": ["md"],
    "examples": ["yaml"],
    "tests": ["py", "txt"],
    "bench": ["py", "md", "txt"],
    ".": ["md"],
}
FILES = sorted(
    file
    for folder, kinds in FOLDERS.items()
    for kind in kinds
    for file in (ROOT / folder).glob(f"*.{kind}" if folder == "." else f"**/*.{kind}")
)
_FULL_WIDTH = str.maketrans(",:;()", "，：；（）")


def squeezed(text: str) -> str:
    """Text without blanks, and one form of each mark."""
    return "".join(text.split()).translate(_FULL_WIDTH)


def written(data: Any, keys: set[str]) -> Iterator[str]:
    """Every text that stands under one of the keys, at any depth."""
    if isinstance(data, dict):
        for key, value in data.items():
            held = value if isinstance(value, list) else [value]
            yield from (text for text in held if key in keys and isinstance(text, str))
            yield from written(value, keys)
    elif isinstance(data, list):
        for item in data:
            yield from written(item, keys)


def names() -> re.Pattern[str]:
    """What may stand as printed: titles of documents, names of bodies and of their offices, names of kinds."""
    found = set()
    for file in (ROOT / "src/luodi/policies").rglob("policy.yaml"):
        policy = strict_yaml.load(file).data
        found |= {policy["title"], *re.split("[、，]", policy["title"])}
        found |= set(written(policy, {"issuer", "lead", "bodies", "office"}))
    table = strict_yaml.load(ROOT / "src/luodi/vocabulary/bodies.yaml").data
    for known in (table["names"], *(region["names"] for region in table["regions"].values() if "names" in region)):
        found |= {
            level + name
            for full, short in known.items()
            for name in (full, *short)
            for level in ("", "省", "市", "区", "县")
        }
    for file in (ROOT / "src/luodi/vocabulary/facts").glob("*.yaml"):
        kinds = [word for fact in strict_yaml.load(file).data.values() for word in fact.get("values", {}).values()]
        found |= {word for word in kinds if len(word) <= LONGEST_KIND and not re.search("[，。；]", word)}
    return re.compile(
        "《[^《》]{2,60}》|"
        + "|".join(re.escape(squeezed(n)) for n in sorted(found, key=len, reverse=True) if len(n) > 2)
    )


@pytest.fixture(scope="module")
def allowed() -> re.Pattern[str]:
    return names()


@pytest.fixture(scope="module")
def runs() -> set[str]:
    """Every run of the sources that is too long."""
    if not CORPUS.is_dir():
        pytest.skip("没有 ../shared/corpus，跳过与原文的比对")
    texts = [squeezed(file.read_text("utf-8")) for file in sorted(CORPUS.rglob("*.txt"))]
    return {text[start : start + RUN] for text in texts for start in range(len(text) - RUN + 1)}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_sentence_of_a_source_is_stored(file: Path, runs: set[str], allowed: re.Pattern[str]) -> None:
    text = allowed.sub("\n", squeezed(file.read_text("utf-8")))
    least = WORDS[file.suffix]
    found = [text[start : start + RUN] for start in range(len(text) - RUN + 1) if text[start : start + RUN] in runs]
    assert [run for run in found if len(re.findall("[\u4e00-\u9fff]", run)) >= least] == []
