"""Scores against the hand labels beside the project, made once for all tests that look at them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from luodi.engine.documents import read
from luodi.engine.extraction.extract import extract
from luodi.engine.extraction.gold import lines

SHARED = Path(__file__).parents[3] / "shared"


@pytest.fixture(scope="session")
def score(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, float]]:
    """What `score.py` says of the drafts of every labelled document."""
    gold, corpus = SHARED / "gold", SHARED / "corpus"
    if not gold.is_dir():
        pytest.skip("没有 ../shared/gold，跳过按人工标注打分的测试")
    folder = tmp_path_factory.mktemp("drafts")
    for labels in sorted(gold.glob("*.jsonl")):
        document = read(corpus / (labels.stem.replace("__", "/") + ".txt"))
        drafts = (json.dumps(line, ensure_ascii=False) + "\n" for line in lines(document, extract(document)))
        (folder / labels.name).write_text("".join(drafts), "utf-8")
    command = [sys.executable, str(gold / "score.py"), str(gold), str(corpus), str(folder), "--json"]
    said = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, dict[str, float]] = json.loads(said.stdout)
    return result
