"""`luodi drafts`: what is on the desk, folders out and in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.service.drafts.conftest import KEY, POLICY

pytest.importorskip("django", reason="没有装网站的依赖（site），跳过网站的测试")

BEGIN = f"""
from luodi.site.start import start; start()
from django.utils import timezone
from luodi.service.accounts.rights import COMMAND
from luodi.service.drafts import actions
actions.begin(COMMAND, {KEY!r}, timezone.now())
"""


def test_list_export_import(tmp_path: Path, real_library: object) -> None:
    environment = {**os.environ, "LUODI_DATA": str(tmp_path / "data"), "LUODI_CACHE": ""}

    def run(*words: str, code: int = 0) -> str:
        command = [sys.executable, "-c", "from luodi.cli import main; main()", *words]
        done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    assert "还没有政策" in run("drafts", "list")
    (tmp_path / "文件.txt").write_text(POLICY, "utf-8")
    run("import", "文件.txt", "--id", KEY, "--region", "330100")
    subprocess.run([sys.executable, "-c", BEGIN], env=environment, check=True)
    assert json.loads(run("drafts", "list", "--json"))[0] == {
        "key": KEY, "title": "某某市支持智能制造工坊发展若干措施", "region": "330100", "items": 3, "decided": 0, "minutes": 0, "published": None,
    }  # fmt: skip
    assert "还没有发布" in run("drafts", "export", KEY, "--published", "--out", "out", code=2)
    packaged = "zhejiang/hangzhou/ai-zone-policy"
    from luodi.engine.library import Library

    place = Library().folder_of(packaged)
    assert packaged in run("drafts", "import", str(place))
    run("drafts", "export", packaged, "--out", "out")
    environment["LUODI_POLICIES"] = str(tmp_path / "out")
    assert "0 个不符" in run("policies", "check", packaged)
    del environment["LUODI_POLICIES"]
    assert "看不出" in run("drafts", "import", str(_bare(tmp_path, place)), code=2)


def _bare(tmp_path: Path, place: Path) -> Path:
    """The same folder under a name that is no id."""
    bare = tmp_path / "某文件夹" / "政策"
    bare.mkdir(parents=True)
    for name in ("policy.yaml", "cases.yaml"):
        (bare / name).write_text((place / name).read_text("utf-8"), "utf-8")
    return bare
