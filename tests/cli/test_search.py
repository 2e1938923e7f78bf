"""`luodi search`: the clause and its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from luodi.cli.search import search
from luodi.engine.core.errors import NotFound, SourceError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "北").mkdir()
    (tmp_path / "北" / "甲.txt").write_text("甲市政策\n\n一、算力\n\n（一）发放算力券，支持算力应用。\n", "utf-8")
    (tmp_path / "乙.txt").write_text(
        "目录\n\n1. 乙市政策 1\n2. 丙市政策 2\n\n乙市政策\n\n一、发放服务券。\n\n丙市政策\n\n一、算力调度。\n", "utf-8"
    )
    (tmp_path / "图.xyz").write_bytes(b"\x00")
    return tmp_path


def run(*words: object) -> Result:
    return CliRunner().invoke(search, [str(word) for word in words])


def test_hits_with_clause_and_place(folder: Path) -> None:
    result = run(folder, "算力")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:2] == [
        "北/甲.txt:5  1.1  一 / （一），2 次",
        "    （一）发放算力券，支持算力应用。",
    ]
    assert "乙.txt#2:3  1  一" in result.stdout
    assert "2 个文件 3 条" in result.stderr


def test_all_words_must_stand_in_one_clause(folder: Path) -> None:
    assert "1 个文件 1 条" in run(folder, "算力券", "支持").stderr
    nothing = run(folder, "算力券", "服务券")
    assert nothing.exit_code == 1
    assert "没有同时含有“算力券、服务券”的条款" in nothing.stderr


def test_limit_and_json(folder: Path) -> None:
    limited = run(folder, "算力", "--limit", 1)
    assert len(limited.stdout.splitlines()) == 2
    assert "列出前 1 条" in limited.stderr
    data = json.loads(run(folder, "算力券", "--json").stdout)
    assert [(hit["file"], hit["clause"], hit["line"]) for hit in data] == [("北/甲.txt", "1.1", 5)]
    assert [data[0]["excerpt"][start:end] for start, end in data[0]["marks"]] == ["算力券"]


def test_a_single_file_can_be_searched(folder: Path) -> None:
    assert "1.1" in run(folder / "北" / "甲.txt", "算力券").stdout


def test_what_cannot_be_searched(folder: Path) -> None:
    assert isinstance(run(folder / "没有", "算力").exception, NotFound)
    (folder / "空").mkdir()
    assert isinstance(run(folder / "空", "算力").exception, SourceError)
    (folder / "坏.txt").write_bytes(b"\x00\x01")
    result = run(folder, "算力")
    assert result.exit_code == 0
    assert "坏.txt" in result.stderr
