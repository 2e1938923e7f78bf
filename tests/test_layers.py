"""Imports go one way: the contracts of import-linter hold, and no folder is without a place in them."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of a checkout in a process of its own."""
    command = "import sys; sys.path.insert(0, 'src'); from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", command, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A checkout of its own with only the Python files."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(
        ROOT / "src" / "luodi", tmp_path / "src" / "luodi", ignore=shutil.ignore_patterns("__pycache__", "*.yaml")
    )
    return tmp_path


def test_the_contracts_hold() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("folder", ["newcomer", "engine/newcomer"])
def test_a_folder_without_a_place_breaks_the_contracts(copy: Path, folder: str) -> None:
    package = copy / "src" / "luodi" / folder
    package.mkdir()
    (package / "__init__.py").write_text('"""Nobody gave me a place."""\n')
    result = lint(copy)
    assert result.returncode != 0
    assert "newcomer" in result.stdout


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("engine/core/money.py", "from luodi.engine.rules import tree"),
        ("engine/rules/tree.py", "from luodi.engine.library import load"),
        ("engine/rules/tree.py", "import luodi.engine.documents"),
        ("engine/documents/model.py", "import luodi.engine.rules.tree"),
        ("engine/library/load.py", "import luodi.cli"),
    ],
)
def test_an_import_against_the_direction_breaks_the_contracts(copy: Path, file: str, line: str) -> None:
    with (copy / "src" / "luodi" / file).open("a") as handle:
        handle.write(f"\n{line}\n")
    result = lint(copy)
    assert result.returncode != 0
    assert "BROKEN" in result.stdout


def test_every_contract_of_layers_is_exhaustive() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = [c for c in contracts if c["type"] == "layers"]
    assert layers
    assert [c["name"] for c in layers if c.get("exhaustive") is not True] == []


def test_the_engine_knows_no_web_framework_no_network_and_no_clock() -> None:
    forbidden = (
        "import django",
        "from django",
        "import requests",
        "import socket",
        "urllib.request",
        ".now(",
        ".today(",
        "time.time(",
    )
    for file in (ROOT / "src" / "luodi" / "engine").rglob("*.py"):
        text = file.read_text("utf-8")
        assert [word for word in forbidden if word in text] == [], file


def test_importing_a_subject_does_nothing_that_shows() -> None:
    command = (
        "import luodi.engine.core, luodi.engine.rules.checkup, luodi.engine.library, luodi.engine.documents, luodi.cli"
    )
    result = subprocess.run([sys.executable, "-W", "error", "-c", command], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
