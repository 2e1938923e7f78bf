"""`luodi compare` as a person calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from luodi.cli.compare import compare
from luodi.engine.core.errors import LuodiError, NotFound, SourceError

TEXT = "云溪市算力办法\n\n第一条 对新建算力中心的单位，按照设备投入的10%给予补助，最高不超过500万元。\n\n第二条 本办法由市科技局负责解释。\n"


@pytest.fixture
def copies(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "甲.txt").write_text(TEXT, "utf-8")
    (tmp_path / "乙.txt").write_text(TEXT.replace("500万元", "300万元"), "gb18030")
    return str(tmp_path / "甲.txt"), str(tmp_path / "乙.txt")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(compare, arguments)


def test_two_copies(copies: tuple[str, str]) -> None:
    result = run(*copies)
    assert result.exit_code == 0
    assert "不同 1 处：数字 1。" in result.output
    assert "甲 a1 第3行" in result.output
    assert "【500】万元" in result.output
    assert "【300】万元" in result.output


def test_punctuation_and_the_count_are_explained(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text(TEXT, "utf-8")
    (tmp_path / "乙.txt").write_text(TEXT.replace("补助，最高", "补助；最高").replace("的单位", "and单位"), "utf-8")
    files = str(tmp_path / "甲.txt"), str(tmp_path / "乙.txt")
    said = run(*files).output
    assert "不同 1 处（共 2 个改动，挨着的合为一处）：字句 1。" in said
    assert "标点另有 1 处不同" in said
    assert "【；】" not in said
    assert "【；】" in run(*files, "--all").output
    kinds = [d["kind"] for d in json.loads(run(*files, "--json").output)["differences"]]
    assert kinds == ["wording", "mark"]


def test_json(copies: tuple[str, str]) -> None:
    data = json.loads(run(*copies, "--json").output)
    assert data["as"] == "copies"
    left = data["differences"][0]["left"]
    assert TEXT[slice(*left["span"])] == left["text"] == "500"


def test_a_policy_and_its_rules(copies: tuple[str, str]) -> None:
    result = run(*copies, "--as", "related", "--all")
    assert "数字 最高不超过500万元 → 最高不超过300万元" in result.output
    assert "全部共有句子" in result.output
    data = json.loads(run(*copies, "--as", "related", "--json").output)
    assert data["shared"][0]["changes"] == [{"left": "最高不超过500万元", "right": "最高不超过300万元"}]


def test_a_folder(tmp_path: Path) -> None:
    for place, money in (("north", "500"), ("south", "300")):
        (tmp_path / place).mkdir()
        (tmp_path / place / "policy.txt").write_text(
            f"{place}办法\n\n第一条 对新建算力中心的单位，按照设备投入给予补助，每个项目最高不超过{money}万元。\n\n"
            f"第二条 {place * 40}\n",
            "utf-8",
        )
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04 word/")
    result = run("--corpus", str(tmp_path))
    assert result.exit_code == 0
    assert "相近的段落共 1 对" in result.output
    assert "数字 最高不超过500万元 → 最高不超过300万元" in result.output
    assert "坏.docx" in result.stderr
    data = json.loads(CliRunner().invoke(compare, ["--corpus", str(tmp_path), "--json"]).stdout)
    assert data["documents"][0]["passages"][0]["other"] == "south/policy.txt"


def test_wrong_calls(tmp_path: Path, copies: tuple[str, str]) -> None:
    assert run(copies[0]).exit_code == 2
    assert "写出两个文件" in run(copies[0]).output
    assert run(*copies, "--corpus", str(tmp_path)).exit_code == 2
    missing = run(copies[0], str(tmp_path / "没有.txt"))
    assert isinstance(missing.exception, NotFound)
    assert isinstance(run("--corpus", str(tmp_path / "没有")).exception, NotFound)
    (tmp_path / "空").mkdir()
    empty = run("--corpus", str(tmp_path / "空")).exception
    assert isinstance(empty, SourceError)
    assert isinstance(empty, LuodiError)
