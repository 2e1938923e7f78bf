"""`luodi registry`: a table in, tables and fact files out, with exit codes that a script can read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")
openpyxl = pytest.importorskip("openpyxl", reason="没有装表格的依赖（tables），跳过")

CODE = "SYNTHETIC000000001"


def _luodi(folder: Path, *words: str) -> Any:
    environment = {**{k: v for k, v in os.environ.items() if k != "LUODI_DATABASE"}, "LUODI_DATA": str(folder / "data")}
    return subprocess.run(
        [sys.executable, "-c", "from luodi.cli import main; main()", *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )  # fmt: skip


def _table(file: Path, *rows: list[Any]) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(file)


def test_in_out_and_checked(tmp_path: Path) -> None:
    head = ["统一社会信用代码", "企业名称", "注册地", "2021年营业收入（万元）", "从事人工智能产业"]
    good = [CODE, "西湖智能有限公司", "浙江省杭州市西湖区", 1200.5, "是"]
    _table(tmp_path / "a.xlsx", head, good, ["SYNTHETIC000000002", "锦江", "510104", "约", "否"])
    first = _luodi(tmp_path, "registry", "import", "a.xlsx")
    assert first.returncode == 1, first.stderr
    assert "登记 1、相同 0、退回 1" in first.stdout and (tmp_path / "a.退回.xlsx").exists()
    _table(tmp_path / "b.xlsx", head, good)
    again = _luodi(tmp_path, "registry", "import", "b.xlsx", "--json")
    assert again.returncode == 0 and json.loads(again.stdout)["sheets"][0]["unchanged"] == 1
    assert _luodi(tmp_path, "registry", "export", CODE, "--on", "2021-06-01", "--out", "e.yaml").returncode == 0
    assert _luodi(tmp_path, "check", "e.yaml", "--region", "330100").returncode in {0, 1}
    assert _luodi(tmp_path, "registry", "export", "--region", "330100", "--out", "e.xlsx").returncode == 0
    assert openpyxl.load_workbook(tmp_path / "e.xlsx")["企业（机构）"]["A2"].value == CODE
    for words, what in (
        (("export", CODE, "--out", "e.doc"), "不会写"),
        (("export", "SYNTHETIC000000009", "--out", "e.yaml"), "没有登记"),
    ):
        refused = _luodi(tmp_path, "registry", *words)
        assert refused.returncode == 2 and what in refused.stderr
