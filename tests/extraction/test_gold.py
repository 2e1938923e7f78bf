"""Drafts as lines: every quote stands in the original, every figure is found where it stands."""

from __future__ import annotations

import random
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from luodi.engine.core.money import plain
from luodi.engine.documents import Document, read, read_text
from luodi.engine.extraction.extract import FINDERS, extract
from luodi.engine.extraction.gold import lines
from luodi.engine.extraction.numbers import find_quantities

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
FILES = sorted(path for path in CORPUS.rglob("*.txt") if path.name != "compilation.txt")
OWN = """示例市若干政策

一、支持研发。对企业按投入的20%给予最高120万元补助，按20万元计。

二、支持平台。对企业按投入的20%给予最高120万元补助。

三、目标。到2025年，核心产业规模达到500亿元，培育10家龙头企业。（责任单位：市科技局）

本政策自印发之日起施行，有效期三年。
"""


def squeezed(text: str) -> str:
    return "".join(text.split())


def check(document: Document, found: list[dict[str, Any]]) -> None:
    whole = squeezed(document.original)
    for line in found:
        assert line["quote"] in whole
        used: dict[str, int] = {}
        for figure in line.get("figures", []):
            place = line["quote"].find(figure["text"], used.get(figure["text"], 0))
            if place < 0:
                place = line["quote"].find(figure["text"])
            assert place >= 0
            used[figure["text"]] = place + 1


def test_quotes_are_runs_of_the_original_and_figures_stand_in_them() -> None:
    document = read_text(OWN)
    check(document, list(lines(document, extract(document))))


def test_a_quote_that_stands_twice_is_widened_until_it_is_found_where_it_is() -> None:
    document = read_text(OWN)
    found = list(lines(document, extract(document, ["support"])))
    whole = squeezed(document.original)
    assert [whole.find(line["quote"]) for line in found] == sorted(whole.find(line["quote"]) for line in found)
    assert len({whole.find(line["quote"]) for line in found}) == len(found)


def test_a_figure_that_stands_inside_another_is_widened_too() -> None:
    document = read_text("示例市政策\n\n一、对企业给予最高120万元补助，单个项目最高20万元。\n")
    (line,) = lines(document, extract(document, ["support"]))
    places = [line["quote"].find(figure["text"]) for figure in line["figures"]]
    assert places == sorted(places)
    assert squeezed(line["figures"][1]["text"]).endswith("20万元")


@pytest.mark.parametrize(
    ("value", "said"), [("0.20", "0.2"), ("3E+6", "3000000"), ("1.50", "1.5"), ("10", "10"), ("0", "0")]
)
def test_decimals_are_written_plainly(value: str, said: str) -> None:
    assert plain(Decimal(value)) == said


@pytest.mark.skipif(not FILES, reason="没有 ../shared/corpus，跳过对真实文件的重放")
@pytest.mark.parametrize("file", FILES or [CORPUS], ids=lambda path: path.stem)
def test_real_documents_replay(file: Path) -> None:
    document = read(file)
    drafts = extract(document)
    found = list(lines(document, drafts))
    check(document, found)
    for line in found:
        for figure in line.get("figures", []):
            again = find_quantities(figure["text"])
            assert again, figure


def mutated(text: str, seed: int) -> str:
    """Edit a text at random: cut, doubled, moved, noise put in."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 12)):
        a = chance.randrange(len(text) + 1)
        b = min(len(text), a + chance.randrange(1, 60))
        what = chance.randrange(5)
        if what == 0:
            text = text[:a] + text[b:]
        elif what == 1:
            text = text[:b] + text[a:b] + text[b:]
        elif what == 2:
            text = (
                text[:a]
                + chance.choice(
                    ["最高", "不超过", "20%", "300万元", "\n", "（", "》", "、", "：", "到2025年", "分别", "\x0c", "９"]
                )
                + text[a:]
            )
        elif what == 3:
            text = text[:a] + re.sub(r"\d", str(chance.randrange(10)), text[a:b]) + text[b:]
        else:
            text = text[b:] + text[:a]
        text = text or "空"
    return text


@pytest.mark.parametrize("seed", range(60))
def test_edits_never_break_a_finder(seed: int) -> None:
    document = read_text(mutated(OWN, seed))
    check(document, list(lines(document, extract(document))))


@pytest.mark.skipif(not CORPUS.is_dir(), reason="没有 ../shared/corpus，跳过对真实文件的随机改动")
def test_edits_of_real_documents_never_break_a_finder() -> None:
    for number, file in enumerate(FILES):
        text = file.read_text("utf-8")
        for seed in range(3):
            document = read_text(mutated(text, 1000 * number + seed))
            check(document, list(lines(document, extract(document))))


def test_only_the_kinds_that_are_asked_for() -> None:
    document = read_text(OWN)
    assert {type(draft).__name__ for draft in extract(document, ["support"])} == {"Support"}
    assert set(FINDERS) >= {"support"}
