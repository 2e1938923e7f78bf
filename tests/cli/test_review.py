"""`luodi review`: the report a drafter reads, its JSON and its exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.engine.extraction.review import CHECKS

from .conftest import Command

TEXT = """示例市若干政策

一、支持改造。总投资1000万元及以下的项目，给予100万元补助；总投资1000万元以上的项目，给予300万元补助。

二、支持上云。对上云企业，给予最高50万元补助。对上链企业，给予最高40万元补助。

三、支持出海。对出海企业，给予最高30万元补助。对办展企业，给予最高20万元补助。
"""
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "review.md"
CLEAN = "示例市行动方案\n\n一、建设平台。建设平台。\n"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    file = tmp_path / "草案.txt"
    file.write_text(TEXT, "utf-8")
    return file


def test_the_report_names_clause_line_price_and_question(luodi: Command, draft: Path) -> None:
    result = luodi("review", draft, "--only", "tiers-overlap")
    assert result.code == 1
    lines = result.out.splitlines()
    assert lines[0] == "示例市若干政策"
    assert lines[1] == "1 处要看：高 1"
    assert "【高】分档重叠  tiers-overlap" in result.out
    assert "  一  第 3 行  恰好1000万元时，“1000万元及以下”和“1000万元以上”都适用" in lines
    assert any(line.startswith("    代价  ") for line in lines)
    assert any(line.startswith("    请问  ") for line in lines)


def test_many_of_a_kind_share_one_reason(luodi: Command, draft: Path) -> None:
    out = luodi("review", draft, "--only", "cap-without-rate").out
    assert "【中】最高额没有算法  cap-without-rate  4 处" in out
    assert out.count("代价") == out.count("请问") == 1
    assert [line for line in out.splitlines() if line.startswith("  二")] == [
        "  二  第 5 行  只有最高50万元，没有比例、标准或分档",
        "  二  第 5 行  只有最高40万元，没有比例、标准或分档",
    ]


def test_json_has_the_place_in_the_original(luodi: Command, draft: Path) -> None:
    result = luodi("review", draft, "--json")
    assert result.code == 1
    report = result.json
    assert report["title"] == "示例市若干政策"
    first = report["findings"][0]
    assert {
        "code",
        "name",
        "severity",
        "clause",
        "path",
        "line",
        "span",
        "text",
        "message",
        "why",
        "question",
        "places",
    } == set(first)
    for finding in report["findings"]:
        start, end = finding["span"]
        assert "".join(TEXT[start:end].split()) == finding["text"]
        assert TEXT[:start].count("\n") + 1 == finding["line"]


def test_nothing_to_look_at_ends_with_0(luodi: Command, tmp_path: Path) -> None:
    file = tmp_path / "方案.txt"
    file.write_text(CLEAN, "utf-8")
    result = luodi("review", file)
    assert (result.code, result.err) == (0, "")
    assert "没有发现" in result.out
    assert luodi("review", file, "--json").json["findings"] == []


def test_the_list_of_checks_needs_no_file(luodi: Command) -> None:
    result = luodi("review", "--list")
    assert result.code == 0
    assert len(result.out.splitlines()) == len(CHECKS)
    assert "高  tiers-overlap  分档重叠" in result.out


def test_an_unknown_check_is_answered_with_the_nearest(luodi: Command, draft: Path) -> None:
    result = luodi("review", draft, "--only", "tier-overlap")
    assert result.code == 2
    assert "是不是想写“tiers-overlap”" in result.err


def test_a_file_that_is_not_there_ends_with_2(luodi: Command, tmp_path: Path) -> None:
    result = luodi("review", tmp_path / "没有.txt")
    assert result.code == 2
    assert "找不到文件" in result.err


def test_the_page_shows_what_the_command_says(luodi: Command, tmp_path: Path) -> None:
    blocks = PAGE.read_text("utf-8").split("```")
    file = tmp_path / "草案.txt"
    file.write_text(
        next(block for block in blocks if block.startswith("\n示例市") and "处要看" not in block).strip(), "utf-8"
    )
    shown = next(block for block in blocks if "处要看" in block).strip().removesuffix("…").strip()
    said = luodi("review", file).out
    assert [line for line in shown.splitlines() if line not in said.splitlines()] == []


def test_the_page_lists_every_check() -> None:
    page = PAGE.read_text("utf-8")
    assert [check.code for check in CHECKS if f"`{check.code}` {check.name}" not in page] == []
