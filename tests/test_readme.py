"""What the READMEs show must be what the program prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from luodi.cli import cli

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_shown_check_up_is_what_the_command_prints(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUODI_CACHE", "")
    monkeypatch.chdir(ROOT)
    block = re.search(r"<!-- output: luodi (.+?) -->\n```text\n(.*?)\n…\n```", (ROOT / name).read_text("utf-8"), re.S)
    assert block, "README 里没有示例输出"
    printed = CliRunner().invoke(cli, block[1].split()).output
    shown = [line.rstrip() for line in block[2].splitlines()]
    lines = [line.rstrip() for line in printed.splitlines()]
    assert len(shown) > 10
    assert lines[: len(shown)] == shown


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_every_picture_and_page_a_readme_names_exists(name: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)", (ROOT / name).read_text("utf-8")):
        assert target.startswith("http") or (ROOT / target).exists(), target
